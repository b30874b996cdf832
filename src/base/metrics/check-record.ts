import { Counter, Gauge, MetricsRegistry } from "./metrics.ts";

export interface CheckResult {
  readonly name: string;
  /** Which endpoint asked: `livez`, `healthz`, … */
  readonly endpoint: string;
  readonly isWell: boolean;
}

/** How health checks went, for `/metrics/slis`. Source: component-base metrics/prometheus/slis. */
export class CheckRecord {
  readonly #registry = new MetricsRegistry();
  readonly #last = this.#registry.register(new Gauge({ name: "kubernetes_healthcheck", help: "This metric records the result of a single healthcheck.", stability: "STABLE", labels: ["name", "type"] }));
  readonly #total = this.#registry.register(new Counter({ name: "kubernetes_healthchecks_total", help: "This metric records the results of all healthcheck.", stability: "STABLE", labels: ["name", "status", "type"] }));

  add({ name, endpoint, isWell }: CheckResult): void {
    this.#last.labels(name, endpoint).set(isWell ? 1 : 0);
    this.#total.labels(name, isWell ? "success" : "error", endpoint).inc();
  }

  text(): string {
    return this.#registry.write();
  }
}
