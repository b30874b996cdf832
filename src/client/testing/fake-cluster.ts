import type { Clock } from "../../base/clock.ts";
import { Channel } from "../../base/channel/channel.ts";
import type { Random } from "../../base/random.ts";
import { onAbort } from "../../base/abort/abort.ts";
import { alreadyExists, conflict, expired, notFound } from "../../machinery/errors/constructors.ts";
import { semanticEqual } from "../../machinery/equality/deep-equal.ts";
import { deepCopy } from "../../machinery/meta/deep-copy.ts";
import { deepFreeze } from "../../machinery/meta/deep-freeze.ts";
import type { KubeList, KubeObject } from "../../machinery/meta/object.ts";
import { apiVersionOf, type GroupVersionResource } from "../../machinery/meta/resource.ts";
import type { ApiRequest, RequestOptions } from "../../machinery/request/api-request.ts";
import { parseLabelSelector } from "../../machinery/selector/label-selector.ts";
import { formatTime } from "../../machinery/time/time.ts";
import type { WatchEvent } from "../../machinery/watch/event.ts";
import { resourceKey } from "../resource.ts";
import type { ListRequest, Transport } from "../transport.ts";
import { patched } from "./patched.ts";

type Stored = KubeObject & { metadata: NonNullable<KubeObject["metadata"]>; spec?: unknown; status?: unknown };

interface Change {
  readonly revision: number;
  readonly resource: string;
  readonly event: WatchEvent & { type: "ADDED" | "MODIFIED" | "DELETED" };
}

/** Changes kept for watches that start in the past. */
const historyLength = 10_000;
/** Events that may wait for one watch. */
const watchCapacity = 10_000;

/** Runs before a request is carried out; throwing refuses it. After it, `Intercept` may throw too: the answer is lost. */
export type Intercept = (request: ApiRequest, when: "before" | "after") => void;

/**
 * A small API server in memory for tests of what talks to one: resourceVersions and conflicts, watches with a history,
 * finalizers, graceful deletion of pods that are on a node, the status subresource, JSON and merge patches. It knows
 * no schema, no defaults and no rights.
 */
export class FakeCluster {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #objects = new Map<string, Map<string, Stored>>();
  readonly #watches = new Set<{ resource: string; options: RequestOptions; namespace?: string; channel: Channel<WatchEvent> }>();
  #history: Change[] = [];
  #revision = 0;
  #compacted = 0;
  intercept: Intercept = () => {};

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  readonly transport: Transport = {
    request: async <T extends KubeObject>(request: ApiRequest): Promise<T> => {
      await Promise.resolve(); // as over any transport, the answer comes later
      this.intercept(request, "before");
      const answer = this.#request(request);
      this.intercept(request, "after");
      return answer as T;
    },
    list: async <T extends KubeObject>(request: ListRequest): Promise<KubeList<T>> => {
      await Promise.resolve();
      this.intercept(request, "before");
      const { verb, resource, namespace, options = {} } = request;
      const items = this.list(resource).filter((object) => isSelected(object, namespace, options));
      if (verb === "deletecollection") for (const item of items) this.#delete(resource, item as Stored, options);
      return { apiVersion: apiVersionOf(resource), kind: "List", metadata: { resourceVersion: `${this.#revision}` }, items: items as unknown as T[] };
    },
    watch: <T extends KubeObject>(request: ApiRequest & { verb: "watch" }, signal: AbortSignal): AsyncIterable<WatchEvent<T>> =>
      this.#watch(request, signal) as AsyncIterable<WatchEvent<T>>,
  };

  /** All objects of a resource, in the order they were made. */
  list(resource: GroupVersionResource): readonly KubeObject[] {
    return [...this.#of(resource).values()];
  }

  get(resource: GroupVersionResource, namespace: string, name: string): KubeObject | undefined {
    return this.#of(resource).get(`${namespace}/${name}`);
  }

  /** Forgets the history: watches from before now get 410. */
  compact(): void {
    this.#history = [];
    this.#compacted = this.#revision;
  }

  /** Ends every running watch, as a server that goes down does. */
  cutWatches(): void {
    for (const { channel } of this.#watches) channel.close();
  }

  #of(resource: GroupVersionResource): Map<string, Stored> {
    const key = resourceKey(resource);
    const objects = this.#objects.get(key) ?? new Map<string, Stored>();
    this.#objects.set(key, objects);
    return objects;
  }

  #request(request: ApiRequest): KubeObject {
    const { verb, resource, namespace = "" } = request;
    if (verb === "create") return this.#create(resource, request.body as Stored, namespace);
    const stored = this.#of(resource).get(`${namespace}/${request.name}`);
    if (stored === undefined) throw notFound(resource, request.name ?? "");
    if (verb === "get") return stored;
    if (verb === "delete") return this.#delete(resource, stored, request.options ?? {});
    const draft = verb === "patch" ? (patched(stored, request) as Stored) : deepCopy(request.body as Stored);
    return this.#update(resource, stored, { draft, subresource: request.subresource });
  }

  #create(resource: GroupVersionResource, body: Stored, namespace: string): KubeObject {
    const object = deepCopy(body);
    const { metadata } = object;
    if (!metadata.name) metadata.name = `${metadata.generateName}${this.#random.uuid().slice(0, 5)}`;
    if (namespace !== "") metadata.namespace = namespace;
    if (this.get(resource, namespace, metadata.name) !== undefined) throw alreadyExists(resource, metadata.name);
    metadata.uid = this.#random.uuid();
    metadata.creationTimestamp = formatTime(this.#clock.now());
    metadata.generation = 1;
    return this.#store(resource, "ADDED", object);
  }

  #update(resource: GroupVersionResource, stored: Stored, { draft, subresource }: { draft: Stored; subresource?: string }): KubeObject {
    const { name = "", resourceVersion, uid } = stored.metadata;
    const given = draft.metadata;
    if (given.resourceVersion !== undefined && given.resourceVersion !== resourceVersion) throw conflict(resource, name);
    if (given.uid !== undefined && given.uid !== uid) throw conflict(resource, name, `the UID in the precondition (${given.uid}) does not match the UID in record (${uid})`);
    const next: Stored = subresource === "status" ? { ...stored, status: draft.status } : { ...draft, ...(stored.status !== undefined && { status: stored.status }) };
    const { deletionTimestamp, deletionGracePeriodSeconds, creationTimestamp, generation = 1 } = stored.metadata;
    const specChanged = !semanticEqual(next.spec, stored.spec);
    next.metadata = { ...next.metadata, uid, resourceVersion, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, generation: generation + Number(specChanged) };
    if (semanticEqual(next, stored)) return stored;
    if (deletionTimestamp !== undefined && !deletionGracePeriodSeconds && !next.metadata.finalizers?.length) return this.#remove(resource, deepCopy(next));
    return this.#store(resource, "MODIFIED", deepCopy(next));
  }

  /** A pod on a node stays until its kubelet deletes it with a grace of 0; an object with finalizers until they are gone. */
  #delete(resource: GroupVersionResource, stored: Stored, { preconditions, gracePeriodSeconds, propagationPolicy }: RequestOptions): KubeObject {
    const { name = "", uid, resourceVersion } = stored.metadata;
    if (preconditions?.uid !== undefined && preconditions.uid !== uid) throw conflict(resource, name, "Precondition failed: UID in precondition");
    if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion) throw conflict(resource, name, "Precondition failed: resourceVersion");
    const draft = deepCopy(stored);
    const onNode = resource.resource === "pods" && Boolean((stored.spec as { nodeName?: string } | undefined)?.nodeName);
    const ended = ["Succeeded", "Failed"].includes((stored.status as { phase?: string } | undefined)?.phase ?? "");
    const graceSeconds = onNode && !ended ? (gracePeriodSeconds ?? 30) : 0;
    const finalizers = [...(draft.metadata.finalizers ?? []), ...propagationFinalizers(propagationPolicy)];
    if (finalizers.length > 0) draft.metadata.finalizers = [...new Set(finalizers)];
    if (graceSeconds === 0 && finalizers.length === 0) return this.#remove(resource, draft);
    draft.metadata.deletionTimestamp ??= formatTime(this.#clock.now() + graceSeconds * 1_000);
    draft.metadata.deletionGracePeriodSeconds = Math.min(graceSeconds, stored.metadata.deletionGracePeriodSeconds ?? graceSeconds);
    return semanticEqual(draft, stored) ? stored : this.#store(resource, "MODIFIED", draft);
  }

  #store(resource: GroupVersionResource, type: "ADDED" | "MODIFIED", draft: Stored): Stored {
    draft.metadata.resourceVersion = `${++this.#revision}`;
    const object = deepFreeze(draft);
    this.#of(resource).set(`${object.metadata.namespace ?? ""}/${object.metadata.name}`, object);
    this.#publish(resource, { type, object });
    return object;
  }

  #remove(resource: GroupVersionResource, draft: Stored): Stored {
    draft.metadata.resourceVersion = `${++this.#revision}`;
    const object = deepFreeze(draft);
    this.#of(resource).delete(`${object.metadata.namespace ?? ""}/${object.metadata.name}`);
    this.#publish(resource, { type: "DELETED", object });
    return object;
  }

  #publish(resource: GroupVersionResource, event: Change["event"]): void {
    const key = resourceKey(resource);
    this.#history.push({ revision: this.#revision, resource: key, event });
    if (this.#history.length > historyLength) this.#compacted = this.#history.shift()?.revision ?? 0;
    for (const watch of this.#watches) if (watch.resource === key && isSelected(event.object, watch.namespace, watch.options)) watch.channel.push(event);
  }

  async *#watch({ resource, namespace, options = {} }: ApiRequest, signal: AbortSignal): AsyncGenerator<WatchEvent, void, undefined> {
    await Promise.resolve();
    const since = Number(options.resourceVersion ?? this.#revision);
    if (since < this.#compacted) throw expired(`too old resource version: ${since} (${this.#compacted})`);
    const channel = new Channel<WatchEvent>({ capacity: watchCapacity, overflow: "fail" });
    const watch = { resource: resourceKey(resource), options, namespace, channel };
    for (const change of this.#history) if (change.revision > since && change.resource === watch.resource && isSelected(change.event.object, namespace, options)) channel.push(change.event);
    this.#watches.add(watch);
    const registration = onAbort(signal, () => channel.close());
    try {
      yield* channel;
    } finally {
      registration.dispose();
      this.#watches.delete(watch);
    }
  }
}

function propagationFinalizers(policy: RequestOptions["propagationPolicy"]): string[] {
  return policy === "Orphan" ? ["orphan"] : policy === "Foreground" ? ["foregroundDeletion"] : [];
}

function isSelected({ metadata }: KubeObject, namespace: string | undefined, { labelSelector = "" }: RequestOptions): boolean {
  if (namespace !== undefined && namespace !== "" && metadata?.namespace !== namespace) return false;
  return labelSelector === "" || parseLabelSelector(labelSelector).matches(metadata?.labels);
}
