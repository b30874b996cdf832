import { isDns1123Subdomain } from "../../machinery/validation/names.ts";
import type { UserInfo } from "../../machinery/request/user.ts";
import type { Attributes } from "../authz/attributes.ts";
import type { Authorizer } from "../authz/authorizer.ts";
import { isAssociatedWithNode } from "./associated-node.ts";
import type { Impersonation } from "./contract.ts";
import { parseServiceAccountUsername } from "./service-account/names.ts";

const group = "authentication.k8s.io";
const nodePrefix = "system:node:";

/** From so many on, the right to all of them is asked for first. Source: manyAuthorizationChecksInLoop. */
const many = 4;

type Mode = "associated-node" | "arbitrary-node" | "serviceaccount" | "user-info";

/**
 * True when the requester may be the wanted user for this one request: it needs `impersonate-on:<mode>:<verb>` on what the
 * request is about and `impersonate:<mode>` on each part of the user. `system:masters` cannot be had this way.
 * Source: kubernetes KEP 5284, apiserver endpoints/filters/impersonation.
 */
export function mayImpersonateFor(requester: UserInfo, wanted: Impersonation & { readonly user: string }, request: Attributes, authorizer: Authorizer): boolean {
  const allows = (attributes: Attributes) => authorizer.authorize(attributes).verdict === "allow";
  return modesOf(requester, wanted).some((mode) => {
    const on = { ...request, user: requester, verb: `impersonate-on:${mode}:${request.verb}` } as Attributes;
    return allows(on) && allowsUser(wanted, mode, (part) => allows({ user: requester, verb: `impersonate:${mode}`, group, version: "v1", ...part }));
  });
}

/** The modes that a user can be had in: nodes and service accounts by their name alone, everybody else with all parts. */
function modesOf(requester: UserInfo, { user, uid, groups, extra }: Impersonation & { readonly user: string }): Mode[] {
  const isNameAlone = uid === undefined && groups.length === 0 && Object.keys(extra).length === 0;
  const nodeName = nodeNameOf(user);
  if (nodeName !== undefined) return !isNameAlone ? [] : isAssociatedWithNode(requester, nodeName) ? ["associated-node", "arbitrary-node"] : ["arbitrary-node"];
  if (parseServiceAccountUsername(user) !== undefined) return isNameAlone ? ["serviceaccount"] : [];
  return ["user-info"];
}

export function nodeNameOf(user: string): string | undefined {
  const name = user.startsWith(nodePrefix) ? user.slice(nodePrefix.length) : "";
  return name !== "" && isDns1123Subdomain(name).length === 0 ? name : undefined;
}

interface Part {
  readonly resource: string;
  readonly name: string;
  readonly namespace?: string;
  readonly subresource?: string;
}

function allowsUser({ user, uid, groups, extra }: Impersonation & { readonly user: string }, mode: Mode, may: (part: Part) => boolean): boolean {
  if (groups.includes("") || groups.includes("system:masters")) return false;
  const pairs = Object.entries(extra).flatMap(([key, values]) => values.map((value) => ({ resource: "userextras", subresource: key, name: value })));
  if (Object.keys(extra).some((key) => key === "" || key !== key.toLowerCase()) || pairs.some(({ name }) => name === "")) return false;
  return (
    may(userPart(user, mode)) &&
    (uid === undefined || may({ resource: "uids", name: uid })) &&
    all(groups.map((name) => ({ resource: "groups", name })), { resource: "groups", name: "*" }, may) &&
    all(pairs, { resource: "userextras", subresource: "*", name: "*" }, may)
  );
}

function userPart(user: string, mode: Mode): Part {
  if (mode === "associated-node") return { resource: "nodes", name: "*" };
  if (mode === "arbitrary-node") return { resource: "nodes", name: nodeNameOf(user) ?? "" };
  const account = parseServiceAccountUsername(user);
  return account === undefined ? { resource: "users", name: user } : { resource: "serviceaccounts", ...account };
}

function all(parts: readonly Part[], everything: Part, may: (part: Part) => boolean): boolean {
  return (parts.length >= many && may(everything)) || parts.every(may);
}
