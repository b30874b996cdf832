import type { TokenKeys } from "../authn/service-account/token-keys.ts";
import type { PathFamily } from "./contract.ts";

/** OpenID discovery of the issuer of service account tokens. Source: kubernetes pkg/serviceaccount/openidmetadata.go. */
export function openidPaths(keys: TokenKeys, issuer: string): PathFamily {
  const algorithms = [...new Set(keys.published.map(({ alg }) => alg))].sort();
  const configuration = JSON.stringify({
    issuer,
    jwks_uri: `${issuer.replace(/\/$/, "")}/openid/v1/jwks`,
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: algorithms,
  });
  const headers = { "Cache-Control": "public, max-age=3600" };
  return {
    listed: () => ["/.well-known/openid-configuration", "/openid/v1/jwks"],
    answer({ path }) {
      if (path === "/.well-known/openid-configuration") return { code: 200, mediaType: "application/json", body: configuration, headers };
      if (path === "/openid/v1/jwks") return { code: 200, mediaType: "application/jwk-set+json", body: JSON.stringify({ keys: keys.published }), headers };
      return undefined;
    },
  };
}
