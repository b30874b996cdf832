import { serviceAccountUsername } from "./names.ts";

interface NamedRef {
  readonly name: string;
  readonly uid: string;
}

/** What a token is bound to besides its service account; it dies with that object. */
export type BoundObject =
  | { readonly kind: "Pod"; readonly name: string; readonly uid: string; readonly node?: { readonly name: string; readonly uid?: string } }
  | { readonly kind: "Secret"; readonly name: string; readonly uid: string }
  | { readonly kind: "Node"; readonly name: string; readonly uid: string };

/** The private claims of a token. Source: kubernetes pkg/serviceaccount/claims.go. */
export interface KubernetesClaims {
  readonly namespace: string;
  readonly serviceaccount: NamedRef;
  readonly pod?: NamedRef;
  readonly node?: { readonly name: string; readonly uid?: string };
  readonly secret?: NamedRef;
  /** Unix seconds after which a client should have fetched a new token. */
  readonly warnafter?: number;
}

export interface TokenClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: readonly string[] | string;
  readonly exp: number;
  readonly iat: number;
  readonly nbf: number;
  readonly jti: string;
  readonly "kubernetes.io": KubernetesClaims;
}

/** Seconds that client libraries ask for in a pod; such tokens live a year so that old clients that never reload go on. */
const podTokenSeconds = 3607;
const extendedSeconds = 365 * 24 * 60 * 60;

export interface ClaimsInput {
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** Extends pod tokens for the API server's own audience. */
  readonly apiAudience: boolean;
  readonly serviceAccount: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly bound?: BoundObject;
  readonly expirationSeconds: number;
  readonly nowMs: number;
  readonly id: string;
}

/** The claims of a new token. Times are whole Unix seconds. */
export function buildClaims(input: ClaimsInput): TokenClaims {
  const { serviceAccount, bound, nowMs } = input;
  const now = Math.floor(nowMs / 1000);
  const extended = input.expirationSeconds === podTokenSeconds && bound?.kind === "Pod" && input.apiAudience;
  const { namespace, name, uid } = serviceAccount;
  return {
    aud: input.audiences,
    exp: now + (extended ? extendedSeconds : input.expirationSeconds),
    iat: now,
    iss: input.issuer,
    jti: input.id,
    "kubernetes.io": {
      namespace,
      ...boundClaims(bound),
      serviceaccount: { name, uid },
      ...(extended ? { warnafter: now + input.expirationSeconds } : {}),
    },
    nbf: now,
    sub: serviceAccountUsername(namespace, name),
  };
}

function boundClaims(bound: BoundObject | undefined): Pick<KubernetesClaims, "pod" | "node" | "secret"> {
  if (bound === undefined) return {};
  const ref = { name: bound.name, uid: bound.uid };
  switch (bound.kind) {
    case "Pod":
      return bound.node === undefined ? { pod: ref } : { pod: ref, node: bound.node };
    case "Secret":
      return { secret: ref };
    case "Node":
      return { node: ref };
  }
}
