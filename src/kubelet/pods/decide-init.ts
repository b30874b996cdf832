import type { PodSandboxStatus } from "../cri/contract.ts";
import { type ContainerStep, decideContainer, restartOfAll } from "./decide-container.ts";
import { newestRun, type PodObservation, type SpecContainer, specContainers } from "./observation.ts";
import { restartsAfter } from "./restart-policy.ts";

export interface InitDecision {
  readonly steps: readonly ContainerStep[];
  /** Main containers may not start yet. */
  readonly blocked: boolean;
  /** An init container failed and may not be tried again: so has the pod. */
  readonly failed: boolean;
}

/**
 * Init containers run one after another, each to success; a sidecar lets the next one go once it has started. A new
 * sandbox runs them all again, because what they prepared may have gone with the old one.
 */
export function decideInit(observed: PodObservation, sandbox: PodSandboxStatus | undefined): InitDecision {
  const specs = specContainers(observed.pod).filter((spec) => spec.role === "init" || spec.role === "sidecar");
  if (specs.length === 0) return { steps: [], blocked: false, failed: false };
  const mainsStarted = specContainers(observed.pod).some((spec) => spec.role === "main" && hasRun(observed, spec, sandbox));

  const steps: ContainerStep[] = [];
  for (const spec of specs) {
    if (spec.role === "sidecar") {
      const step = decideContainer(observed, spec, sandbox?.id);
      steps.push(step);
      if (!mainsStarted && !isStarted(observed, spec, sandbox)) return { steps, blocked: true, failed: false };
      continue;
    }
    if (mainsStarted) continue; // they have done their work; their containers may already be collected
    const run = newestRun(observed.runtime, spec.container.name, sandbox?.id ?? "");
    if (run?.state === "CONTAINER_EXITED" && run.exitCode === 0) continue;
    if (failedForGood(observed, spec)) return { steps, blocked: true, failed: true };
    const stale = run === undefined && newestRun(observed.runtime, spec.container.name)?.state === "CONTAINER_EXITED";
    steps.push(stale ? rerun(observed, spec, sandbox) : decideContainer(observed, spec, sandbox?.id));
    return { steps, blocked: true, failed: false };
  }
  return { steps, blocked: false, failed: false };
}

/** Started: it runs, its postStart hook is done and its startup probe, if any, has succeeded. */
export function isStarted(observed: PodObservation, { container }: SpecContainer, sandbox: PodSandboxStatus | undefined): boolean {
  const run = newestRun(observed.runtime, container.name, sandbox?.id ?? "");
  if (run?.state !== "CONTAINER_RUNNING" || observed.starting.has(container.name)) return false;
  if (container.startupProbe === undefined) return true;
  const results = observed.probes.get(container.name);
  return results?.containerId === run.id && results.startup === true;
}

function hasRun(observed: PodObservation, { container }: SpecContainer, sandbox: PodSandboxStatus | undefined): boolean {
  const run = newestRun(observed.runtime, container.name, sandbox?.id);
  return run !== undefined && run.state !== "CONTAINER_CREATED";
}

function failedForGood(observed: PodObservation, { container, role }: SpecContainer): boolean {
  const run = newestRun(observed.runtime, container.name);
  if (run?.state !== "CONTAINER_EXITED" && run?.state !== "CONTAINER_UNKNOWN") return false;
  const exitCode = run.exitCode ?? 137;
  return exitCode !== 0 && !restartsAfter(observed.pod, container, role, exitCode);
}

/** Its last run belongs to a sandbox that is gone. */
function rerun(observed: PodObservation, { container, role }: SpecContainer, sandbox: PodSandboxStatus | undefined): ContainerStep {
  const previous = newestRun(observed.runtime, container.name);
  return {
    type: "act",
    starts: true,
    actions: [{ type: "StartContainer", name: container.name, role, sandboxId: sandbox?.id ?? "", attempt: (previous?.metadata.attempt ?? -1) + 1, ...restartOfAll(observed) }],
  };
}
