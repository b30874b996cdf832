import { Counter, type CounterSeries, Gauge, type GaugeSeries, Histogram, type HistogramSeries, MetricsRegistry } from "../../base/metrics/metrics.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import { type Attributes, isPath } from "../authz/attributes.ts";
import type { Answer, RequestContext, Stage } from "../contract.ts";

/** Upper bounds in seconds. Source: apiserver endpoints/metrics apiserver_request_duration_seconds. */
const durationBuckets = [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60];
const ofRequests = ["component", "dry_run", "group", "resource", "scope", "subresource", "verb", "version"];
/** Kinds of requests that are remembered with their series; those beyond are looked up each time. */
const maxRemembered = 10_000;

/** The series of requests of one kind, kept together so that a request costs one look-up. */
interface KindOfRequest {
  readonly labels: readonly string[];
  readonly totals: Map<number, CounterSeries>;
  readonly duration: HistogramSeries;
  readonly longRunning: GaugeSeries | undefined;
}

/** Counts and times of requests under upstream's metric names. Source: apiserver endpoints/metrics. */
export class RequestMetrics {
  readonly #registry = new MetricsRegistry();
  readonly #totals = this.#registry.register(new Counter({ name: "apiserver_request_total", help: "Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.", stability: "STABLE", labels: ["code", ...ofRequests] }));
  readonly #durations = this.#registry.register(new Histogram({ name: "apiserver_request_duration_seconds", help: "Response latency distribution in seconds for each verb, dry run value, group, version, resource, subresource, scope and component.", stability: "STABLE", labels: ofRequests, buckets: durationBuckets }));
  readonly #inFlight = this.#registry.register(new Gauge({ name: "apiserver_current_inflight_requests", help: "Requests that run at the moment, by kind.", stability: "STABLE", labels: ["request_kind"] }));
  readonly #longRunning = this.#registry.register(new Gauge({ name: "apiserver_longrunning_requests", help: "Gauge of the watches that are open, broken out by verb, group, version, resource, scope and component.", stability: "STABLE", labels: ofRequests.filter((label) => label !== "dry_run") }));
  readonly #mutating = this.#inFlight.labels("mutating");
  readonly #readOnly = this.#inFlight.labels("readOnly");
  readonly #kinds = new Map<string, KindOfRequest>();

  /** Pipeline stage that measures every request, in process and from outside. */
  readonly stage: Stage = {
    name: "metrics",
    run: (context, next) => this.#measure(context, next),
  };

  async #measure(context: RequestContext, next: (context: RequestContext) => Promise<Answer>): Promise<Answer> {
    const { clock, request } = context;
    const started = clock.monotonic();
    const kind = this.#kindOf(request);
    const inFlight = request.verb === "get" || request.verb === "list" || request.verb === "watch" ? this.#readOnly : this.#mutating;
    inFlight.inc();
    try {
      const answer = await next(context);
      this.#count(kind, answer.type === "object" ? answer.code : 200);
      if (answer.type === "watch") return { type: "watch", watch: this.#followed(answer.watch, kind.longRunning) };
      return answer;
    } catch (error) {
      this.#count(kind, isStatus(error) ? error.code : 500);
      throw error;
    } finally {
      inFlight.dec();
      if (request.verb !== "watch") kind.duration.observe((clock.monotonic() - started) / 1000);
    }
  }

  /** Counts a request for a resource that was refused before it came to the pipeline. */
  refused(attributes: Attributes, code: number): void {
    if (isPath(attributes)) return;
    const { verb, group, version, resource, subresource, namespace, name } = attributes;
    this.#count(this.#kindOf({ verb, resource: { group, version, resource }, subresource, namespace, name }), code);
  }

  #followed(watch: Extract<Answer, { type: "watch" }>["watch"], running: GaugeSeries | undefined): Extract<Answer, { type: "watch" }>["watch"] {
    running?.inc();
    let open = true;
    return {
      next: () => watch.next(),
      onInitialized: (told) => watch.onInitialized(told),
      stop: () => {
        if (open) running?.dec();
        open = false;
        watch.stop();
      },
    };
  }

  #count({ totals, labels }: KindOfRequest, code: number): void {
    const known = totals.get(code) ?? this.#totals.labels(String(code), ...labels);
    totals.set(code, known);
    known.inc();
  }

  #kindOf({ verb, resource, subresource = "", namespace, name, options }: Omit<RequestContext["request"], "verb"> & { readonly verb: string }): KindOfRequest {
    const scope = name !== undefined ? "resource" : namespace !== undefined ? "namespace" : "cluster";
    const dryRun = options?.dryRun === true ? "All" : "";
    const key = `${verb} ${resource.group} ${resource.version} ${resource.resource} ${subresource} ${scope} ${dryRun}`;
    const known = this.#kinds.get(key);
    if (known !== undefined) return known;
    const labels = ["apiserver", dryRun, resource.group, resource.resource, scope, subresource, httpVerbs[verb] ?? "", resource.version];
    const kind: KindOfRequest = { labels, totals: new Map(), duration: this.#durations.labels(...labels), longRunning: verb === "watch" ? this.#longRunning.labels(...labels.toSpliced(1, 1)) : undefined };
    if (this.#kinds.size < maxRemembered) this.#kinds.set(key, kind);
    return kind;
  }

  /** In Prometheus' text form. */
  text(): string {
    return this.#registry.write();
  }
}

const httpVerbs: Readonly<Record<string, string>> = { get: "GET", list: "LIST", watch: "WATCH", create: "POST", update: "PUT", patch: "PATCH", delete: "DELETE", deletecollection: "DELETECOLLECTION" };
