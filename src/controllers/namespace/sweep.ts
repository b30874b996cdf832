import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { ResourceInfo } from "../../api/resource-info.ts";
import { type Client, keyOf } from "../../client/client.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import { toResource } from "../shared/deletable-resources.ts";
import type { Remaining } from "./remaining.ts";

/** What waits for a finalizer is looked at again after this long. Source: kubernetes pkg/controller/namespace/deletion finalizerEstimateSeconds. */
const finalizerWaitMs = 15_000;

export interface Sweep extends Remaining {
  /** When the rest may have gone by itself; absent when nothing is left. */
  readonly waitMs?: number;
}

/** Asks for the deletion of all that is in the namespace, and counts what is still there afterwards. Pods go first: nothing else is touched until they are gone. */
export async function sweep(client: Client, namespace: string, resources: readonly ResourceInfo[]): Promise<Sweep> {
  const isPods = ({ group, resource }: ResourceInfo): boolean => group === "" && resource === "pods";
  const pods = await sweepResources(client, namespace, resources.filter(isPods));
  if (pods.resources.size > 0 || pods.failures.length > 0) return pods;
  return sweepResources(client, namespace, resources.filter((info) => !isPods(info)));
}

async function sweepResources(client: Client, namespace: string, resources: readonly ResourceInfo[]): Promise<Sweep> {
  const left = new Map<string, number>();
  const finalizers = new Map<string, number>();
  const failures: string[] = [];
  let waitMs: number | undefined;
  for (const info of resources) {
    try {
      const items = await deleteAll(client, namespace, info);
      if (items.length === 0) continue;
      left.set(`${info.resource}.${info.group}`, items.length);
      for (const finalizer of items.flatMap(({ metadata }) => metadata?.finalizers ?? [])) finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
      waitMs = Math.max(waitMs ?? 0, ...items.map(timeToGoMs));
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { resources: left, finalizers, failures, waitMs };
}

/** What is left of the resource after everything was asked to go. */
async function deleteAll(client: Client, namespace: string, info: ResourceInfo): Promise<readonly KubeObject[]> {
  const resource = toResource(info);
  const before = await client.list(resource, { namespace });
  if (before.items.length === 0) return [];
  if (info.verbs.includes("deletecollection")) {
    await client.deleteCollection(resource, { namespace, propagationPolicy: "Background" });
  } else {
    for (const item of before.items) await client.delete(resource, keyOf(item), { propagationPolicy: "Background" }).catch(ignoreNotFound);
  }
  return (await client.list(resource, { namespace })).items;
}

function timeToGoMs(object: KubeObject): number {
  if ((object.metadata?.finalizers ?? []).length > 0) return finalizerWaitMs;
  const graceSeconds = object.metadata?.deletionGracePeriodSeconds ?? (object as Pod).spec?.terminationGracePeriodSeconds ?? 0;
  return graceSeconds * 1_000;
}

function ignoreNotFound(error: unknown): undefined {
  if (!isStatus(error, "NotFound")) throw error;
  return undefined;
}
