import type { Container, Pod } from "../../api/types/core/v1.gen.ts";
import { Counter, Histogram } from "../../base/metrics/metrics.ts";

const results = ["successful", "failed"] as const;
const kinds = ["Liveness", "Readiness", "Startup"] as const;

/** How the probes of this node's containers went, for `/metrics/probes`. Source: kubernetes pkg/kubelet/prober ProberResults. */
export class ProbeCounts {
  readonly #total = new Counter({ name: "prober_probe_total", help: "Cumulative number of a liveness, readiness or startup probe for a container by result.", stability: "BETA", labels: ["container", "namespace", "pod", "pod_uid", "probe_type", "result"] });
  readonly #duration = new Histogram({ name: "prober_probe_duration_seconds", help: "Duration in seconds for a probe response.", stability: "ALPHA", labels: ["container", "namespace", "pod", "probe_type"] });
  readonly metrics = [this.#total, this.#duration];

  count(pod: Pod, container: Container, kind: (typeof kinds)[number], { success, seconds }: { readonly success: boolean; readonly seconds: number }): void {
    const labels = names(pod, container);
    this.#total.labels(...labels, kind, success ? "successful" : "failed").inc();
    if (success) this.#duration.labels(...labels.slice(0, -1), kind).observe(seconds);
  }

  /** The pod's probes have ended for good. */
  forget(pod: Pod): void {
    const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
    for (const container of all) {
      for (const kind of kinds) {
        for (const result of results) this.#total.remove(...names(pod, container), kind, result);
        this.#duration.remove(...names(pod, container).slice(0, -1), kind);
      }
    }
  }
}

/** The UID last: the duration goes without it. */
function names({ metadata }: Pod, container: Container): string[] {
  return [container.name, metadata.namespace ?? "", metadata.name ?? "", metadata.uid ?? ""];
}
