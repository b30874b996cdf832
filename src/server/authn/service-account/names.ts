/** How service accounts appear as users and groups. Source: apiserver authentication/serviceaccount/util.go. */
const prefix = "system:serviceaccount:";
export const allServiceAccounts = "system:serviceaccounts";

export function serviceAccountUsername(namespace: string, name: string): string {
  return `${prefix}${namespace}:${name}`;
}

export function serviceAccountGroups(namespace: string): string[] {
  return [allServiceAccounts, `${allServiceAccounts}:${namespace}`];
}

/** The inverse of `serviceAccountUsername`; undefined when the user is no service account. */
export function parseServiceAccountUsername(username: string): { namespace: string; name: string } | undefined {
  if (!username.startsWith(prefix)) return undefined;
  const [namespace, name, ...rest] = username.slice(prefix.length).split(":");
  return namespace && name && rest.length === 0 ? { namespace, name } : undefined;
}
