export interface ApiServerRoute {
  /** Name of the nftables table, of family `ip`. */
  readonly table: string;
  /** Where pods' packets come from. */
  readonly podCidr: string;
  /** What pods are told: the cluster address and port of the Service default/kubernetes. */
  readonly clusterIp: string;
  readonly servicePort: number;
  /** Where the API server listens. */
  readonly address: string;
  readonly port: number;
}

/** The script for `nft -f -` that makes the table anew, in one transaction. */
export function apiServerRules({ table, podCidr, clusterIp, servicePort, address, port }: ApiServerRoute): string {
  const toServer = `ip daddr ${clusterIp} tcp dport ${servicePort} dnat to ${address}:${port}`;
  return `table ip ${table} {}
delete table ip ${table}
table ip ${table} {
  chain prerouting {
    type nat hook prerouting priority -104; policy accept;
    ip saddr ${podCidr} ${toServer}
  }
  chain output {
    type nat hook output priority -104; policy accept;
    ${toServer}
  }
}
`;
}
