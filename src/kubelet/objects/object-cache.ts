import type { Clock, Millis, Timer } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import { Informer } from "../../client/informer/informer.ts";
import type { Resource } from "../../client/resource.ts";
import type { Transport } from "../../client/transport.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";

/** An object that no pod needs any more is followed this much longer: the next pod of the same Job wants it again. */
const lingerMs: Millis = 60_000;
/** How long a first read may take before the pod is told to try again later. */
const firstReadTimeoutMs: Millis = 10_000;

/** Names one object that pods take values from. */
export interface ObjectRef<T extends KubeObject = KubeObject> {
  readonly resource: Resource<T>;
  readonly namespace: string;
  readonly name: string;
}

interface Entry {
  readonly informer: Informer;
  readonly stop: AbortController;
  /** UIDs of the pods that need it. */
  readonly users: Set<string>;
  linger?: Timer;
}

export interface ObjectCacheOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Told which pods use an object that changed. */
  readonly onChange: (podUids: readonly string[], ref: ObjectRef) => void;
  readonly onError?: (error: unknown) => void;
}

/**
 * The ConfigMaps, Secrets and other objects that this node's pods refer to: one watch an object, for as long as a pod
 * needs it. A node may read only the objects of its own pods, so there is no watch of a whole kind.
 */
export class ObjectCache {
  readonly #options: ObjectCacheOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #byUser = new Map<string, Set<string>>();

  constructor(options: ObjectCacheOptions) {
    this.#options = options;
  }

  /** The object as the server has it, undefined when there is none. The first read of an object waits for its first list. */
  async get<T extends KubeObject>(podUid: string, ref: ObjectRef<T>): Promise<T | undefined> {
    const entry = this.#acquire(podUid, ref as unknown as ObjectRef);
    if (!entry.informer.hasSynced) await this.#firstRead(entry, ref);
    return entry.informer.lister.get(ref.namespace, ref.name) as T | undefined;
  }

  /** What is known without asking; undefined also when nothing was read yet. */
  peek<T extends KubeObject>(ref: ObjectRef<T>): T | undefined {
    return this.#entries.get(keyOf(ref))?.informer.lister.get(ref.namespace, ref.name) as T | undefined;
  }

  /** The pod needs none of its objects any more. */
  release(podUid: string): void {
    for (const key of this.#byUser.get(podUid) ?? []) {
      const entry = this.#entries.get(key);
      entry?.users.delete(podUid);
      if (entry?.users.size === 0) entry.linger = this.#options.clock.setTimer(lingerMs, () => this.#drop(key));
    }
    this.#byUser.delete(podUid);
  }

  #acquire(podUid: string, ref: ObjectRef): Entry {
    const key = keyOf(ref);
    const entry = this.#entries.get(key) ?? this.#open(key, ref);
    entry.linger?.cancel();
    entry.linger = undefined;
    entry.users.add(podUid);
    const used = this.#byUser.get(podUid);
    if (used === undefined) this.#byUser.set(podUid, new Set([key]));
    else used.add(key);
    return entry;
  }

  #open(key: string, ref: ObjectRef): Entry {
    const { transport, clock, random, signal, onError } = this.#options;
    const informer = new Informer({ transport, clock, random, onError, resource: ref.resource, selection: selectionOf(ref) });
    const entry: Entry = { informer, stop: new AbortController(), users: new Set() };
    this.#entries.set(key, entry);
    const changed = (): void => {
      if (informer.hasSynced) this.#options.onChange([...entry.users], ref);
    };
    informer.addHandler({ onAdd: changed, onUpdate: changed, onDelete: changed });
    void informer.run(AbortSignal.any([signal, entry.stop.signal]));
    return entry;
  }

  async #firstRead(entry: Entry, ref: ObjectRef): Promise<void> {
    const timeout = Promise.withResolvers<never>();
    const timer = this.#options.clock.setTimer(firstReadTimeoutMs, () => {
      timeout.reject(new Error(`failed to sync ${ref.resource.kind.toLowerCase()} cache: timed out waiting for the condition`));
    });
    try {
      await Promise.race([entry.informer.synced, timeout.promise]);
    } finally {
      timer.cancel();
    }
  }

  #drop(key: string): void {
    this.#entries.get(key)?.stop.abort();
    this.#entries.delete(key);
  }
}

function selectionOf({ namespace, name }: ObjectRef): { namespace?: string; fieldSelector: string } {
  return { ...(namespace === "" ? {} : { namespace }), fieldSelector: `metadata.name=${name}` };
}

function keyOf({ resource, namespace, name }: ObjectRef): string {
  return `${resource.group}/${resource.resource}/${namespace}/${name}`;
}
