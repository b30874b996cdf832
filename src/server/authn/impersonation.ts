import { badRequest } from "../../machinery/errors/constructors.ts";
import { quote } from "../../machinery/text/quote.ts";
import type { UserInfo } from "../../machinery/request/user.ts";
import type { Attributes } from "../authz/attributes.ts";
import type { Authorizer } from "../authz/authorizer.ts";
import { requireAllowed } from "../authz/stage.ts";
import { mayImpersonateFor, nodeNameOf } from "./constrained-impersonation.ts";
import { allAuthenticated, allUnauthenticated, anonymousUser, type Impersonation } from "./contract.ts";
import { parseServiceAccountUsername, serviceAccountGroups } from "./service-account/names.ts";

/** Of whoever is taken for a node by its name alone. */
const nodesGroup = "system:nodes";

/**
 * The user to go on as with `request`. Who is not allowed to for this request alone needs the verb `impersonate` for each
 * part of the user; throws Forbidden for the first that is not allowed. Source: apiserver endpoints/filters/impersonation.
 */
export function impersonate(requester: UserInfo, wanted: Impersonation, request: Attributes, authorizer: Authorizer): UserInfo {
  const { user, uid, groups, extra } = wanted;
  if (user === undefined) {
    throw badRequest(`requested ${goUser(wanted)} without impersonating a user name`);
  }
  const node = nodeNameOf(user);
  if (mayImpersonateFor(requester, { ...wanted, user }, request, authorizer)) return asUser({ ...wanted, user }, node === undefined ? groups : [nodesGroup]);
  const may = (resource: string, group: string, name: string, where: { namespace?: string; subresource?: string } = {}) =>
    requireAllowed(authorizer, { user: requester, verb: "impersonate", group, version: "v1", resource, name, ...where });

  const account = parseServiceAccountUsername(user);
  if (account === undefined) may("users", "", user);
  else may("serviceaccounts", "", account.name, { namespace: account.namespace });
  if (uid !== undefined) may("uids", "authentication.k8s.io", uid);
  for (const group of groups) may("groups", "", group);
  for (const [key, values] of Object.entries(extra)) {
    for (const value of values) may("userextras", "authentication.k8s.io", value, { subresource: key });
  }
  return asUser({ ...wanted, user }, groups);
}

function asUser({ user, uid, extra }: Impersonation & { readonly user: string }, groups: readonly string[]): UserInfo {
  return { name: user, ...(uid === undefined ? {} : { uid }), groups: effectiveGroups(user, groups, parseServiceAccountUsername(user)), ...(Object.keys(extra).length === 0 ? {} : { extra }) };
}

function effectiveGroups(user: string, asked: readonly string[], account: { namespace: string } | undefined): string[] {
  const groups = asked.length === 0 && account !== undefined ? serviceAccountGroups(account.namespace) : [...asked];
  if (user === anonymousUser.name) return withGroup(groups, allUnauthenticated);
  return groups.includes(allUnauthenticated) ? groups : withGroup(groups, allAuthenticated);
}

function withGroup(groups: string[], group: string): string[] {
  return groups.includes(group) ? groups : [...groups, group];
}

/** As Go prints the user that was asked for; the message is upstream's. */
function goUser({ uid = "", groups, extra }: Impersonation): string {
  const list = (values: readonly string[]) => (values.length === 0 ? "[]string(nil)" : `[]string{${values.map(quote).join(", ")}}`);
  const keys = Object.keys(extra).sort();
  const extras = keys.length === 0 ? "map[string][]string(nil)" : `map[string][]string{${keys.map((key) => `${quote(key)}:${list(extra[key] ?? [])}`).join(", ")}}`;
  return `&user.DefaultInfo{Name:"", UID:${quote(uid)}, Groups:${list(groups)}, Extra:${extras}}`;
}
