import type { Clock, Millis } from "../../base/clock.ts";
import type { ContainerStatus, RuntimeService } from "../cri/contract.ts";
import { type HostFiles, joinPath } from "../ports/host-files.ts";
import { labels } from "../containers/sandbox-config.ts";

/** Source: kubernetes containerLogMaxSize, containerLogMaxFiles and containerLogMonitorInterval. */
export const maximumBytes = 10 * 1_024 * 1_024;
export const maximumFiles = 5;
const checkEveryMs: Millis = 10_000;

export interface LogRotationOptions {
  readonly files: HostFiles;
  readonly runtime: RuntimeService;
  readonly clock: Clock;
  readonly podLogsFolder: string;
  readonly onError: (error: unknown) => void;
}

/** Keeps each container's log within 5 files of 10 MiB: the current one, `<n>.log`, and up to four `<n>.log.<time>`. */
export class LogRotation {
  readonly #options: LogRotationOptions;

  constructor(options: LogRotationOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, onError } = this.#options;
    while (!signal.aborted) {
      await clock.sleep(checkEveryMs, signal).catch(() => undefined);
      if (!signal.aborted) await this.rotateAll().catch(onError);
    }
  }

  async rotateAll(): Promise<void> {
    for (const run of await this.#options.runtime.listContainers()) {
      if (run.state === "CONTAINER_RUNNING") await this.#rotate(run).catch(this.#options.onError);
    }
  }

  async #rotate(run: ContainerStatus): Promise<void> {
    const { files, runtime, clock } = this.#options;
    const path = this.#pathOf(run);
    if ((files.stat(path)?.sizeBytes ?? 0) < maximumBytes) return;
    const folder = path.slice(0, path.lastIndexOf("/"));
    const stem = `${path.slice(folder.length + 1)}.`;
    const stamp = new Date(clock.now()).toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
    const rotated = files.list(folder).filter((name) => name.startsWith(stem));
    for (const name of rotated.slice(0, Math.max(0, rotated.length - (maximumFiles - 2)))) files.remove(joinPath(folder, name));
    files.rename(path, joinPath(folder, stem + stamp));
    await runtime.reopenContainerLog(run.id);
  }

  #pathOf(run: ContainerStatus): string {
    if (run.logPath.startsWith("/")) return run.logPath;
    const pod = `${run.labels[labels.podNamespace]}_${run.labels[labels.podName]}_${run.labels[labels.podUid]}`;
    return joinPath(this.#options.podLogsFolder, pod, run.logPath);
  }
}
