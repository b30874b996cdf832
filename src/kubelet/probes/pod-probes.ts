import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { ContainerStatus } from "../cri/contract.ts";
import { newestRun, type PodRuntimeState, type ProbeResults, type SpecContainer, specContainers } from "../pods/observation.ts";
import type { PodPorts } from "../pods/pod-ports.ts";
import { ProbeLoop, type ProbeKind } from "./probe-loop.ts";

interface Followed {
  readonly containerId: string;
  readonly loops: Map<ProbeKind, ProbeLoop>;
}

/**
 * Probes the running containers of one pod. The startup probe comes first and alone; when it has succeeded, liveness and
 * readiness begin. A new run of a container begins anew. While the pod is being ended only readiness is probed.
 */
export class PodProbes {
  readonly #ports: PodPorts;
  readonly #onChange: () => void;
  readonly #followed = new Map<string, Followed>();
  readonly #results = new Map<string, ProbeResults>();
  #pod: Pod | undefined;

  constructor(ports: PodPorts, onChange: () => void) {
    this.#ports = ports;
    this.#onChange = onChange;
  }

  get results(): ReadonlyMap<string, ProbeResults> {
    return this.#results;
  }

  /** Brings the loops in line with what runs now. */
  follow(pod: Pod, runtime: PodRuntimeState, starting: ReadonlySet<string>, terminal: boolean): void {
    this.#pod = pod;
    for (const spec of specContainers(pod)) {
      const { container } = spec;
      if (container.startupProbe === undefined && container.livenessProbe === undefined && container.readinessProbe === undefined) continue;
      const run = newestRun(runtime, container.name);
      if (run?.state !== "CONTAINER_RUNNING" || starting.has(container.name)) this.#forget(container.name);
      else this.#followOne(spec, run, runtime, terminal);
    }
  }

  stop(): void {
    for (const name of [...this.#followed.keys()]) this.#forget(name);
  }

  #followOne({ container }: SpecContainer, run: ContainerStatus, runtime: PodRuntimeState, terminal: boolean): void {
    if (this.#followed.get(container.name)?.containerId !== run.id) this.#forget(container.name);
    const followed = this.#followed.get(container.name) ?? { containerId: run.id, loops: new Map<ProbeKind, ProbeLoop>() };
    this.#followed.set(container.name, followed);
    if (!this.#results.has(container.name)) this.#results.set(container.name, { containerId: run.id });
    const hasStarted = container.startupProbe === undefined || this.#results.get(container.name)?.startup === true;
    const wanted = new Map([
      ["Startup" as const, hasStarted || terminal ? undefined : container.startupProbe],
      ["Liveness" as const, hasStarted && !terminal ? container.livenessProbe : undefined],
      ["Readiness" as const, hasStarted ? container.readinessProbe : undefined],
    ]);
    for (const [kind, probe] of wanted) {
      const loop = followed.loops.get(kind);
      if (probe === undefined) {
        loop?.stop();
        followed.loops.delete(kind);
      } else if (loop === undefined) {
        const podIP = runtime.sandboxes.find((sandbox) => sandbox.id === run.sandboxId)?.ips[0] ?? this.#ports.node().hostIPs[0] ?? "127.0.0.1";
        const options = { kind, probe, target: { container, containerId: run.id, podIP }, startedAt: run.startedAt ?? run.createdAt, pod: () => this.#pod as Pod };
        followed.loops.set(kind, new ProbeLoop(this.#ports, { ...options, onVerdict: (verdict, output) => this.#judged(container.name, run.id, kind, verdict, output, probe.terminationGracePeriodSeconds) }));
      }
    }
  }

  #judged(name: string, containerId: string, kind: ProbeKind, verdict: boolean, output: string, graceSeconds: number | undefined): void {
    const before = this.#results.get(name);
    if (before?.containerId !== containerId) return;
    if (kind === "Readiness") this.#results.set(name, { ...before, readiness: verdict });
    else if (!verdict) this.#results.set(name, { ...before, failure: { probe: kind, message: output, ...(graceSeconds === undefined ? {} : { graceSeconds }) } });
    else if (kind === "Startup") this.#results.set(name, { ...before, startup: true });
    this.#onChange();
  }

  #forget(name: string): void {
    for (const loop of this.#followed.get(name)?.loops.values() ?? []) loop.stop();
    this.#followed.delete(name);
    this.#results.delete(name);
  }
}
