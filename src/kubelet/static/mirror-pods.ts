import type { Node, Pod } from "../../api/types/core/v1.gen.ts";
import type { Clock } from "../../base/clock.ts";
import { exponentialBackoff } from "../../base/workqueue/backoff.ts";
import { WorkQueue } from "../../base/workqueue/workqueue.ts";
import { pods } from "../../client/resources.ts";
import type { Transport } from "../../client/transport.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import { decideMirror } from "./decide-mirror.ts";

/** A namespace that is not there yet, or an API that is away: upstream tries with each look at the pod, once a minute at least. */
const backoff = exponentialBackoff(1_000, 60_000);

export interface MirrorPodsOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  /** The static pod of that name that runs here or is being ended. */
  readonly staticPod: (namespace: string, name: string) => Pod | undefined;
  /** What the API has of that name on this node. */
  readonly mirror: (namespace: string, name: string) => Pod | undefined;
  readonly node: () => Node | undefined;
  readonly onError: (error: unknown) => void;
}

/** Keeps a mirror pod in the API for each static pod, and none besides. */
export class MirrorPods {
  readonly #options: MirrorPodsOptions;
  readonly #queue: WorkQueue<string>;

  constructor(options: MirrorPodsOptions) {
    this.#options = options;
    this.#queue = new WorkQueue(options.clock, { backoff });
  }

  /** The static pod or the mirror of that name has changed. */
  changed({ metadata }: Pod): void {
    const key = `${metadata.namespace}/${metadata.name}`;
    this.#queue.forget(key); // what stood in the way may be gone
    this.#queue.add(key);
  }

  /** Works until `signal` aborts. To be started when the node is registered and the API's pods are known. */
  async run(signal: AbortSignal): Promise<void> {
    for (;;) {
      const key = await this.#queue.take(signal);
      if (key === undefined) return this.#queue.shutDown();
      try {
        await this.#reconcile(key);
        this.#queue.forget(key);
      } catch (error) {
        this.#options.onError(error);
        this.#queue.addRateLimited(key);
      } finally {
        this.#queue.done(key);
      }
    }
  }

  async #reconcile(key: string): Promise<void> {
    const { transport, staticPod, mirror, node } = this.#options;
    const [namespace = "", name = ""] = key.split("/");
    const owner = node();
    if (owner === undefined) return;
    const action = decideMirror({ staticPod: staticPod(namespace, name), mirror: mirror(namespace, name), node: owner });
    switch (action.type) {
      case "None":
        return;
      case "Create":
        await transport.request<Pod>({ verb: "create", resource: pods, namespace, body: action.pod });
        return;
      case "Delete":
        await transport.request({ verb: "delete", resource: pods, namespace, name, options: { gracePeriodSeconds: 0, preconditions: { uid: action.uid } } }).catch((error: unknown) => {
          if (!isStatus(error, "NotFound", "Conflict")) throw error; // gone already: the watch is about to say so
        });
        return;
    }
  }
}
