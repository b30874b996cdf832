import type { PodDisruptionBudget } from "../api/types/policy/v1.gen.ts";
import type { Client } from "../client/client.ts";
import type { Resource } from "../client/resource.ts";
import { configMaps, jobs, namespaces, nodes, pods } from "../client/resources.ts";
import { isStatus } from "../machinery/errors/status-error.ts";
import type { KubeObject, ObjectKey } from "../machinery/meta/object.ts";

const disruptionBudgets: Resource<PodDisruptionBudget> = { group: "policy", version: "v1", resource: "poddisruptionbudgets", kind: "PodDisruptionBudget", namespaced: true };

/** What scenarios may write besides Jobs. */
const known: readonly Resource[] = [jobs, pods, configMaps, namespaces, nodes, disruptionBudgets] as unknown as readonly Resource[];

export function resourceCalled(name: string): Resource {
  const found = known.find(({ resource }) => resource === name);
  if (found === undefined) throw new Error(`there is no resource ${name} in scenarios; there are ${known.map(({ resource }) => resource).join(", ")}`);
  return found;
}

/** `name`, or `namespace/name` where it is not the namespace `default`. */
export function keyFor(resource: string, name: string): ObjectKey {
  const [first = "", second] = name.split("/");
  if (!resourceCalled(resource).namespaced) return { namespace: "", name: first };
  return second === undefined ? { namespace: "default", name: first } : { namespace: first, name: second };
}

/** Creates the object, in `default` where it names no namespace; a status that it has is written after it. */
export async function createObject(client: Client, object: KubeObject): Promise<void> {
  const resource = known.find(({ kind }) => kind === object.kind);
  if (resource === undefined) throw new Error(`cannot create a ${object.kind}: scenarios know ${known.map(({ kind }) => kind).join(", ")}`);
  const metadata = { ...(resource.namespaced && { namespace: "default" }), ...object.metadata };
  const created = await client.create(resource, { ...object, apiVersion: resource.group === "" ? resource.version : `${resource.group}/${resource.version}`, metadata });
  const { status } = object as { status?: unknown };
  if (status !== undefined) await client.updateStatus(resource, { ...created, status } as KubeObject);
}

/** Keeps new pods off the node and asks for the eviction of those there are; one that a budget protects stays. */
export async function drain(client: Client, node: string): Promise<void> {
  await client.patch(nodes, { namespace: "", name: node }, { type: "application/merge-patch+json", body: { spec: { unschedulable: true } } });
  const { items } = await client.list(pods, { fieldSelector: `spec.nodeName=${node}` });
  for (const { metadata } of items) {
    const body = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: metadata.name, namespace: metadata.namespace } };
    try {
      await client.transport.request({ verb: "create", resource: pods, namespace: metadata.namespace, name: metadata.name, subresource: "eviction", body });
    } catch (error) {
      if (!isStatus(error, "TooManyRequests")) throw error;
    }
  }
}
