import { findProgram } from "../../kubelet/runtimes/embedded/programs.ts";
import { apiServerRules } from "../../proxy/api-server/rules.ts";
import { applyRules, removeTable } from "../../proxy/nft.ts";

/** As the Service default/kubernetes says. */
const clusterIp = "10.96.0.1";
const servicePort = 443;

export interface ApiServerRouteOptions {
  readonly clusterName: string;
  readonly podCidr: string;
  /** Where the API server listens. */
  readonly address: string;
  readonly port: number;
}

/** Leads pods from KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT to the API server. Throws where packet rules cannot be set. */
export async function openApiServerRoute({ clusterName, podCidr, address, port }: ApiServerRouteOptions): Promise<void> {
  const nft = findProgram("nft");
  if (nft === undefined) throw new Error(`pods cannot reach the API server at ${clusterIp}: there is no nft to set packet rules with; install the package nftables`);
  await applyRules(nft, apiServerRules({ table: tableOf(clusterName), podCidr, clusterIp, servicePort, address, port }));
}

/** Doing it again does nothing. */
export async function closeApiServerRoute(clusterName: string): Promise<void> {
  const nft = findProgram("nft");
  if (nft !== undefined) await removeTable(nft, tableOf(clusterName));
}

function tableOf(clusterName: string): string {
  return `wherry-${clusterName}-services`;
}
