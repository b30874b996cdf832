import { createPrivateKey, createPublicKey } from "node:crypto";
import { createTokenKeys, type TokenKeys } from "../authn/service-account/token-keys.ts";

const algorithm = { name: "ECDSA", namedCurve: "P-256" };

/** Token keys from a P-256 pair in PEM. */
export async function tokenKeysFromPem({ privateKey, publicKey }: { readonly privateKey: string; readonly publicKey: string }): Promise<TokenKeys> {
  const signing = {
    privateKey: createPrivateKey(privateKey).toCryptoKey(algorithm, false, ["sign"]),
    publicKey: createPublicKey(publicKey).toCryptoKey(algorithm, true, ["verify"]),
  };
  return createTokenKeys(signing);
}
