import assert from "node:assert/strict";
import { test } from "node:test";
import type { Service, ServiceSpec } from "../../../../api/types/core/v1.gen.ts";
import { decideRepair, type HeldRecord, leakAgeMs, type Repair } from "./decide-repair.ts";

const now = Date.parse("2026-01-01T00:00:00Z");
const web = { namespace: "default", name: "web" };

function aService(spec: ServiceSpec): Service {
  return { metadata: web, spec };
}

function record(name: string, ageMs: number, holder = web): HeldRecord {
  return { record: { metadata: { name, creationTimestamp: new Date(now - ageMs).toISOString() } }, holder };
}

const clusterIp: ServiceSpec = { type: "ClusterIP", clusterIP: "10.96.0.9", clusterIPs: ["10.96.0.9"] };
const nodePort: ServiceSpec = { ...clusterIp, type: "NodePort", ports: [{ port: 53, protocol: "TCP", nodePort: 30_053 }, { port: 53, protocol: "UDP", nodePort: 30_053 }] };

const cases: { name: string; services: readonly Service[]; addresses?: readonly HeldRecord[]; nodePorts?: readonly HeldRecord[]; repairs: readonly Repair[] }[] = [
  { name: "a Service with its record needs nothing", services: [aService(clusterIp)], addresses: [record("10.96.0.9", leakAgeMs)], repairs: [] },
  { name: "an address without a record is taken", services: [aService(clusterIp)], repairs: [{ what: "addresses", name: "10.96.0.9", holder: web, action: "take" }] },
  { name: "a record that nobody needs is freed", services: [], addresses: [record("10.96.0.9", leakAgeMs)], repairs: [{ what: "addresses", name: "10.96.0.9", holder: web, action: "free" }] },
  { name: "a young record may be that of a Service on its way", services: [], addresses: [record("10.96.0.9", leakAgeMs - 1)], repairs: [] },
  { name: "an address that its Service no longer has is freed", services: [aService({ type: "ExternalName", externalName: "a.example.com" })], addresses: [record("10.96.0.9", leakAgeMs)], repairs: [{ what: "addresses", name: "10.96.0.9", holder: web, action: "free" }] },
  { name: "a headless Service holds no address", services: [aService({ type: "ClusterIP", clusterIP: "None", clusterIPs: ["None"] })], repairs: [] },
  { name: "a record under another's name is not the Service's", services: [aService(clusterIp)], addresses: [record("10.96.0.9", leakAgeMs, { namespace: "other", name: "web" })], repairs: [{ what: "addresses", name: "10.96.0.9", holder: { namespace: "other", name: "web" }, action: "free" }] },
  {
    name: "a node port of two protocols is one record",
    services: [aService(nodePort)],
    addresses: [record("10.96.0.9", leakAgeMs)],
    repairs: [{ what: "nodePorts", name: "30053", holder: web, action: "take" }],
  },
];

for (const { name, services, addresses = [], nodePorts = [], repairs } of cases) {
  test(`service records: ${name}`, () => assert.deepEqual(decideRepair(services, { addresses, nodePorts }, now), repairs));
}
