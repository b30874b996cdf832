import type { Pod } from "../../api/types/core/v1.gen.ts";
import { orderOfWaiting } from "../resize/order-of-waiting.ts";
import { PodWorker } from "./pod-worker.ts";
import type { PodPorts } from "./pod-ports.ts";

/** The workers of all pods on this node, one a UID. */
export class PodWorkers {
  readonly #ports: PodPorts;
  readonly #onGone: (uid: string) => void;
  readonly #workers = new Map<string, PodWorker>();
  /** UIDs of the pods that wait for room on the node, who has waited longest first. */
  readonly #cramped = new Set<string>();

  /** `onGone` is called when nothing of a pod is left on this node. */
  constructor(ports: PodPorts, onGone: (uid: string) => void = () => undefined) {
    this.#ports = ports;
    this.#onGone = onGone;
  }

  /** A pod is meant to be on this node, or has changed. */
  update(pod: Pod): void {
    const uid = pod.metadata.uid ?? "";
    const worker = this.#workers.get(uid);
    if (worker !== undefined) {
      worker.update(pod);
      return this.#roomChanged();
    }
    const fresh = new PodWorker(this.#ports, pod, {
      gone: (gone) => {
        this.#workers.delete(gone);
        this.#cramped.delete(gone);
        this.#onGone(gone);
        this.#roomChanged();
      },
      waitsForRoom: (waiting, waits) => void (waits ? this.#cramped.add(waiting) : this.#cramped.delete(waiting)),
    });
    this.#workers.set(uid, fresh);
    fresh.wake();
  }

  /** A pod's object is gone from the API. */
  remove(pod: Pod): void {
    this.#workers.get(pod.metadata.uid ?? "")?.remove();
  }

  get(uid: string): PodWorker | undefined {
    return this.#workers.get(uid);
  }

  find(namespace: string, name: string): PodWorker | undefined {
    for (const worker of this.#workers.values()) {
      if (worker.pod.metadata.name === name && worker.pod.metadata.namespace === namespace) return worker;
    }
    return undefined;
  }

  get size(): number {
    return this.#workers.size;
  }

  all(): PodWorker[] {
    return [...this.#workers.values()];
  }

  /** The pods that have been admitted and are not gone, each with what it was allocated. */
  allocated(): Pod[] {
    return this.all().filter((worker) => worker.holdsRoom).map((worker) => worker.allocated);
  }

  /** The runtime's events may have been missed. */
  relist(): void {
    for (const worker of this.#workers.values()) worker.runtimeChanged();
  }

  /** A pod has shrunk, ended or gone: resizes that wait for room are considered again. */
  #roomChanged(): void {
    if (this.#cramped.size === 0) return;
    const waiting = [...this.#cramped].flatMap((uid) => this.#workers.get(uid)?.pod ?? []);
    for (const { metadata } of orderOfWaiting(waiting)) this.#workers.get(metadata.uid ?? "")?.wake();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.stop()));
  }
}
