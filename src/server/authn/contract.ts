import { StatusError } from "../../machinery/errors/status-error.ts";
import type { UserInfo } from "../../machinery/request/user.ts";

/** What a connection and a request's headers offer as proof of identity. */
export interface Credentials {
  /** Of a verified client certificate: the common name and the organizations. */
  readonly certificate?: { readonly commonName: string; readonly organizations: readonly string[]; readonly fingerprint?: string };
  /** The client showed a certificate that proves nothing: expired, or of an authority that is not ours. */
  readonly hasBadCertificate?: boolean;
  readonly bearerToken?: string;
}

export interface Authenticated {
  readonly user: UserInfo;
  /** The audiences that the credential is good for; absent when it says nothing about audiences. */
  readonly audiences?: readonly string[];
}

/** What the `Impersonate-*` headers ask for. */
export interface Impersonation {
  readonly user?: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** Undefined when it has nothing to say about these credentials; throws Unauthorized when they are bad. */
export interface Authenticator {
  authenticate(credentials: Credentials, audiences?: readonly string[]): Promise<Authenticated | undefined>;
}

export const allAuthenticated = "system:authenticated";
export const allUnauthenticated = "system:unauthenticated";

/** Who sends nothing that proves an identity. Source: apiserver authentication/user. */
export const anonymousUser: UserInfo = { name: "system:anonymous", groups: [allUnauthenticated] };

/** The refusal of credentials that prove nothing. It says no more, so that nobody learns why; `why` is for reviews of tokens. */
export function badCredentials(why?: string): StatusError {
  return new StatusError("Unauthorized", "Unauthorized", why === undefined ? {} : { cause: new Error(why) });
}
