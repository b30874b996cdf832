import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";
import { specContainers, type StartFailure } from "./observation.ts";
import type { StartError } from "./start-error.ts";

/** What of a pod could not be started: containers by name, its sandbox under the key "". */
export class StartFailures {
  readonly #failures = new Map<string, StartFailure>();

  get all(): ReadonlyMap<string, StartFailure> {
    return this.#failures;
  }

  note(name: string, error: StartError, now: Millis): void {
    const { reason, message } = error;
    const before = this.#failures.get(name);
    const times = before?.reason === reason ? before.times + 1 : 1;
    this.#failures.set(name, { reason, message, retryAt: now + error.delayMs(times), times });
  }

  /** It has started. */
  over(name: string): void {
    this.#failures.delete(name);
  }

  /** Lets those be tried again at once that may go better now that an object has changed, or since the pod was as `before`. */
  forget(pod: Pod, before: Pod = pod): void {
    for (const [name, { reason }] of this.#failures) {
      const waitsForObjects = reason === "CreateContainerConfigError" || reason === "ContainerCreating";
      if (waitsForObjects || imageOf(before, name) !== imageOf(pod, name)) this.#failures.delete(name);
    }
  }
}

function imageOf(pod: Pod, name: string): string | undefined {
  return specContainers(pod).find(({ container }) => container.name === name)?.container.image;
}
