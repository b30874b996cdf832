import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterRole, ClusterRoleBinding } from "../../../api/types/rbac/v1.gen.ts";
import { reconciledBinding, reconciledRole } from "./reconcile.ts";

const autoupdate = "rbac.authorization.kubernetes.io/autoupdate";
const metadata = { name: "x", labels: { boot: "yes" }, annotations: { [autoupdate]: "true" } };
const reads = (resource: string, ...verbs: string[]) => ({ verbs: ["get", ...verbs], apiGroups: [""], resources: [resource] });
const selects = (part: string) => ({ matchLabels: { part } });
const wantedRole: ClusterRole = { metadata, rules: [reads("pods", "list")] };

const roleRows: { name: string; is: ClusterRole; wanted?: ClusterRole; becomes: ClusterRole | undefined }[] = [
  { name: "as it is to be", is: wantedRole, becomes: undefined },
  { name: "with more rules of its own", is: { metadata, rules: [reads("nodes"), reads("pods", "list", "watch")] }, becomes: undefined },
  { name: "with one verb less", is: { metadata, rules: [reads("pods")] }, becomes: { metadata, rules: [reads("pods"), { verbs: ["list"], apiGroups: [""], resources: ["pods"] }] } },
  { name: "without rules", is: { metadata, rules: [] }, becomes: { metadata, rules: [{ verbs: ["get"], apiGroups: [""], resources: ["pods"] }, { verbs: ["list"], apiGroups: [""], resources: ["pods"] }] } },
  { name: "protected", is: { metadata: { ...metadata, annotations: { [autoupdate]: "false" } }, rules: [] }, becomes: undefined },
  { name: "with a label of its own and without ours", is: { ...wantedRole, metadata: { name: "x", labels: { own: "a" } } }, becomes: { ...wantedRole, metadata: { ...metadata, labels: { boot: "yes", own: "a" } } } },
  { name: "with our label changed", is: { ...wantedRole, metadata: { ...metadata, labels: { boot: "no" } } }, becomes: undefined },
  { name: "aggregated, with rules from elsewhere", is: { metadata, rules: [reads("nodes")], aggregationRule: { clusterRoleSelectors: [selects("a")] } }, wanted: { metadata, rules: [reads("pods")], aggregationRule: { clusterRoleSelectors: [selects("a")] } }, becomes: undefined },
  {
    name: "aggregated from elsewhere too",
    is: { metadata, rules: [], aggregationRule: { clusterRoleSelectors: [selects("b")] } },
    wanted: { metadata, rules: [], aggregationRule: { clusterRoleSelectors: [selects("a")] } },
    becomes: { metadata, rules: [], aggregationRule: { clusterRoleSelectors: [selects("b"), selects("a")] } },
  },
  { name: "aggregated and not to be", is: { ...wantedRole, aggregationRule: { clusterRoleSelectors: [selects("a")] } }, becomes: wantedRole },
];
for (const { name, is, wanted = wantedRole, becomes } of roleRows) {
  test(`a role that exists: ${name}`, () => assert.deepEqual(reconciledRole(is, wanted), becomes === undefined ? undefined : { type: "Update", object: becomes }));
}

const user = (name: string) => ({ kind: "User", apiGroup: "rbac.authorization.k8s.io", name });
const binding = (role: string, ...names: string[]): ClusterRoleBinding => ({ metadata, roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role }, subjects: names.map(user) });
const bindingRows: { name: string; is: ClusterRoleBinding; becomes: ReturnType<typeof reconciledBinding> }[] = [
  { name: "as it is to be, with one subject more", is: binding("r", "b", "a"), becomes: undefined },
  { name: "without its subject", is: binding("r", "b"), becomes: { type: "Update", object: binding("r", "b", "a") } },
  { name: "of another role", is: binding("other", "a"), becomes: { type: "Recreate" } },
  { name: "of another role, protected", is: { ...binding("other"), metadata: { ...metadata, annotations: { [autoupdate]: "false" } } }, becomes: undefined },
];
for (const { name, is, becomes } of bindingRows) test(`a binding that exists: ${name}`, () => assert.deepEqual(reconciledBinding(is, binding("r", "a")), becomes));
