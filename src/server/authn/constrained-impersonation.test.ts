import assert from "node:assert/strict";
import { test } from "node:test";
import type { UserInfo } from "../../machinery/request/user.ts";
import { type Attributes, isPath } from "../authz/attributes.ts";
import type { Authorizer } from "../authz/authorizer.ts";
import type { Impersonation } from "./contract.ts";
import { impersonate } from "./impersonation.ts";

/** Allows what is listed, as `verb resource[/subresource] name`; the name of what a request is about is left out. */
function allowing(...allowed: string[]): Authorizer {
  const words = (attributes: Attributes) => (isPath(attributes) ? `${attributes.verb} ${attributes.path}` : `${attributes.verb} ${attributes.resource}${attributes.subresource === undefined ? "" : `/${attributes.subresource}`}${attributes.verb.startsWith("impersonate:") ? ` ${attributes.namespace === undefined ? "" : `${attributes.namespace}/`}${attributes.name}` : ""}`);
  return { authorize: (attributes) => ({ verdict: allowed.includes(words(attributes)) ? "allow" : "noOpinion", reason: "" }) };
}

const agent: UserInfo = { name: "system:serviceaccount:kube-system:agent", groups: [], extra: { "authentication.kubernetes.io/node-name": ["n1"] } };
const listPods: Attributes = { user: agent, verb: "list", group: "", version: "v1", resource: "pods" };
const wanted = (user: string, more: Partial<Impersonation> = {}): Impersonation => ({ user, groups: [], extra: {}, ...more });

const rows: { name: string; wanted: Impersonation; allowed: string[]; is: UserInfo | RegExp }[] = [
  { name: "a user, for this request", wanted: wanted("bob"), allowed: ["impersonate-on:user-info:list pods", "impersonate:user-info users bob"], is: { name: "bob", groups: ["system:authenticated"] } },
  { name: "a user, for another request", wanted: wanted("bob"), allowed: ["impersonate-on:user-info:get pods", "impersonate:user-info users bob"], is: /cannot impersonate resource "users"/ },
  { name: "a user, without the right to be him", wanted: wanted("bob"), allowed: ["impersonate-on:user-info:list pods"], is: /cannot impersonate resource "users"/ },
  { name: "all of a user", wanted: wanted("bob", { uid: "7", groups: ["dev"], extra: { scopes: ["view"] } }), allowed: ["impersonate-on:user-info:list pods", "impersonate:user-info users bob", "impersonate:user-info uids 7", "impersonate:user-info groups dev", "impersonate:user-info userextras/scopes view"], is: { name: "bob", uid: "7", groups: ["dev", "system:authenticated"], extra: { scopes: ["view"] } } },
  { name: "many groups by one right", wanted: wanted("bob", { groups: ["a", "b", "c", "d"] }), allowed: ["impersonate-on:user-info:list pods", "impersonate:user-info users bob", "impersonate:user-info groups *"], is: { name: "bob", groups: ["a", "b", "c", "d", "system:authenticated"] } },
  { name: "few groups by that right", wanted: wanted("bob", { groups: ["a", "b", "c"] }), allowed: ["impersonate-on:user-info:list pods", "impersonate:user-info users bob", "impersonate:user-info groups *"], is: /cannot impersonate/ },
  { name: "the masters", wanted: wanted("bob", { groups: ["system:masters"] }), allowed: ["impersonate-on:user-info:list pods", "impersonate:user-info users bob", "impersonate:user-info groups system:masters"], is: /cannot impersonate/ },
  { name: "a service account", wanted: wanted("system:serviceaccount:ns:bot"), allowed: ["impersonate-on:serviceaccount:list pods", "impersonate:serviceaccount serviceaccounts ns/bot"], is: { name: "system:serviceaccount:ns:bot", groups: ["system:serviceaccounts", "system:serviceaccounts:ns", "system:authenticated"] } },
  { name: "a service account as a user", wanted: wanted("system:serviceaccount:ns:bot"), allowed: ["impersonate-on:user-info:list pods", "impersonate:user-info users system:serviceaccount:ns:bot"], is: /cannot impersonate/ },
  { name: "the node of its own", wanted: wanted("system:node:n1"), allowed: ["impersonate-on:associated-node:list pods", "impersonate:associated-node nodes *"], is: { name: "system:node:n1", groups: ["system:nodes", "system:authenticated"] } },
  { name: "another node by that right", wanted: wanted("system:node:n2"), allowed: ["impersonate-on:associated-node:list pods", "impersonate:associated-node nodes *"], is: /cannot impersonate/ },
  { name: "any node", wanted: wanted("system:node:n2"), allowed: ["impersonate-on:arbitrary-node:list pods", "impersonate:arbitrary-node nodes n2"], is: { name: "system:node:n2", groups: ["system:nodes", "system:authenticated"] } },
  { name: "a node with groups of its own", wanted: wanted("system:node:n2", { groups: ["x"] }), allowed: ["impersonate-on:arbitrary-node:list pods", "impersonate:arbitrary-node nodes n2"], is: /cannot impersonate/ },
];

for (const { name, wanted: asked, allowed, is } of rows) {
  test(`impersonation of ${name}`, () => {
    const attempt = () => impersonate(agent, asked, listPods, allowing(...allowed));
    if (is instanceof RegExp) assert.throws(attempt, (error: Error) => is.test(error.message));
    else assert.deepEqual(attempt(), is);
  });
}
