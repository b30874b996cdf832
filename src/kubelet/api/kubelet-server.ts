import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import { StatusError } from "../../machinery/errors/status-error.ts";
import type { AttachRequest, ContainerRef, ExecRequest, ForwardedConnection, HeaderReader, KubeletApi, KubeletPage, LogRequest, RemoteStreams } from "../../machinery/streaming/kubelet-api.ts";
import type { Flags } from "../../machinery/zpages/flagz.ts";
import { podLogFolder } from "../containers/sandbox-config.ts";
import { type ContainerStatus, RuntimeError, type RuntimeService } from "../cri/contract.ts";
import { streamLog } from "../logs/stream-log.ts";
import { newestRun, readySandbox, specContainers } from "../pods/observation.ts";
import type { PodWorker } from "../pods/pod-worker.ts";
import type { PodWorkers } from "../pods/pod-workers.ts";
import type { MachinePort } from "../ports/machine-port.ts";
import type { ProbeCounts } from "../probes/probe-counts.ts";
import type { KubeletCounts } from "./kubelet-counts.ts";
import { parseLogQuery } from "./log-query.ts";
import { measure } from "./measure.ts";
import { Pages } from "./pages.ts";
import { readPodRuntime } from "../pods/read-pod-runtime.ts";
import { type HostFiles, joinPath } from "../ports/host-files.ts";

export interface KubeletServerOptions {
  readonly workers: PodWorkers;
  readonly runtime: RuntimeService;
  readonly files: HostFiles;
  readonly clock: Clock;
  readonly random: Random;
  readonly podLogsFolder: string;
  readonly nodeName: string;
  readonly rootFolder: string;
  readonly machine: MachinePort;
  readonly probes: ProbeCounts;
  readonly counts: KubeletCounts;
  readonly mountedVolumes: () => ReadonlyMap<string, number>;
  readonly config: () => object;
  readonly systemLogsFolder?: string;
  readonly flags?: Flags;
  /** The static pod that a mirror pod shows: the API names the latter, and the former runs. */
  readonly staticUidOf: (mirrorUid: string) => string | undefined;
}

/** What the API server asks of this node. The caller has been let in already. */
export class KubeletServer implements KubeletApi {
  readonly #options: KubeletServerOptions;
  readonly #pages: Pages;

  constructor(options: KubeletServerOptions) {
    this.#options = options;
    const { workers, runtime, clock, nodeName, machine, rootFolder, podLogsFolder, files, probes, counts, mountedVolumes, config, systemLogsFolder, random, flags } = options;
    const startedAt = clock.now();
    this.#pages = new Pages({
      nodeName, files, probes, counts, mountedVolumes, config, systemLogsFolder,
      zpages: { startedAt, now: () => clock.now(), pick: (count) => random.int(count), flags },
      workers: () => workers.all(),
      measure: ({ storage, network }) => measure({ nodeName, now: clock.now(), machine, rootFolder, podLogsFolder, workers: workers.all(), runtime, storage, network }),
      log: (namespace, pod, container, query) => this.#wholeLog({ ...parseLogQuery(query), namespace, pod, container }),
    });
  }

  page(path: string, query: URLSearchParams, header?: HeaderReader): Promise<KubeletPage> {
    return this.#pages.get(path, query, header);
  }

  async logs(request: LogRequest, write: (chunk: Uint8Array) => Promise<void>, signal: AbortSignal): Promise<void> {
    const { runtime, files, clock, podLogsFolder } = this.#options;
    const worker = this.#worker(request);
    const containers = (await readPodRuntime(runtime, worker.uid)).containers;
    const run = request.previous === true ? previousRun(containers, request, worker) : currentRun(containers, request, worker);
    const path = run.logPath.startsWith("/") ? run.logPath : joinPath(podLogFolder(worker.pod, podLogsFolder), run.logPath);
    await streamLog({ files, clock, path, request, write, signal, ended: () => containerEnded(runtime, run.id, signal) });
  }

  async exec(request: ExecRequest, streams: RemoteStreams, signal: AbortSignal): Promise<{ exitCode: number }> {
    const run = await this.#running(request);
    return withStatusErrors(() => this.#options.runtime.exec(run.id, { command: request.command, tty: request.tty }, streams, signal));
  }

  async attach(request: AttachRequest, streams: RemoteStreams, signal: AbortSignal): Promise<void> {
    const run = await this.#running(request);
    return withStatusErrors(() => this.#options.runtime.attach(run.id, { tty: request.tty }, streams, signal));
  }

  async portForward(pod: { namespace: string; pod: string; podUid?: string }, port: number, connection: ForwardedConnection, signal: AbortSignal): Promise<void> {
    const worker = this.#worker(pod);
    const sandbox = readySandbox(await readPodRuntime(this.#options.runtime, worker.uid));
    if (sandbox === undefined) throw new StatusError("BadRequest", `unable to forward port because pod is not running. Current status=${worker.pod.status?.phase ?? "Unknown"}`);
    return withStatusErrors(() => this.#options.runtime.portForward(sandbox.id, port, connection, signal));
  }

  async #wholeLog(request: LogRequest): Promise<string> {
    const decoder = new TextDecoder();
    let text = "";
    await this.logs({ ...request, follow: false }, async (chunk) => void (text += decoder.decode(chunk, { stream: true })), new AbortController().signal);
    return text;
  }

  #worker({ namespace, pod, podUid }: { namespace: string; pod: string; podUid?: string }): PodWorker {
    const { workers, staticUidOf } = this.#options;
    const worker = podUid === undefined ? workers.find(namespace, pod) : workers.get(staticUidOf(podUid) ?? podUid);
    if (worker === undefined) throw new StatusError("NotFound", `pod "${pod}_${namespace}" does not exist on this node`);
    return worker;
  }

  async #running(request: ContainerRef): Promise<ContainerStatus> {
    const worker = this.#worker(request);
    const run = newestRun(await readPodRuntime(this.#options.runtime, worker.uid), request.container);
    if (run?.state !== "CONTAINER_RUNNING") throw new StatusError("NotFound", `container not found ("${request.container}")`);
    return run;
  }
}

function currentRun(containers: readonly ContainerStatus[], request: LogRequest, worker: PodWorker): ContainerStatus {
  const run = newestRun({ sandboxes: [], containers }, request.container);
  if (run !== undefined && run.state !== "CONTAINER_CREATED") return run;
  // Between two runs the last one's log is better than none.
  const older = containers.filter((entry) => entry.metadata.name === request.container && entry.state === "CONTAINER_EXITED").toSorted((a, b) => b.metadata.attempt - a.metadata.attempt)[0];
  if (older !== undefined) return older;
  if (!specContainers(worker.pod).some(({ container }) => container.name === request.container)) {
    throw new StatusError("BadRequest", `container ${request.container} is not valid for pod ${request.pod}`);
  }
  const statuses = [...(worker.pod.status?.containerStatuses ?? []), ...(worker.pod.status?.initContainerStatuses ?? [])];
  const reason = statuses.find((status) => status.name === request.container)?.state?.waiting?.reason ?? "ContainerCreating";
  const why = reason === "ContainerCreating" || reason === "PodInitializing" ? reason : `trying and failing to pull image`;
  throw new StatusError("BadRequest", `container "${request.container}" in pod "${request.pod}" is waiting to start: ${reason.includes("Image") ? why : reason}`);
}

function previousRun(containers: readonly ContainerStatus[], request: LogRequest, worker: PodWorker): ContainerStatus {
  const runs = containers.filter((run) => run.metadata.name === request.container).toSorted((a, b) => b.metadata.attempt - a.metadata.attempt);
  const ended = runs.filter((run) => run.state === "CONTAINER_EXITED");
  const previous = runs[0]?.state === "CONTAINER_EXITED" && waitsForRestart(worker, request.container) ? ended[0] : ended.find((run) => run !== runs[0]);
  if (previous === undefined) throw new StatusError("BadRequest", `previous terminated container "${request.container}" in pod "${request.pod}" not found`);
  return previous;
}

/** In back-off the run that ended is already the previous one: its state says waiting, its lastState terminated. */
function waitsForRestart(worker: PodWorker, container: string): boolean {
  return worker.pod.status?.containerStatuses?.find((status) => status.name === container)?.state?.waiting !== undefined;
}

/** Resolves when the container does not run any more, or `signal` aborts. */
async function containerEnded(runtime: RuntimeService, id: string, signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const events = runtime.events(either); // before the look at the state, so that no end is missed
  const iterator = events[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    while (!either.aborted) {
      const state = await runtime.containerStatus(id).then((status) => status.state, () => "CONTAINER_EXITED");
      if (state !== "CONTAINER_RUNNING" && state !== "CONTAINER_CREATED") return;
      for (let event = await next; ; event = await next) {
        if (event.done === true) return;
        next = iterator.next();
        if (event.value.containerId === id) break;
      }
    }
  } finally {
    stop.abort();
    void next.catch(() => undefined);
  }
}

async function withStatusErrors<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof RuntimeError) throw new StatusError(error.code === "NotFound" ? "NotFound" : "InternalError", error.message, { cause: error });
    throw error;
  }
}
