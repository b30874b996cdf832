import { StatusError } from "../../machinery/errors/status-error.ts";
import type { KubeletPage } from "../../machinery/streaming/kubelet-api.ts";
import type { Measurement } from "./measure.ts";
import { resourceMetrics } from "./resource-metrics.ts";
import { statsSummary } from "./stats-summary.ts";
import type { PodWorker } from "../pods/pod-worker.ts";

export interface PagesOptions {
  readonly workers: () => readonly PodWorker[];
  readonly measure: () => Promise<Measurement>;
  /** A container's whole log so far. */
  readonly log: (namespace: string, pod: string, container: string, query: URLSearchParams) => Promise<string>;
}

/** What the kubelet tells over HTTP: to the node proxy of the API server and at its own port. */
export class Pages {
  readonly #options: PagesOptions;
  #before: Measurement | undefined;

  constructor(options: PagesOptions) {
    this.#options = options;
  }

  /** Throws NotFound for a path that is none of these. */
  async get(path: string, query: URLSearchParams): Promise<KubeletPage> {
    const { workers, log } = this.#options;
    const [, first = "", ...rest] = path.split("/").map(decodeURIComponent);
    switch (first) {
      case "healthz":
        return { contentType: "text/plain; charset=utf-8", body: "ok" };
      case "pods":
      case "runningpods":
        return json({ kind: "PodList", apiVersion: "v1", metadata: {}, items: workers().filter((worker) => first === "pods" || worker.pod.status?.phase === "Running").map((worker) => worker.pod) });
      case "stats":
        return json(await this.#summary());
      case "metrics":
        return { contentType: "text/plain; version=0.0.4; charset=utf-8", body: resourceMetrics(await this.#options.measure()) };
      case "containerLogs":
        return { contentType: "text/plain", body: await log(rest[0] ?? "", rest[1] ?? "", rest[2] ?? "", query) };
      default:
        throw new StatusError("NotFound", `the kubelet has no page ${path}: it has /healthz, /pods, /runningpods, /stats/summary, /metrics/resource and /containerLogs/<namespace>/<pod>/<container>`);
    }
  }

  async #summary(): Promise<object> {
    const now = await this.#options.measure();
    const summary = statsSummary(now, this.#before);
    this.#before = now;
    return summary;
  }
}

function json(value: object): KubeletPage {
  return { contentType: "application/json", body: JSON.stringify(value) };
}
