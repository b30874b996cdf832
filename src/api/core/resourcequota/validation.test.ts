import assert from "node:assert/strict";
import { test } from "node:test";
import { validateCreate } from "./validation.ts";

const cases: readonly [name: string, spec: { hard: Record<string, string>; scopes: string[] }, problems: string[]][] = [
  ["pods of a scope are counted", { hard: { pods: "1", "requests.cpu": "1" }, scopes: ["NotTerminating"] }, []],
  ["services are of no scope", { hard: { pods: "1", services: "1" }, scopes: ["NotTerminating"] }, ["unsupported scope applied to resource"]],
  ["pods without requests are only counted", { hard: { pods: "1" }, scopes: ["BestEffort"] }, []],
  ["pods without requests have no amounts", { hard: { cpu: "1" }, scopes: ["BestEffort"] }, ["unsupported scope applied to resource"]],
  ["a scope that does not exist", { hard: { pods: "1" }, scopes: ["Odd"] }, ["unsupported scope"]],
  ["scopes that exclude each other", { hard: { pods: "1" }, scopes: ["Terminating", "NotTerminating"] }, ["conflicting scopes"]],
];

for (const [name, spec, problems] of cases) {
  test(`a quota's scopes: ${name}`, () => {
    const errors = validateCreate({ apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "q" }, spec } as Parameters<typeof validateCreate>[0]);
    assert.deepEqual(errors.map(({ detail }) => detail), problems);
  });
}
