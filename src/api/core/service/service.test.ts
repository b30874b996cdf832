import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldError } from "../../../machinery/errors/field-errors.ts";
import type { ServiceSpec } from "../../types/core/v1.gen.ts";
import { aService } from "./builders.ts";
import { prepareForUpdate } from "./prepare.ts";
import { printRow } from "./print-row.ts";
import { validateCreate, validateUpdate } from "./validation.ts";

const creations: { name: string; spec: ServiceSpec; errors: string[] }[] = [
  { name: "one port", spec: {}, errors: [] },
  { name: "no ports", spec: { ports: [] }, errors: ["spec.ports: Required value"] },
  { name: "headless, no ports", spec: { ports: [], clusterIP: "None", clusterIPs: ["None"] }, errors: [] },
  { name: "two ports without names", spec: { ports: [{ port: 1 }, { port: 2 }] }, errors: ["spec.ports[0].name: Required value", "spec.ports[1].name: Required value"] },
  { name: "one port in two protocols", spec: { ports: [{ name: "a", port: 1 }, { name: "b", port: 1, protocol: "UDP" }] }, errors: [] },
  { name: "one port twice", spec: { ports: [{ name: "a", port: 1 }, { name: "b", port: 1 }] }, errors: ['spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":1,"TargetPort":0,"NodePort":0}'] },
  { name: "a node port inside the cluster only", spec: { ports: [{ port: 1, nodePort: 30000 }] }, errors: ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"] },
  { name: "another name for nothing", spec: { type: "ExternalName", ports: [] }, errors: ["spec.externalName: Required value"] },
  { name: "a day of affinity", spec: { sessionAffinity: "ClientIP", sessionAffinityConfig: { clientIP: { timeoutSeconds: 86400 } } }, errors: [] },
  { name: "more than a day of affinity", spec: { sessionAffinity: "ClientIP", sessionAffinityConfig: { clientIP: { timeoutSeconds: 86401 } } }, errors: ["spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than 86400"] },
];

for (const { name, spec, errors } of creations) {
  test(`a new service: ${name}`, () => assert.deepEqual(validateCreate(aService({ spec })).map(formatFieldError), errors));
}

test("a service's update: addresses and node ports that the client left out stay, others are refused", () => {
  const old = aService({ spec: { type: "NodePort", clusterIP: "10.0.0.1", clusterIPs: ["10.0.0.1"], ports: [{ port: 80, nodePort: 30080 }] } });
  const draft = aService({ spec: { type: "NodePort" } });
  prepareForUpdate(draft, old);
  assert.deepEqual([draft.spec?.clusterIP, draft.spec?.ports?.[0]?.nodePort, validateUpdate(draft, old)], ["10.0.0.1", 30080, []]);
  const moved = aService({ spec: { clusterIP: "10.0.0.2", clusterIPs: ["10.0.0.2"] } });
  assert.deepEqual(validateUpdate(moved, old).map(formatFieldError), ['spec.clusterIPs[0]: Invalid value: ["10.0.0.2"]: may not change once set']);
});

test("a service's update: clusterIP and the first of clusterIPs change together", () => {
  const old = aService({ spec: { clusterIP: "10.0.0.1", clusterIPs: ["10.0.0.1"] } });
  const moved = aService({ spec: { clusterIP: "10.0.0.2", clusterIPs: ["10.0.0.1"] } });
  prepareForUpdate(moved, old);
  assert.deepEqual(moved.spec?.clusterIPs, ["10.0.0.2"]);
  const named = aService({ spec: { type: "ExternalName", externalName: "example.com", clusterIP: "", clusterIPs: ["10.0.0.1"] } });
  prepareForUpdate(named, old);
  assert.deepEqual([named.spec?.clusterIPs, validateUpdate(named, old)], [undefined, []]);
});

test("kubectl get services: ports, addresses and what is still to come", () => {
  const now = Date.parse("2026-01-01T00:00:05Z");
  assert.deepEqual(printRow(aService({ spec: { type: "LoadBalancer", clusterIP: "10.0.0.1", ports: [{ name: "a", port: 80, nodePort: 30080 }, { name: "b", port: 53, protocol: "UDP" }] } }), now), [
    "web", "LoadBalancer", "10.0.0.1", "<pending>", "80:30080/TCP,53/UDP", "5s", "app=web",
  ]);
  assert.deepEqual(printRow(aService({ spec: { type: "ExternalName", externalName: "example.com", ports: [], selector: undefined } }), now), [
    "web", "ExternalName", "<none>", "example.com", "<none>", "5s", "<none>",
  ]);
});
