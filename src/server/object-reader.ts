import type { InformerFactory } from "../client/informer/factory.ts";
import type { Pod } from "../api/types/core/v1.gen.ts";
import { byNodeName, type Lister } from "../client/informer/lister.ts";
import { type Resource, resourceKey } from "../client/resource.ts";
import { pods } from "./resources.ts";
import type { Transport } from "../client/transport.ts";
import { isStatus } from "../machinery/errors/status-error.ts";
import type { KubeObject } from "../machinery/meta/object.ts";

/** What the server's own stages read of its objects: from memory, and from the store where memory may be behind. */
export interface ObjectReader {
  /** From memory: at most a few milliseconds old. `namespace` is "" for cluster-scoped kinds. Only for resources that are followed. */
  cached<T extends KubeObject>(resource: Resource<T>, namespace: string, name: string): T | undefined;
  /** True when memory holds it; false when it does not or the resource is not followed. */
  known(resource: Resource, namespace: string, name: string): boolean;
  /** From memory; all namespaces when `namespace` is absent. Only for resources that are followed. */
  list<T extends KubeObject>(resource: Resource<T>, namespace?: string): readonly T[];
  /** From memory: the pods that are bound to the node. */
  podsOnNode(nodeName: string): readonly Pod[];
  /** From memory, and when it is not there, from the store: for checks that must not fail an object just created. */
  find<T extends KubeObject>(resource: Resource<T>, namespace: string, name: string): Promise<T | undefined>;
  /** From the store, newest state. */
  live<T extends KubeObject>(resource: Resource<T>, namespace: string, name: string): Promise<T | undefined>;
}

/** Reads the `followed` resources from `informers`, and live through `loopback`, whose identity must be allowed to. */
export function informerReader(informers: InformerFactory, followed: readonly Resource[], loopback: Transport): ObjectReader {
  const followedKeys = new Set(followed.map(resourceKey));
  const listers = new WeakMap<Resource, Lister<KubeObject>>();

  /** Asked for many times a request, always with the few resources that modules hold: found by identity before by name. */
  function listerOf<T extends KubeObject>(resource: Resource<T>): Lister<T> {
    const known = listers.get(resource);
    if (known !== undefined) return known as Lister<T>;
    if (!followedKeys.has(resourceKey(resource))) throw new Error(`cannot read ${resource.resource} from memory: it is not among the followed resources`);
    const { lister } = informers.informer(resource);
    listers.set(resource, lister as unknown as Lister<KubeObject>);
    return lister;
  }

  let podLister: Lister<Pod> | undefined;

  function indexedPods(): Lister<Pod> {
    if (podLister !== undefined) return podLister;
    informers.informer(pods).addIndex(byNodeName);
    podLister = listerOf(pods);
    return podLister;
  }

  const reader: ObjectReader = {
    cached: (resource, namespace, name) => listerOf(resource).get(namespace, name),
    known: (resource, namespace, name) => followedKeys.has(resourceKey(resource)) && reader.cached(resource, namespace, name) !== undefined,
    list(resource, namespace) {
      const lister = listerOf(resource);
      return namespace === undefined ? lister.list() : lister.inNamespace(namespace);
    },
    podsOnNode: (nodeName) => indexedPods().byIndex(byNodeName, nodeName),
    async find(resource, namespace, name) {
      const known = followedKeys.has(resourceKey(resource)) ? reader.cached(resource, namespace, name) : undefined;
      return known ?? (await reader.live(resource, namespace, name));
    },
    async live<T extends KubeObject>(resource: Resource<T>, namespace: string, name: string): Promise<T | undefined> {
      try {
        return await loopback.request<T>({ verb: "get", resource, namespace: namespace === "" ? undefined : namespace, name });
      } catch (error) {
        if (isStatus(error, "NotFound")) return undefined;
        throw error;
      }
    },
  };
  return reader;
}
