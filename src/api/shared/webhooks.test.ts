import assert from "node:assert/strict";
import { test } from "node:test";
import type { MatchResources, ValidatingWebhook } from "../types/admissionregistration/v1.gen.ts";
import { defaultMatchResources } from "./admission-policies.ts";
import { defaultWebhook } from "./webhooks.ts";

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
