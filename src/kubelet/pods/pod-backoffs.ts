import type { Millis } from "../../base/clock.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { ContainerEvents } from "../events/container-events.ts";
import type { PodDecision } from "./actions.ts";
import { type Backoff, nextBackoff } from "./crash-backoff.ts";

/** How long each of one pod's containers waits for its next start, and whether that has been told. */
export class PodBackoffs {
  readonly #byContainer = new Map<string, Backoff>();
  /** Since when the back-off held that was told last. */
  readonly #told = new Map<string, Millis>();

  get byContainer(): ReadonlyMap<string, Backoff> {
    return this.#byContainer;
  }

  /** The container starts again after a run that ended at `finishedAt`. */
  restarts(container: string, finishedAt: Millis, now: Millis): void {
    this.#byContainer.set(container, nextBackoff(this.#byContainer.get(container), finishedAt, now));
  }

  /** What it is made of has changed: what it did before does not count. */
  forget(container: string): void {
    this.#byContainer.delete(container);
  }

  /** An event for each container that waits, once a back-off. */
  tell(pod: Pod, { waiting }: PodDecision, events: Pick<ContainerEvents, "warning">): void {
    for (const [container, { reason }] of waiting) {
      const since = this.#byContainer.get(container)?.updatedAt;
      if (reason !== "CrashLoopBackOff" || since === undefined || this.#told.get(container) === since) continue;
      this.#told.set(container, since);
      const { name, namespace, uid } = pod.metadata;
      events.warning(pod, container, "BackOff", `Back-off restarting failed container ${container} in pod ${name}_${namespace}(${uid})`);
    }
  }
}
