import assert from "node:assert/strict";
import { test } from "node:test";
import type { PodSpec } from "../../api/types/core/v1.gen.ts";
import { aPod } from "../testing/pods.ts";
import { parseResolvConf, podDns } from "./dns.ts";

const cluster = { servers: ["10.96.0.10"], domain: "cluster.local" };
const host = parseResolvConf("# comment\nnameserver 192.0.2.53\nsearch example.com.\noptions timeout:1\n");
const own = ["default.svc.cluster.local", "svc.cluster.local", "cluster.local"];

const rows: readonly { name: string; spec: Partial<PodSpec>; expected: ReturnType<typeof parseResolvConf> }[] = [
  { name: "ClusterFirst asks the cluster and keeps the host's searches", spec: {}, expected: { servers: ["10.96.0.10"], searches: [...own, "example.com"], options: ["ndots:5"] } },
  { name: "ClusterFirst in the host's network is Default", spec: { hostNetwork: true }, expected: host },
  { name: "ClusterFirstWithHostNet is not", spec: { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" }, expected: { servers: ["10.96.0.10"], searches: [...own, "example.com"], options: ["ndots:5"] } },
  { name: "Default is the host's", spec: { dnsPolicy: "Default" }, expected: { servers: ["192.0.2.53"], searches: ["example.com"], options: ["timeout:1"] } },
  { name: "None is only what the pod says", spec: { dnsPolicy: "None", dnsConfig: { nameservers: ["1.1.1.1"], options: [{ name: "ndots", value: "2" }] } }, expected: { servers: ["1.1.1.1"], searches: [], options: ["ndots:2"] } },
  { name: "dnsConfig adds, and its options win by name", spec: { dnsConfig: { searches: ["a.b"], options: [{ name: "ndots", value: "2" }, { name: "edns0" }] } }, expected: { servers: ["10.96.0.10"], searches: [...own, "example.com", "a.b"], options: ["ndots:2", "edns0"] } },
];
for (const row of rows) test(`podDns: ${row.name}`, () => assert.deepEqual(podDns(aPod({ spec: row.spec }), cluster, host), { config: row.expected }));

test("podDns: a fourth name server is left out with a warning", () => {
  const { config, warning } = podDns(aPod({ spec: { dnsPolicy: "None", dnsConfig: { nameservers: ["1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.1.4"] } } }), cluster, host);
  assert.deepEqual([config?.servers.length, warning?.reason], [3, "DNSConfigForming"]);
});
