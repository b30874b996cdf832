import type { Pod } from "../../api/types/core/v1.gen.ts";
import { serviceAccounts } from "../../client/resources.ts";
import type { Transport } from "../../client/transport.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";

export interface ServiceAccountToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

interface TokenRequest extends KubeObject {
  spec: { audiences: string[]; expirationSeconds: number; boundObjectRef: { kind: string; apiVersion: string; name: string; uid: string } };
  status?: { token: string; expirationTimestamp: string };
}

/** Asks the API server for a token of the pod's service account that is void once the pod is gone. */
export async function requestToken(transport: Transport, pod: Pod, options: { readonly audience?: string; readonly expirationSeconds: number }): Promise<ServiceAccountToken> {
  const { name = "", namespace = "", uid = "" } = pod.metadata;
  const account = pod.spec.serviceAccountName ?? "default";
  const body: TokenRequest = {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    metadata: { name: account, namespace },
    spec: {
      audiences: options.audience === undefined || options.audience === "" ? [] : [options.audience],
      expirationSeconds: options.expirationSeconds,
      boundObjectRef: { apiVersion: "v1", kind: "Pod", name, uid },
    },
  };
  const answer = await transport.request<TokenRequest>({ verb: "create", resource: serviceAccounts, subresource: "token", namespace, name: account, body });
  if (answer.status === undefined) throw new Error(`failed to fetch token: the server sent no token for service account ${namespace}/${account}`);
  return { token: answer.status.token, expiresAt: Date.parse(answer.status.expirationTimestamp) };
}
