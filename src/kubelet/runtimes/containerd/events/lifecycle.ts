import type { ContainerEvent, ContainerEventType } from "../../../cri/contract.ts";
import { EventHub } from "../../../cri/event-hub.ts";

/**
 *     created ──► starting ──► running ──► ended ──► (forgotten)
 *                     └── ended while starting: told after the start
 */
export type Phase = "created" | "starting" | "running" | "ended";

interface Known {
  readonly sandboxId: string;
  readonly podUid: string;
  phase: Phase;
  endedWhileStarting: boolean;
}

/** Tells the life of each of our sandboxes and containers in order, each step once, however often it is heard of. */
export class Lifecycle {
  readonly #known = new Map<string, Known>();
  readonly #hub = new EventHub();

  subscribe(signal: AbortSignal): AsyncIterable<ContainerEvent> {
    return this.#hub.subscribe(signal);
  }

  /** Takes up what was there before us, without telling anybody. */
  adopt(id: string, owner: { readonly sandboxId: string; readonly podUid: string }, phase: Phase): void {
    if (!this.#known.has(id)) this.#known.set(id, { ...owner, phase, endedWhileStarting: false });
  }

  sandboxStarted(id: string, podUid: string): void {
    this.#known.set(id, { sandboxId: id, podUid, phase: "running", endedWhileStarting: false });
    this.#publish("CONTAINER_STARTED_EVENT", id);
  }

  created(id: string, sandboxId: string, podUid: string): void {
    this.#known.set(id, { sandboxId, podUid, phase: "created", endedWhileStarting: false });
    this.#publish("CONTAINER_CREATED_EVENT", id);
  }

  starting(id: string): void {
    const known = this.#known.get(id);
    if (known?.phase === "created") known.phase = "starting";
  }

  started(id: string): void {
    const known = this.#known.get(id);
    if (known?.phase !== "starting") return;
    known.phase = "running";
    this.#publish("CONTAINER_STARTED_EVENT", id);
    if (known.endedWhileStarting) this.ended(id);
  }

  /** A start that failed has ended the container. */
  startFailed(id: string): void {
    const known = this.#known.get(id);
    if (known?.phase === "starting") known.phase = "running";
    this.ended(id);
  }

  ended(id: string): void {
    const known = this.#known.get(id);
    if (known === undefined || known.phase === "ended") return;
    if (known.phase === "starting") {
      known.endedWhileStarting = true;
      return;
    }
    known.phase = "ended";
    this.#publish("CONTAINER_STOPPED_EVENT", id);
  }

  deleted(id: string): void {
    if (!this.#known.has(id)) return;
    this.ended(id);
    this.#publish("CONTAINER_DELETED_EVENT", id);
    this.#known.delete(id);
  }

  /** Ids of everything that has not been deleted. */
  all(): readonly string[] {
    return [...this.#known.keys()];
  }

  knows(id: string): boolean {
    return this.#known.has(id);
  }

  isSandbox(id: string): boolean {
    return this.#known.get(id)?.sandboxId === id;
  }

  #publish(type: ContainerEventType, id: string): void {
    const known = this.#known.get(id);
    if (known !== undefined) this.#hub.publish({ type, containerId: id, sandboxId: known.sandboxId, podUid: known.podUid });
  }
}
