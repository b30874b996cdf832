import { badRequest } from "../../machinery/errors/constructors.ts";
import type { UserInfo } from "../../machinery/request/user.ts";
import type { Authorizer } from "../authz/authorizer.ts";
import { requireAllowed } from "../authz/stage.ts";
import { allAuthenticated, allUnauthenticated, anonymousUser } from "./contract.ts";
import { parseServiceAccountUsername, serviceAccountGroups } from "./service-account/names.ts";

/** What the `Impersonate-*` headers ask for. */
export interface Impersonation {
  readonly user?: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/**
 * The user to go on as. Each part needs the verb `impersonate`; throws Forbidden for the first that is not allowed.
 * Source: apiserver endpoints/filters/impersonation.
 */
export function impersonate(requester: UserInfo, wanted: Impersonation, authorizer: Authorizer): UserInfo {
  const { user, uid, groups, extra } = wanted;
  if (user === undefined) {
    throw badRequest("requested groups, uid or extra without impersonating a user");
  }
  const may = (resource: string, group: string, name: string, where: { namespace?: string; subresource?: string } = {}) =>
    requireAllowed(authorizer, { user: requester, verb: "impersonate", group, version: "v1", resource, name, ...where });

  const account = parseServiceAccountUsername(user);
  if (account === undefined) may("users", "", user);
  else may("serviceaccounts", "", account.name, { namespace: account.namespace });
  for (const group of groups) may("groups", "", group);
  for (const [key, values] of Object.entries(extra)) {
    for (const value of values) may("userextras", "authentication.k8s.io", value, { subresource: key });
  }
  if (uid !== undefined) may("uids", "authentication.k8s.io", uid);

  return { name: user, ...(uid === undefined ? {} : { uid }), groups: effectiveGroups(user, groups, account), ...(Object.keys(extra).length === 0 ? {} : { extra }) };
}

function effectiveGroups(user: string, asked: readonly string[], account: { namespace: string } | undefined): string[] {
  const groups = asked.length === 0 && account !== undefined ? serviceAccountGroups(account.namespace) : [...asked];
  const own = user === anonymousUser.name ? allUnauthenticated : allAuthenticated;
  return groups.includes(allAuthenticated) || groups.includes(allUnauthenticated) ? groups : [...groups, own];
}
