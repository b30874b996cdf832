import type { PortMapping } from "../../../cri/contract.ts";

export interface PodNetwork {
  readonly table: string;
  readonly bridge: string;
  /** The node's pods. */
  readonly podCidr: string;
  /** All pods of the cluster; traffic within it keeps its source address. */
  readonly clusterCidr: string;
}

export interface HostPort extends PortMapping {
  readonly podAddress: string;
}

/** The script for `nft -f -` that makes the cluster's table anew, in one transaction. */
export function nftScript({ table, bridge, podCidr, clusterCidr }: PodNetwork, hostPorts: readonly HostPort[]): string {
  const dnat = hostPorts.map(dnatRule);
  return `table ip ${table} {}
delete table ip ${table}
table ip ${table} {
  chain prerouting {
    type nat hook prerouting priority -105; policy accept;
    fib daddr type local jump hostports
  }
  chain output {
    type nat hook output priority -105; policy accept;
    fib daddr type local jump hostports
  }
  chain hostports {
${dnat.map((rule) => `    ${rule}`).join("\n")}
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr ${podCidr} ip daddr != ${clusterCidr} masquerade
    ip saddr ${podCidr} ip daddr ${podCidr} ct status dnat masquerade
    ip saddr 127.0.0.0/8 oifname "${bridge}" masquerade
  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    iifname "${bridge}" accept
    oifname "${bridge}" accept
  }
}
`;
}

function dnatRule({ protocol, hostPort, hostIp, podAddress, containerPort }: HostPort): string {
  const address = hostIp === "" || hostIp === "0.0.0.0" || hostIp === "::" ? "" : `ip daddr ${hostIp} `;
  return `${address}${protocol.toLowerCase()} dport ${hostPort} dnat to ${podAddress}:${containerPort}`;
}
