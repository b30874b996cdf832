import type { ContainerStatus, PodStatus } from "../../api/types/core/v1.gen.ts";
import { qosClass } from "../../api/core/pod/qos-class.ts";
import type { PodDecision } from "../pods/actions.ts";
import { hasRunningContainers, newestRun, type PodObservation, readySandbox, specContainers, tellsOfRun } from "../pods/observation.ts";
import { canRestartAll, isRestartingAll } from "../pods/restart-all.ts";
import { podLevelStatus } from "../resize/actual-resources.ts";
import { type ExtraCondition, podConditions } from "./conditions.ts";
import { containerStatus, type ContainerStatusInput } from "./container-statuses.ts";
import { podPhase, type PodPhase } from "./phase.ts";

export interface StatusSurroundings {
  readonly runtimeName: string;
  /** The node's addresses, the first one is `status.hostIP`. */
  readonly hostIPs: readonly string[];
  readonly timeText: (millis: number) => string;
  readonly terminationMessages: ReadonlyMap<string, string>;
  /** Conditions beside those of every pod: a resize, an eviction. They go when they are not named any more. */
  readonly extraConditions?: readonly ExtraCondition[];
}

/** The status that an observation and the decision taken on it amount to. */
export function generateStatus(observed: PodObservation, decision: PodDecision, around: StatusSurroundings): PodStatus {
  const { pod } = observed;
  const isFailed = decision.ending?.type === "Failed" || pod.status?.phase === "Failed";
  if (isFailed && observed.runtime.containers.length === 0 && observed.runtime.sandboxes.length === 0 && pod.status?.containerStatuses === undefined) {
    return rejectedStatus(observed, decision.ending?.type === "Failed" ? decision.ending : pod.status, around);
  }
  const specs = specContainers(pod);
  const initialized = isInitialized(observed);
  const waiting = new Map(decision.waiting);
  for (const [name, failure] of observed.startFailures) if (name !== "" && !waiting.has(name)) waiting.set(name, failure);
  const input: ContainerStatusInput = {
    observed,
    waiting,
    defaultWaiting: "ContainerCreating",
    runtimeName: around.runtimeName,
    timeText: around.timeText,
    terminationMessages: around.terminationMessages,
    terminal: decision.terminal,
    missed: decision.terminal && (initialized || pod.status?.containerStatuses?.some(tellsOfRun) === true) && !mayStillRun(observed),
  };
  const hasInit = (pod.spec.initContainers ?? []).length > 0;
  const init = specs.filter(({ role }) => role === "init" || role === "sidecar").map((spec) => containerStatus({ ...input, defaultWaiting: "PodInitializing" }, spec));
  const main = specs.filter(({ role }) => role === "main").map((spec) => containerStatus({ ...input, defaultWaiting: hasInit && !initialized ? "PodInitializing" : "ContainerCreating" }, spec));
  const ephemeral = specs.filter(({ role }) => role === "ephemeral").map((spec) => containerStatus(input, spec));
  const outcome = outcomeOf(observed, decision, { init, main, initialized });

  const ips = addressesOf(observed, around);
  // The sandbox of a pod that is over is about to go: saying so with the last status saves a write a pod.
  const isGivenUp = decision.terminal && !hasRunningContainers(observed.runtime);
  const conditions = podConditions({
    pod,
    phase: outcome.phase,
    init,
    main,
    sandboxReady: readySandbox(observed.runtime) !== undefined && !isGivenUp,
    initialized,
    nowText: around.timeText(observed.now),
    extra: around.extraConditions ?? [],
    ...(canRestartAll(pod) && { restartingAll: isRestartingAll(observed) }),
  });
  return {
    ...carriedOver(pod.status),
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    phase: outcome.phase,
    conditions,
    ...(outcome.message === undefined ? {} : { message: outcome.message }),
    ...(outcome.reason === undefined ? {} : { reason: outcome.reason }),
    ...hostAddresses(around),
    ...(ips.length === 0 ? {} : { podIP: ips[0], podIPs: ips.map((ip) => ({ ip })) }),
    startTime: around.timeText(observed.startTime),
    ...(init.length === 0 ? {} : { initContainerStatuses: init }),
    containerStatuses: main,
    ...(ephemeral.length === 0 ? {} : { ephemeralContainerStatuses: ephemeral }),
    qosClass: pod.status?.qosClass ?? qosClass(pod.spec),
    ...podLevelStatus(pod, pod.status?.phase === "Running" ? readySandbox(observed.runtime)?.resources : undefined),
  };
}

interface Outcome {
  readonly phase: PodPhase;
  readonly reason?: string;
  readonly message?: string;
}

/** A pod becomes terminal only once nothing of it runs any more, and stays what it became. Source: kubernetes status manager. */
function outcomeOf(
  observed: PodObservation,
  decision: PodDecision,
  statuses: { init: readonly ContainerStatus[]; main: readonly ContainerStatus[]; initialized: boolean },
): Outcome {
  const { status } = observed.pod;
  if (status?.phase === "Succeeded" || status?.phase === "Failed") return { phase: status.phase, reason: status.reason, message: status.message };
  const phase = podPhase({ pod: observed.pod, ...statuses, terminal: decision.terminal, redefined: (observed.redefined?.size ?? 0) > 0 });
  const running = mayStillRun(observed);
  const kept: PodPhase = status?.phase === "Running" || hasRunningContainers(observed.runtime) ? "Running" : "Pending";
  if (decision.ending?.type === "Failed") {
    return running ? { phase: kept, reason: status?.reason, message: status?.message } : { phase: "Failed", reason: decision.ending.reason, message: decision.ending.message };
  }
  if ((phase === "Succeeded" || phase === "Failed") && running) return { phase: kept };
  return { phase };
}

/** A start under way may still bring up a container, which is ended then: until it is back nothing is over. */
function mayStillRun({ runtime, inFlight }: PodObservation): boolean {
  return hasRunningContainers(runtime) || [...inFlight].some((key) => key.startsWith("start:"));
}

/** A pod that this node refused before anything was started. Source: kubernetes rejectPod. */
function rejectedStatus({ pod, startTime }: PodObservation, why: { reason?: string; message?: string } | undefined, around: StatusSurroundings): PodStatus {
  return {
    ...carriedOver(pod.status),
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    phase: "Failed",
    ...(why?.reason === undefined ? {} : { reason: why.reason }),
    ...(why?.message === undefined ? {} : { message: why.message }),
    ...(pod.status?.conditions === undefined ? {} : { conditions: pod.status.conditions }),
    ...hostAddresses(around),
    startTime: around.timeText(startTime),
    qosClass: pod.status?.qosClass ?? qosClass(pod.spec),
  };
}

/** True once the init containers are done: main containers have run, or each init container's last run succeeded. */
function isInitialized(observed: PodObservation): boolean {
  const specs = specContainers(observed.pod);
  if (specs.some(({ role, container }) => role === "main" && newestRun(observed.runtime, container.name) !== undefined)) return true;
  return specs.every(({ role, container }) => {
    const run = newestRun(observed.runtime, container.name);
    if (role === "init") return run?.state === "CONTAINER_EXITED" && run.exitCode === 0;
    return role !== "sidecar" || run?.state === "CONTAINER_RUNNING";
  });
}

function addressesOf({ pod, runtime }: PodObservation, around: StatusSurroundings): readonly string[] {
  if (pod.spec.hostNetwork === true) return around.hostIPs.slice(0, 1);
  const ips = runtime.sandboxes[0]?.ips ?? [];
  return ips.length > 0 ? ips : (pod.status?.podIPs ?? []).map((entry) => entry.ip);
}

function hostAddresses({ hostIPs }: StatusSurroundings): Pick<PodStatus, "hostIP" | "hostIPs"> {
  return hostIPs.length === 0 ? {} : { hostIP: hostIPs[0], hostIPs: hostIPs.map((ip) => ({ ip })) };
}

/** Fields of the status that others write. */
function carriedOver(status: PodStatus | undefined): PodStatus {
  if (status === undefined) return {};
  const { nominatedNodeName, resourceClaimStatuses, extendedResourceClaimStatus } = status;
  return {
    ...(nominatedNodeName === undefined ? {} : { nominatedNodeName }),
    ...(resourceClaimStatuses === undefined ? {} : { resourceClaimStatuses }),
    ...(extendedResourceClaimStatus === undefined ? {} : { extendedResourceClaimStatus }),
  };
}
