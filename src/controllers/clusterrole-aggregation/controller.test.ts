import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterRole, PolicyRule } from "../../api/types/rbac/v1.gen.ts";
import { aggregatedRules, grantsSame } from "./controller.ts";

const rule = (resource: string): PolicyRule => ({ verbs: ["get"], apiGroups: [""], resources: [resource] });
const role = (name: string, rules: PolicyRule[], parts: Partial<ClusterRole> = {}): ClusterRole => ({ apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name, labels: { part: "yes" } }, rules, ...parts });
const everything = { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: "yes" } }] } };

test("an aggregated role has the rules of those it selects, by their names, each once, and not its own", () => {
  const whole = role("whole", [rule("own")], everything);
  assert.deepEqual(aggregatedRules(whole, [whole, role("b", [rule("pods"), rule("nodes")]), role("a", [rule("pods")]), { ...role("c", [rule("secrets")]), metadata: { name: "c" } }]), [rule("pods"), rule("nodes")]);
});

const rows: readonly { name: string; a: PolicyRule[]; b: PolicyRule[]; same: boolean }[] = [
  { name: "in another order", a: [rule("pods"), rule("nodes")], b: [rule("nodes"), rule("pods")], same: true },
  { name: "one more", a: [rule("pods")], b: [rule("pods"), rule("nodes")], same: false },
  { name: "one other", a: [rule("pods"), rule("nodes")], b: [rule("pods"), rule("secrets")], same: false },
  { name: "one twice in place of another", a: [rule("pods"), rule("pods")], b: [rule("pods"), rule("nodes")], same: false },
  { name: "none", a: [], b: [], same: true },
];
for (const { name, a, b, same } of rows) test(`grantsSame: ${name}`, () => assert.deepEqual([grantsSame(a, b), grantsSame(b, a)], [same, same]));

test("roles that select each other come to rest", () => {
  let roles = [role("x", [], everything), role("y", [], everything), role("z", [], everything), role("a", [rule("pods"), rule("nodes")]), role("b", [rule("nodes"), rule("secrets")])];
  for (let round = 0, changed = true; changed; round++) {
    assert.ok(round < 5, "still changing");
    changed = false;
    for (const own of roles.filter(({ aggregationRule }) => aggregationRule !== undefined)) {
      const rules = aggregatedRules(own, roles);
      if (grantsSame(own.rules ?? [], rules)) continue;
      roles = roles.map((one) => (one.metadata.name === own.metadata.name ? { ...one, rules } : one));
      changed = true;
    }
  }
});
