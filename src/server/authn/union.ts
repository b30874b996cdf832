import { allAuthenticated, type Authenticated, type Authenticator, anonymousUser, badCredentials, type Credentials } from "./contract.ts";

/**
 * Asks one after the other; the first identity counts and gets the group `system:authenticated`. No credentials at all
 * make the anonymous user, which authorization limits to health and version; bad ones are refused with 401.
 */
export async function authenticate(authenticators: readonly Authenticator[], credentials: Credentials, audiences?: readonly string[]): Promise<Authenticated> {
  for (const authenticator of authenticators) {
    const found = await authenticator.authenticate(credentials, audiences);
    if (found !== undefined) return withAuthenticatedGroup(found);
  }
  if (credentials.bearerToken !== undefined || credentials.hasBadCertificate) throw badCredentials();
  return { user: anonymousUser };
}

function withAuthenticatedGroup(found: Authenticated): Authenticated {
  const { groups } = found.user;
  if (groups.includes(allAuthenticated)) return found;
  return { ...found, user: { ...found.user, groups: [...groups, allAuthenticated] } };
}
