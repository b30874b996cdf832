import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { controllers } from "../../../controllers/index.gen.ts";
import type { ClusterRole, ClusterRoleBinding } from "../../../api/types/rbac/v1.gen.ts";
import type { PolicyRule } from "../../authz/rbac/types.ts";
import { rbacObjects } from "./objects.ts";

type Written = ClusterRole & Partial<Pick<ClusterRoleBinding, "roleRef" | "subjects">>;

/** Roles and bindings as text: a line each for what they are about, and one for each rule or subject below it. */
function written(object: Written): string {
  const { kind, metadata, roleRef, subjects = [], aggregationRule, rules = [] } = object;
  const head = `${kind} ${metadata.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata.name}${roleRef === undefined ? "" : `: ${roleRef.kind} ${roleRef.name}`}`;
  const labels = Object.entries(metadata.labels ?? {}).filter(([key]) => key !== "kubernetes.io/bootstrapping").map(([key, value]) => `label ${key}=${value}`);
  const lines =
    aggregationRule !== undefined
      ? (aggregationRule.clusterRoleSelectors ?? []).map(({ matchLabels }) => `the rules of all with ${JSON.stringify(matchLabels)}`)
      : roleRef === undefined
        ? rules.map(ruleText)
        : subjects.map(({ kind, namespace, name }) => `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`);
  return [head, ...[...labels, ...lines].map((line) => `  ${line}`)].join("\n");
}

function ruleText({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule): string {
  const groups = apiGroups.map((group) => (group === "" ? "core" : group)).join(" ");
  const what = nonResourceURLs.length > 0 ? nonResourceURLs.join(" ") : `${resources.join(" ")} of ${groups}`;
  return `${verbs.join(" ")}: ${what}${resourceNames.length > 0 ? ` named ${resourceNames.join(" ")}` : ""}`;
}

test("a cluster starts with the roles and bindings of 1.36, rule by rule", () => {
  const objects = rbacObjects(controllers).map(({ object }) => object as Written);
  const text = objects.map(written).sort().join("\n");
  // The golden file has upstream's own (bootstrappolicy/testdata), and what kubeadm adds.
  assert.equal(`${text}\n`, readFileSync(new URL("roles.golden.txt", import.meta.url), "utf8"));
});

test("what an aggregated role starts with is what aggregation would give it", () => {
  const roles = rbacObjects([]).map(({ object }) => object as ClusterRole);
  const rulesOf = (name: string) => roles.find(({ metadata }) => metadata.name === name)?.rules ?? [];
  assert.deepEqual(rulesOf("edit"), [...rulesOf("system:aggregate-to-edit"), ...rulesOf("view")]);
  assert.deepEqual(rulesOf("admin"), [...rulesOf("edit"), ...rulesOf("system:aggregate-to-admin")]);
});
