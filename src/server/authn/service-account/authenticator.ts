import type { Clock } from "../../../base/clock.ts";
import { quote } from "../../../machinery/text/quote.ts";
import type { UserInfo } from "../../../machinery/request/user.ts";
import type { ObjectReader } from "../../object-reader.ts";
import { nodes, pods, secrets, serviceAccounts } from "../../resources.ts";
import { type Authenticator, badCredentials } from "../contract.ts";
import type { KubernetesClaims, TokenClaims } from "./claims.ts";
import { serviceAccountGroups, serviceAccountUsername } from "./names.ts";
import type { TokenKeys } from "./token-keys.ts";

export interface ServiceAccountAuthenticatorOptions {
  readonly keys: TokenKeys;
  readonly issuer: string;
  /** The audiences that the API server answers to. */
  readonly apiAudiences: readonly string[];
  readonly objects: ObjectReader;
  readonly clock: Clock;
}

/** Signatures that are remembered as good; when full, the oldest is forgotten. */
const rememberedTokens = 4096;

/**
 * Accepts a token while its signature, its times, one of its audiences and everything it is bound to hold. Signatures are
 * remembered, what a token is bound to is looked at each time: deleting a pod ends its tokens at once.
 */
export function serviceAccountAuthenticator(options: ServiceAccountAuthenticatorOptions): Authenticator {
  const { keys, issuer, apiAudiences, objects, clock } = options;
  const verified = new Map<string, TokenClaims>();

  async function claimsOf(token: string): Promise<TokenClaims> {
    const known = verified.get(token);
    if (known !== undefined) return known;
    const claims = await keys.verify(token);
    if (verified.size >= rememberedTokens) verified.delete(verified.keys().next().value as string);
    verified.set(token, claims);
    return claims;
  }

  return {
    async authenticate({ bearerToken }, wanted = apiAudiences) {
      if (bearerToken === undefined || !looksLikeOurs(bearerToken, issuer)) return undefined;
      const claims = await claimsOf(bearerToken).catch(() => {
        throw badCredentials("go-jose/go-jose: error in cryptographic primitive");
      });
      const now = clock.now() / 1000;
      if (now >= claims.exp) throw badCredentials("service account token has expired");
      if (now + 1 < claims.nbf) throw badCredentials("service account token is not valid yet");
      const granted = typeof claims.aud === "string" ? [claims.aud] : claims.aud;
      const audiences = granted.filter((audience) => wanted.includes(audience));
      if (audiences.length === 0) throw badCredentials(`token audiences ${goList(granted)} is invalid for the target audiences ${goList(wanted)}`);
      if (!(await stillBound(claims["kubernetes.io"], objects))) throw badCredentials("service account token has been invalidated");
      return { user: userOf(claims), audiences };
    },
  };
}

/** A list of texts as Go's `%q` writes it. */
function goList(texts: readonly string[]): string {
  return `[${texts.map(quote).join(" ")}]`;
}

/** A cheap look at the unverified issuer, so that other token authenticators get their turn. */
function looksLikeOurs(token: string, issuer: string): boolean {
  const parts = token.split(".");
  if (parts.length !== 3) return false;
  try {
    const payload = JSON.parse(atob((parts[1] ?? "").replaceAll("-", "+").replaceAll("_", "/"))) as { iss?: unknown };
    return payload.iss === issuer;
  } catch {
    return false;
  }
}

async function stillBound(claims: KubernetesClaims, objects: ObjectReader): Promise<boolean> {
  const { namespace, serviceaccount, pod, node, secret } = claims;
  const checks = [
    objects.find(serviceAccounts, namespace, serviceaccount.name).then((found) => found?.metadata.uid === serviceaccount.uid),
    pod === undefined ? true : objects.find(pods, namespace, pod.name).then((found) => found?.metadata.uid === pod.uid),
    secret === undefined ? true : objects.find(secrets, namespace, secret.name).then((found) => found?.metadata.uid === secret.uid),
    // A pod's token only tells on which node the pod runs; a node's own token dies with the node.
    node === undefined || pod !== undefined ? true : objects.find(nodes, "", node.name).then((found) => found?.metadata.uid === node.uid),
  ];
  return (await Promise.all(checks)).every(Boolean);
}

function userOf({ jti, "kubernetes.io": claims }: TokenClaims): UserInfo {
  const { namespace, serviceaccount, pod, node } = claims;
  const extra: Record<string, readonly string[]> = { "authentication.kubernetes.io/credential-id": [`JTI=${jti}`] };
  if (pod !== undefined) {
    extra["authentication.kubernetes.io/pod-name"] = [pod.name];
    extra["authentication.kubernetes.io/pod-uid"] = [pod.uid];
  }
  if (node !== undefined) {
    extra["authentication.kubernetes.io/node-name"] = [node.name];
    if (node.uid !== undefined) extra["authentication.kubernetes.io/node-uid"] = [node.uid];
  }
  return { name: serviceAccountUsername(namespace, serviceaccount.name), uid: serviceaccount.uid, groups: serviceAccountGroups(namespace), extra };
}
