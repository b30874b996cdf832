import assert from "node:assert/strict";
import { test } from "node:test";
import { apiServerRules } from "./rules.ts";

test("the API server's rules lead pods of the cluster, and the host, from the Service's address to the server's own", () => {
  const script = apiServerRules({ table: "wherry-dev-services", podCidr: "10.244.0.0/24", clusterIp: "10.96.0.1", servicePort: 443, address: "192.0.2.2", port: 6443 });
  assert.equal(script, `table ip wherry-dev-services {}
delete table ip wherry-dev-services
table ip wherry-dev-services {
  chain prerouting {
    type nat hook prerouting priority -104; policy accept;
    ip saddr 10.244.0.0/24 ip daddr 10.96.0.1 tcp dport 443 dnat to 192.0.2.2:6443
  }
  chain output {
    type nat hook output priority -104; policy accept;
    ip daddr 10.96.0.1 tcp dport 443 dnat to 192.0.2.2:6443
  }
}
`);
});
