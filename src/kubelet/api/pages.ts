import { CheckRecord } from "../../base/metrics/check-record.ts";
import { MetricsRegistry, metricsContentType } from "../../base/metrics/metrics.ts";
import { StatusError } from "../../machinery/errors/status-error.ts";
import type { HeaderReader, KubeletPage } from "../../machinery/streaming/kubelet-api.ts";
import { type HostFiles } from "../ports/host-files.ts";
import type { PodWorker } from "../pods/pod-worker.ts";
import type { ProbeCounts } from "../probes/probe-counts.ts";
import { cadvisorMetrics } from "./cadvisor-metrics.ts";
import { healthPage } from "./health-page.ts";
import type { KubeletCounts } from "./kubelet-counts.ts";
import { kubeletMetrics } from "./kubelet-metrics.ts";
import { logFile } from "./log-files.ts";
import type { Measurement } from "./measure.ts";
import { notFoundPage } from "./not-found.ts";
import { desiredPods, runningPods } from "./pod-lists.ts";
import { resourceMetrics } from "./resource-metrics.ts";
import { statsSummary } from "./stats-summary.ts";
import { zpage, type ZpagesOptions } from "./zpages.ts";

export interface PagesOptions {
  readonly nodeName: string;
  readonly workers: () => readonly PodWorker[];
  /** `storage`: what is stored as well, which costs a walk over the files; `network`: what passed the pods' interfaces. */
  readonly measure: (options: { readonly storage: boolean; readonly network: boolean }) => Promise<Measurement>;
  readonly probes: ProbeCounts;
  readonly counts: KubeletCounts;
  /** How many volumes are set up, by plugin. */
  readonly mountedVolumes: () => ReadonlyMap<string, number>;
  /** A container's whole log so far. */
  readonly log: (namespace: string, pod: string, container: string, query: URLSearchParams) => Promise<string>;
  readonly config: () => object;
  readonly zpages: ZpagesOptions;
  readonly files: HostFiles;
  /** What `/logs/` shows; absent: nothing. */
  readonly systemLogsFolder?: string;
}

/** What the kubelet tells over HTTP: to the node proxy of the API server and at its own port. Source of the paths: kubernetes pkg/kubelet/server. */
export class Pages {
  readonly #options: PagesOptions;
  readonly #probes = new MetricsRegistry();
  readonly #checks = new CheckRecord();
  #before: Measurement | undefined;

  constructor(options: PagesOptions) {
    this.#options = options;
    for (const metric of options.probes.metrics) this.#probes.register(metric);
  }

  /** Throws NotFound for a path that is none of these. */
  async get(path: string, query: URLSearchParams, header: HeaderReader = () => undefined): Promise<KubeletPage> {
    const [, first = "", ...rest] = path.split("/").map(decoded);
    const below = rest.filter((part) => part !== "").join("/");
    switch (first) {
      case "healthz":
        return healthPage(below, query, this.#checks);
      case "pods":
        return json(desiredPods(this.#options.workers()));
      case "runningpods":
        return json(runningPods(this.#options.workers()));
      case "configz":
        return json(this.#options.config());
      case "stats":
        return below === "summary" ? json(await this.#summary(query.get("only_cpu_and_memory") === "true")) : this.#none(path);
      case "metrics":
        return { contentType: metricsContentType, body: await this.#metrics(below, path) };
      case "containerLogs":
        return { contentType: "text/plain", body: await this.#options.log(rest[0] ?? "", rest[1] ?? "", rest[2] ?? "", query) };
      case "logs":
        return this.#systemLog(below);
      case "statusz":
      case "flagz":
        return (below === "" ? zpage(first, query, header, this.#options.zpages) : undefined) ?? this.#none(path);
      default:
        return this.#none(path);
    }
  }

  async #metrics(which: string, path: string): Promise<string> {
    const { nodeName, workers, measure } = this.#options;
    switch (which) {
      case "":
        return kubeletMetrics({ nodeName, workers: workers(), mountedVolumes: this.#options.mountedVolumes() }) + this.#options.counts.write();
      case "resource":
        return resourceMetrics(await measure({ storage: false, network: false }));
      case "cadvisor":
        return cadvisorMetrics(await measure({ storage: false, network: true }));
      case "probes":
        return this.#probes.write();
      case "slis":
        return this.#checks.text();
      default:
        return this.#none(path);
    }
  }

  async #summary(onlyCpuAndMemory: boolean): Promise<object> {
    const now = await this.#options.measure({ storage: !onlyCpuAndMemory, network: !onlyCpuAndMemory });
    const summary = statsSummary(now, this.#before, { onlyCpuAndMemory });
    this.#before = now;
    return summary;
  }

  #systemLog(below: string): KubeletPage {
    const { files, systemLogsFolder } = this.#options;
    if (systemLogsFolder === undefined) throw new StatusError("MethodNotAllowed", "logs endpoint is disabled.");
    return logFile(files, systemLogsFolder, below);
  }

  #none(path: string): never {
    throw notFoundPage(path);
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new StatusError("BadRequest", `the path has an escape that is none: ${part}`);
  }
}

function json(value: object): KubeletPage {
  return { contentType: "application/json", body: JSON.stringify(value) };
}
