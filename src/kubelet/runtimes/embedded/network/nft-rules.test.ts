import assert from "node:assert/strict";
import { test } from "node:test";
import { nftScript } from "./nft-rules.ts";

const network = { table: "wherry-dev", bridge: "wh0", podCidr: "10.42.0.0/24", clusterCidr: "10.42.0.0/16" };
const port = { protocol: "TCP", containerPort: 80, hostPort: 8080, hostIp: "", podAddress: "10.42.0.7" } as const;

const cases = [
  { name: "a host port on every address", hostPort: port, rule: "    tcp dport 8080 dnat to 10.42.0.7:80" },
  { name: "0.0.0.0 is every address too", hostPort: { ...port, hostIp: "0.0.0.0" }, rule: "    tcp dport 8080 dnat to 10.42.0.7:80" },
  { name: "a host port on one address, over UDP", hostPort: { ...port, protocol: "UDP" as const, hostIp: "127.0.0.1" }, rule: "    ip daddr 127.0.0.1 udp dport 8080 dnat to 10.42.0.7:80" },
];
for (const { name, hostPort, rule } of cases) {
  test(name, () => assert.ok(nftScript(network, [hostPort]).split("\n").includes(rule)));
}

test("the table is replaced in one transaction, and only traffic that leaves the cluster is masqueraded", () => {
  const script = nftScript(network, []);
  assert.match(script, /^table ip wherry-dev \{\}\ndelete table ip wherry-dev\ntable ip wherry-dev \{/);
  assert.match(script, /ip saddr 10\.42\.0\.0\/24 ip daddr != 10\.42\.0\.0\/16 masquerade/);
});
