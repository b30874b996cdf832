import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldError } from "../../machinery/errors/field-errors.ts";
import { decodeObject } from "./decode.ts";
import { schemaValidator } from "./validate.ts";

const policy = { group: "networking.k8s.io", version: "v1", kind: "NetworkPolicy" };
const claim = { group: "resource.k8s.io", version: "v1", kind: "ResourceClaim" };
const flow = { group: "flowcontrol.apiserver.k8s.io", version: "v1", kind: "FlowSchema" };

const cases: { name: string; kind: typeof policy; body: object; errors: string[] }[] = [
  { name: "nothing is wrong with a policy that selects all pods", kind: policy, body: { spec: { podSelector: {}, policyTypes: ["Ingress"] } }, errors: [] },
  {
    name: "a required text that is empty",
    kind: flow,
    body: { spec: { priorityLevelConfiguration: { name: "a" }, distinguisherMethod: { type: "" } } },
    errors: ["spec.distinguisherMethod.type: Required value"],
  },
  {
    name: "a required name deep in a list",
    kind: claim,
    body: { spec: { devices: { requests: [{ name: "gpu", exactly: { deviceClassName: "x" } }, { exactly: { deviceClassName: "" } }] } } },
    errors: ["spec.devices.requests[1].exactly.deviceClassName: Required value", "spec.devices.requests[1].name: Required value"],
  },
  {
    name: "a status is not looked at",
    kind: flow,
    body: { spec: { priorityLevelConfiguration: { name: "a" } }, status: { conditions: [{ status: "Perhaps" }] } },
    errors: [],
  },
];

for (const { name, kind, body, errors } of cases) {
  test(`what the schema says is wrong: ${name}`, () => {
    const validate = schemaValidator(kind);
    assert.deepEqual(validate?.(decodeObject(kind, body).object).map(formatFieldError), errors);
  });
}

test("a value outside an enumeration is told with those inside", () => {
  const validate = schemaValidator({ group: "", version: "v1", kind: "Service" });
  assert.deepEqual(validate?.({ spec: { type: "Local", ports: [] } }).map(formatFieldError), [
    'spec.type: Unsupported value: "Local": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
  ]);
});

test("a kind of another world has no validator", () => {
  assert.equal(schemaValidator({ group: "example.com", version: "v1", kind: "Widget" }), undefined);
});
