import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { createTokenKeys, type TokenKeys } from "../authn/service-account/token-keys.ts";

/** Token keys from a P-256 pair in PEM. Signs at once: to hand it to another thread costs as much as the signature. */
export async function tokenKeysFromPem({ privateKey, publicKey }: { readonly privateKey: string; readonly publicKey: string }): Promise<TokenKeys> {
  const key = { key: createPrivateKey(privateKey), dsaEncoding: "ieee-p1363" as const };
  return createTokenKeys({
    publicKey: createPublicKey(publicKey).toCryptoKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]),
    sign: (data) => sign("sha256", data, key),
  });
}
