/** How the health checks went, as Prometheus reads it. Source: component-base metrics/prometheus/slis. */
export class CheckRecord {
  readonly #checks = new Map<string, { readonly name: string; readonly endpoint: string; isWell: boolean; success: number; error: number }>();

  add({ name, endpoint, isWell }: { readonly name: string; readonly endpoint: string; readonly isWell: boolean }): void {
    const key = `${name} ${endpoint}`;
    const check = this.#checks.get(key) ?? { name, endpoint, isWell, success: 0, error: 0 };
    this.#checks.set(key, check);
    check.isWell = isWell;
    check[isWell ? "success" : "error"]++;
  }

  text(): string {
    const checks = [...this.#checks.values()];
    const labels = ({ name, endpoint }: { readonly name: string; readonly endpoint: string }, status = "") => `{name="${name}"${status === "" ? "" : `,status="${status}"`},type="${endpoint}"}`;
    const counts = checks.flatMap((check) => (["error", "success"] as const).filter((status) => check[status] > 0).map((status) => `kubernetes_healthchecks_total${labels(check, status)} ${check[status]}`));
    return [
      "# HELP kubernetes_healthcheck [STABLE] Whether a check was well when it was last made",
      "# TYPE kubernetes_healthcheck gauge",
      ...checks.map((check) => `kubernetes_healthcheck${labels(check)} ${check.isWell ? 1 : 0}`),
      "# HELP kubernetes_healthchecks_total [STABLE] How often each check was well and how often it was not",
      "# TYPE kubernetes_healthchecks_total counter",
      ...counts,
      "",
    ].join("\n");
  }
}
