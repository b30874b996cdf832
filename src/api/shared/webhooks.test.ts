import assert from "node:assert/strict";
import { test } from "node:test";
import type { MatchResources, ValidatingWebhook } from "../types/admissionregistration/v1.gen.ts";
import { defaultMatchResources } from "./admission-policies.ts";
import { keepsConditions } from "./validate-policies.ts";
import { defaultWebhook, validateWebhooks } from "./webhooks.ts";

const webhook = (fields: Partial<ValidatingWebhook> = {}): ValidatingWebhook => ({
  name: "a.example.com",
  clientConfig: {},
  sideEffects: "None",
  admissionReviewVersions: ["v1"],
  ...fields,
});

test("a webhook fails closed, sees equivalent versions of everything and has ten seconds", () => {
  const draft = webhook({ clientConfig: { service: { namespace: "a", name: "b" } }, rules: [{ operations: ["CREATE"], resources: ["pods"] }] });
  defaultWebhook(draft);
  assert.deepEqual(draft, {
    ...webhook(),
    clientConfig: { service: { namespace: "a", name: "b", port: 443 } },
    rules: [{ operations: ["CREATE"], resources: ["pods"], scope: "*" }],
    failurePolicy: "Fail",
    matchPolicy: "Equivalent",
    namespaceSelector: {},
    objectSelector: {},
    timeoutSeconds: 10,
  });
});

test("what a webhook says stays said", () => {
  const draft = webhook({
    failurePolicy: "Ignore",
    matchPolicy: "Exact",
    timeoutSeconds: 1,
    namespaceSelector: { matchLabels: { a: "b" } },
    objectSelector: { matchLabels: { c: "d" } },
  });
  const before = structuredClone(draft);
  defaultWebhook(draft);
  assert.deepEqual(draft, before);
});

test("a policy matches both scopes where it does not say", () => {
  const match: MatchResources = { resourceRules: [{ resources: ["pods"] }], excludeResourceRules: [{ resources: ["nodes"], scope: "Cluster" }] };
  defaultMatchResources(match);
  assert.deepEqual(match, {
    resourceRules: [{ resources: ["pods"], scope: "*" }],
    excludeResourceRules: [{ resources: ["nodes"], scope: "Cluster" }],
    matchPolicy: "Equivalent",
    namespaceSelector: {},
    objectSelector: {},
  });
});

test("conditions of webhooks are compiled again only where any of them has changed", () => {
  const conditions = (...expressions: string[]) => expressions.map((expression, index) => ({ name: `c${index}`, expression }));
  const hook = (...expressions: string[]) => webhook({ clientConfig: { url: "https://a.b/c" }, matchConditions: conditions(...expressions) });
  const details = (now: ValidatingWebhook[], before?: ValidatingWebhook[]) => validateWebhooks(now, before).map(({ field, detail }) => `${field}: ${detail.split("\n")[0]}`);
  const complaint = "compilation failed: ERROR: <input>:1:1: undeclared reference to 'gone' (in container '')";
  assert.deepEqual(details([hook("gone")]), [`webhooks[0].matchConditions[0].expression: ${complaint}`]);
  assert.deepEqual(details([hook("gone")], [hook("gone")]), []);
  assert.deepEqual(details([hook("gone", "true")], [hook("gone")]), [`webhooks[0].matchConditions[0].expression: ${complaint}`]);
  assert.deepEqual(details([hook("gone"), webhook({ name: "b.example.com", clientConfig: { url: "https://a.b/c" } })], [hook("gone")]), [`webhooks[0].matchConditions[0].expression: ${complaint}`]);
});

test("conditions of policies are compiled again only where they or the kind of parameters has changed", () => {
  const spec = { matchConditions: [{ name: "c", expression: "params.a" }], paramKind: { apiVersion: "v1", kind: "ConfigMap" } };
  assert.equal(keepsConditions(spec, undefined), false);
  assert.equal(keepsConditions(spec, structuredClone(spec)), true);
  assert.equal(keepsConditions(spec, { matchConditions: spec.matchConditions }), false);
  assert.equal(keepsConditions({ ...spec, matchConditions: [] }, spec), false);
  assert.equal(keepsConditions({ matchConditions: [] }, {}), true);
});
