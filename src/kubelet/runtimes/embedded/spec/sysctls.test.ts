import assert from "node:assert/strict";
import { test } from "node:test";
import { podSysctls } from "./sysctls.ts";

const ports = { "net.ipv4.ip_unprivileged_port_start": "0" };
const rows: { name: string; wanted?: Record<string, string>; ownNetwork?: boolean; firstHostId?: number; expected: Record<string, string> }[] = [
  { name: "a pod with its own network: low ports and pings for everyone", expected: { ...ports, "net.ipv4.ping_group_range": "0 2147483647" } },
  { name: "a pod in the host's network: nothing", ownNetwork: false, expected: {} },
  { name: "the pod's word stands before the defaults", wanted: { "net.ipv4.ping_group_range": "0 7", "net.ipv4.tcp_fin_timeout": "17" }, expected: { ...ports, "net.ipv4.ping_group_range": "0 7", "net.ipv4.tcp_fin_timeout": "17" } },
  { name: "with users of its own: every group that it has", firstHostId: 1_000_000, expected: { ...ports, "net.ipv4.ping_group_range": "1000000 1065535" } },
  { name: "with users of its own: the groups that it means", wanted: { "net.ipv4.ping_group_range": "0 \t 7" }, firstHostId: 1_000_000, expected: { ...ports, "net.ipv4.ping_group_range": "1000000 1000007" } },
];
for (const { name, wanted = {}, ownNetwork = true, firstHostId, expected } of rows) {
  test(`sysctls: ${name}`, () => assert.deepEqual(podSysctls(wanted, { ownNetwork, firstHostId }), expected));
}
