import type { Container, Pod } from "../../api/types/core/v1.gen.ts";
import { Counter } from "../../base/metrics/metrics.ts";

const results = ["successful", "failed"] as const;
const kinds = ["Liveness", "Readiness", "Startup"] as const;

/** How the probes of this node's containers went, for `/metrics/probes`. Source: kubernetes pkg/kubelet/prober ProberResults. */
export class ProbeCounts {
  readonly metric = new Counter({ name: "prober_probe_total", help: "[ALPHA] Cumulative number of a liveness, readiness or startup probe for a container by result.", labels: ["container", "namespace", "pod", "pod_uid", "probe_type", "result"] });

  count(pod: Pod, container: Container, kind: (typeof kinds)[number], success: boolean): void {
    this.metric.labels(...names(pod, container), kind, success ? "successful" : "failed").inc();
  }

  /** The pod's probes have ended for good. */
  forget(pod: Pod): void {
    const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
    for (const container of all) for (const kind of kinds) for (const result of results) this.metric.remove(...names(pod, container), kind, result);
  }
}

function names({ metadata }: Pod, container: Container): string[] {
  return [container.name, metadata.namespace ?? "", metadata.name ?? "", metadata.uid ?? ""];
}
