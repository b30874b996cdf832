import type { Clock, Millis } from "../../base/clock.ts";
import type { Lease } from "../../api/types/coordination/v1.gen.ts";
import type { Node } from "../../api/types/core/v1.gen.ts";
import { leases } from "../../client/resources.ts";
import type { Transport } from "../../client/transport.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import { formatMicroTime } from "../../machinery/time/time.ts";

/** Source: kubernetes kubelet nodeLeaseDurationSeconds and renewIntervalFraction. */
export const leaseDurationSeconds = 40;
const renewEveryMs: Millis = 10_000;
const retryMs: Millis = 1_000;
const leaseNamespace = "kube-node-lease";

/** Renews the node's Lease until `signal` aborts: the sign of life that the node lifecycle controller looks for. */
export async function runHeartbeat(options: { readonly transport: Transport; readonly clock: Clock; readonly node: () => Node | undefined; readonly nodeName: string; readonly onError: (error: unknown) => void }, signal: AbortSignal): Promise<void> {
  let lease: Lease | undefined;
  while (!signal.aborted) {
    let delayMs = renewEveryMs;
    try {
      lease = await renew(options, lease);
    } catch (error) {
      lease = undefined; // read anew
      delayMs = retryMs;
      if (!isStatus(error, "Conflict")) options.onError(error);
    }
    await options.clock.sleep(delayMs, signal).catch(() => undefined);
  }
}

async function renew({ transport, clock, node, nodeName }: Parameters<typeof runHeartbeat>[0], known: Lease | undefined): Promise<Lease> {
  const spec = { holderIdentity: nodeName, leaseDurationSeconds, renewTime: formatMicroTime(clock.now()) };
  const current = known ?? (await read(transport, nodeName));
  if (current !== undefined) {
    const body: Lease = { ...current, spec: { ...current.spec, ...spec } };
    return transport.request<Lease>({ verb: "update", resource: leases, namespace: leaseNamespace, name: nodeName, body });
  }
  const owner = node();
  const ownerReferences = owner?.metadata.uid === undefined ? [] : [{ apiVersion: "v1", kind: "Node", name: nodeName, uid: owner.metadata.uid }];
  const body: Lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { name: nodeName, namespace: leaseNamespace, ownerReferences }, spec };
  return transport.request<Lease>({ verb: "create", resource: leases, namespace: leaseNamespace, name: nodeName, body });
}

async function read(transport: Transport, name: string): Promise<Lease | undefined> {
  try {
    return await transport.request<Lease>({ verb: "get", resource: leases, namespace: leaseNamespace, name });
  } catch (error) {
    if (isStatus(error, "NotFound")) return undefined;
    throw error;
  }
}
