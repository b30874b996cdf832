import { isStatus } from "../../machinery/errors/status-error.ts";
import { type Attributes, isPath } from "../authz/attributes.ts";
import type { Answer, RequestContext, Stage } from "../contract.ts";

/** Upper bounds in seconds. Source: apiserver endpoints/metrics apiserver_request_duration_seconds. */
const durationBuckets = [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60];

interface Duration {
  readonly buckets: number[];
  sum: number;
  count: number;
}

/** Counts and times of requests under upstream's metric names. */
export class RequestMetrics {
  readonly #totals = new Map<string, number>();
  readonly #durations = new Map<string, Duration>();
  readonly #inFlight = { mutating: 0, readOnly: 0 };
  #watches = 0;

  /** Pipeline stage that measures every request, in process and from outside. */
  readonly stage: Stage = {
    name: "metrics",
    run: (context, next) => this.#measure(context, next),
  };

  async #measure(context: RequestContext, next: (context: RequestContext) => Promise<Answer>): Promise<Answer> {
    const { clock, request } = context;
    const started = clock.monotonic();
    const labels = labelsOf(request);
    const kind = request.verb === "get" || request.verb === "list" || request.verb === "watch" ? "readOnly" : "mutating";
    this.#inFlight[kind]++;
    try {
      const answer = await next(context);
      this.#count(labels, answer.type === "object" ? answer.code : 200);
      if (answer.type === "watch") return { type: "watch", watch: this.#followed(answer.watch) };
      return answer;
    } catch (error) {
      this.#count(labels, isStatus(error) ? error.code : 500);
      throw error;
    } finally {
      this.#inFlight[kind]--;
      if (request.verb !== "watch") this.#observe(labels, (clock.monotonic() - started) / 1000);
    }
  }

  /** Counts a request for a resource that was refused before it came to the pipeline. */
  refused(attributes: Attributes, code: number): void {
    if (isPath(attributes)) return;
    const { verb, group, version, resource, subresource, namespace, name } = attributes;
    this.#count(labelsOf({ verb, resource: { group, version, resource }, subresource, namespace, name }), code);
  }

  #followed(watch: Extract<Answer, { type: "watch" }>["watch"]): Extract<Answer, { type: "watch" }>["watch"] {
    this.#watches++;
    let open = true;
    return {
      next: () => watch.next(),
      stop: () => {
        if (open) this.#watches--;
        open = false;
        watch.stop();
      },
    };
  }

  #count(labels: string, code: number): void {
    const key = `${labels},code="${code}"`;
    this.#totals.set(key, (this.#totals.get(key) ?? 0) + 1);
  }

  #observe(labels: string, seconds: number): void {
    let duration = this.#durations.get(labels);
    if (duration === undefined) this.#durations.set(labels, (duration = { buckets: durationBuckets.map(() => 0), sum: 0, count: 0 }));
    const bucket = durationBuckets.findIndex((bound) => seconds <= bound);
    if (bucket >= 0) duration.buckets[bucket] = (duration.buckets[bucket] ?? 0) + 1;
    duration.sum += seconds;
    duration.count++;
  }

  /** In Prometheus' text form. */
  text(): string {
    const lines = [
      "# HELP apiserver_request_total Counter of apiserver requests broken out for each verb, group, version, resource, scope and HTTP response code.",
      "# TYPE apiserver_request_total counter",
      ...[...this.#totals].map(([labels, total]) => `apiserver_request_total{${labels}} ${total}`),
      "# HELP apiserver_request_duration_seconds Response latency distribution in seconds.",
      "# TYPE apiserver_request_duration_seconds histogram",
      ...[...this.#durations].flatMap(([labels, duration]) => histogramLines(labels, duration)),
      "# HELP apiserver_current_inflight_requests Requests that run at the moment.",
      "# TYPE apiserver_current_inflight_requests gauge",
      `apiserver_current_inflight_requests{request_kind="mutating"} ${this.#inFlight.mutating}`,
      `apiserver_current_inflight_requests{request_kind="readOnly"} ${this.#inFlight.readOnly}`,
      "# HELP apiserver_longrunning_requests Watches that are open at the moment.",
      "# TYPE apiserver_longrunning_requests gauge",
      `apiserver_longrunning_requests{verb="WATCH"} ${this.#watches}`,
    ];
    return `${lines.join("\n")}\n`;
  }
}

function histogramLines(labels: string, { buckets, sum, count }: Duration): string[] {
  let below = 0;
  const lines = durationBuckets.map((bound, index) => {
    below += buckets[index] ?? 0;
    return `apiserver_request_duration_seconds_bucket{${labels},le="${bound}"} ${below}`;
  });
  return [
    ...lines,
    `apiserver_request_duration_seconds_bucket{${labels},le="+Inf"} ${count}`,
    `apiserver_request_duration_seconds_sum{${labels}} ${sum}`,
    `apiserver_request_duration_seconds_count{${labels}} ${count}`,
  ];
}

const httpVerbs: Readonly<Record<string, string>> = { get: "GET", list: "LIST", watch: "WATCH", create: "POST", update: "PUT", patch: "PATCH", delete: "DELETE", deletecollection: "DELETECOLLECTION" };

function labelsOf({ verb, resource, subresource = "", namespace, name, options }: Omit<RequestContext["request"], "verb"> & { readonly verb: string }): string {
  const scope = name !== undefined ? "resource" : namespace !== undefined ? "namespace" : "cluster";
  return `verb="${httpVerbs[verb] ?? ""}",group="${resource.group}",version="${resource.version}",resource="${resource.resource}",subresource="${subresource}",scope="${scope}",dry_run="${options?.dryRun === true ? "All" : ""}"`;
}
