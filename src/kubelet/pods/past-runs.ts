import type { Pod } from "../../api/types/core/v1.gen.ts";
import { podLogFolder } from "../containers/sandbox-config.ts";
import { joinPath } from "../ports/host-files.ts";
import { terminationMessage } from "../status/termination-message.ts";
import type { PodRuntimeState } from "./observation.ts";
import type { PodPorts } from "./pod-ports.ts";

/** The runs of a pod's containers that have ended: their last words, and how long they are kept. */
export class PastRuns {
  readonly #ports: PodPorts;
  readonly #messages = new Map<string, string>();

  constructor(ports: PodPorts) {
    this.#ports = ports;
  }

  /** Last words by container id. */
  get messages(): ReadonlyMap<string, string> {
    return this.#messages;
  }

  /** Reads the last words of runs that have ended since the last look. */
  readLastWords(pod: Pod, runtime: PodRuntimeState): void {
    const folder = podLogFolder(pod, this.#ports.podLogsFolder);
    for (const run of runtime.containers) {
      if (run.state === "CONTAINER_EXITED" && !this.#messages.has(run.id)) this.#messages.set(run.id, terminationMessage(this.#ports.files, run, folder));
    }
  }

  /** Only the last run of a container is kept beside a new one: for its status and for `logs --previous`. */
  forgetAllButLast(pod: Pod, runtime: PodRuntimeState, name: string): void {
    const { stops, runtime: service, files, podLogsFolder, onError } = this.#ports;
    const dead = runtime.containers.filter((run) => run.metadata.name === name && run.state === "CONTAINER_EXITED").toSorted((a, b) => b.metadata.attempt - a.metadata.attempt);
    for (const run of dead.slice(1)) {
      void stops.run(() => service.removeContainer(run.id)).catch(onError);
      this.#messages.delete(run.id);
      files.remove(joinPath(podLogFolder(pod, podLogsFolder), run.logPath));
    }
  }
}
