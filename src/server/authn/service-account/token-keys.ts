import { base64url, calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, type JWK, jwtVerify } from "jose";
import type { TokenClaims } from "./claims.ts";

const encoder = new TextEncoder();

/** The keys that sign and verify service account tokens. */
export interface TokenKeys {
  sign(claims: TokenClaims): Promise<string>;
  /** The claims of a token with a good signature; throws for any other. Times and audiences are not looked at. */
  verify(token: string): Promise<TokenClaims>;
  /** The public halves, as `/openid/v1/jwks` publishes them. */
  readonly published: readonly JWK[];
}

export interface SigningKey {
  readonly publicKey: CryptoKey;
  /** The signature of `data` in JOSE's form: for P-256 both numbers one after the other, for RSA that of PKCS #1 v1.5. */
  sign(data: Uint8Array<ArrayBuffer>): Uint8Array | Promise<Uint8Array>;
}

/** A new P-256 key pair in memory. */
export async function newSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: false });
  const sign = async (data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> => new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, data));
  return { publicKey, sign };
}

type Algorithm = "ES256" | "RS256";

interface VerifyingKey {
  readonly id: string;
  readonly key: CryptoKey;
  readonly algorithm: Algorithm;
}

/** Signs with `signing`; verifies with its public half and with `olderKeys`, so that keys can be rotated. */
export async function createTokenKeys(signing: SigningKey, olderKeys: readonly CryptoKey[] = []): Promise<TokenKeys> {
  const publicKeys = [signing.publicKey, ...olderKeys];
  const published = await Promise.all(publicKeys.map(publishedKey));
  const verifying = new Map<string, VerifyingKey>();
  published.forEach((jwk, index) => {
    const key = publicKeys[index] as CryptoKey;
    verifying.set(jwk.kid as string, { id: jwk.kid as string, key, algorithm: algorithmOf(key) });
  });
  const header = base64url.encode(JSON.stringify({ alg: algorithmOf(signing.publicKey), kid: published[0]?.kid }));

  return {
    published,
    async sign(claims) {
      const signed = `${header}.${base64url.encode(JSON.stringify(claims))}`;
      return `${signed}.${base64url.encode(await signing.sign(encoder.encode(signed)))}`;
    },
    async verify(token) {
      const { payload } = await jwtVerify(
        token,
        ({ kid }) => {
          const found = verifying.get(kid ?? "");
          if (found === undefined) throw new Error(`no key ${kid} verifies service account tokens`);
          return found.key;
        },
        // Expiry is judged by the caller's clock; jose would ask the machine's.
        { algorithms: ["ES256", "RS256"], currentDate: new Date(issuedAtMs(token)), clockTolerance: 1 },
      );
      return payload as unknown as TokenClaims;
    },
  };
}

async function publishedKey(key: CryptoKey): Promise<JWK> {
  const jwk = await exportJWK(key);
  return { use: "sig", ...jwk, kid: await calculateJwkThumbprint(jwk), alg: algorithmOf(key) };
}

function algorithmOf(key: CryptoKey): Algorithm {
  return key.algorithm.name === "ECDSA" ? "ES256" : "RS256";
}

function issuedAtMs(token: string): number {
  const payload = token.split(".")[1] ?? "";
  const { nbf, iat } = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))) as { nbf?: number; iat?: number };
  return (nbf ?? iat ?? 0) * 1000;
}
