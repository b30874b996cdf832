import type { CriClient } from "./cri-client.ts";
import { marks } from "./mapping/marks.ts";

export interface OwnSandbox {
  readonly id: string;
  readonly podUid: string;
  readonly state: string;
}

export interface OwnContainer extends OwnSandbox {
  readonly sandboxId: string;
}

export interface OwnFilter {
  readonly id?: string;
  readonly sandboxId?: string;
  readonly podUid?: string;
}

/** What of this cluster is in the runtime: others may use the same one. */
export async function listOwn(client: CriClient, clusterName: string, filter: OwnFilter = {}): Promise<{ readonly sandboxes: readonly OwnSandbox[]; readonly containers: readonly OwnContainer[] }> {
  const [sandboxes, containers] = await Promise.all([listOwnSandboxes(client, clusterName, filter), listOwnContainers(client, clusterName, filter)]);
  return { sandboxes, containers };
}

export async function listOwnSandboxes(client: CriClient, clusterName: string, { id, podUid }: OwnFilter = {}): Promise<readonly OwnSandbox[]> {
  const { items } = await client.call("ListPodSandbox", { filter: { id, labelSelector: selector(clusterName, podUid) } });
  return items.map((item) => ({ id: item.id, state: item.state, podUid: item.labels[marks.podUid] ?? "" }));
}

export async function listOwnContainers(client: CriClient, clusterName: string, { id, sandboxId, podUid }: OwnFilter = {}): Promise<readonly OwnContainer[]> {
  const { containers } = await client.call("ListContainers", { filter: { id, podSandboxId: sandboxId, labelSelector: selector(clusterName, podUid) } });
  return containers.map((item) => ({ id: item.id, sandboxId: item.podSandboxId, state: item.state, podUid: item.labels[marks.podUid] ?? "" }));
}

function selector(clusterName: string, podUid: string | undefined): Record<string, string> {
  return { [marks.cluster]: clusterName, ...(podUid === undefined ? {} : { [marks.podUid]: podUid }) };
}
