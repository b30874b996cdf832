import { humanDuration } from "../../../machinery/duration/human-duration.ts";
import type { Cell } from "../../../machinery/table/table.ts";
import { parseTime } from "../../../machinery/time/time.ts";
import { ageCell, orNone } from "../../shared/print-age.ts";
import type { ContainerStatus, Pod, PodStatus } from "../../types/core/v1.gen.ts";
import { isSidecar } from "../pod-template/sidecar.ts";
import { isTerminalPhase } from "./phase.ts";

interface Observed {
  status: string;
  ready: number;
  restarts: number;
  /** RFC 3339; the newest restart that was counted. */
  lastRestart: string | undefined;
}

/** NAME READY STATUS RESTARTS AGE, then IP NODE NOMINATED-NODE READINESS-GATES. Source: kubernetes pkg/printers printPod. */
export function printRow(pod: Pod, now: number): Cell[] {
  const { status, ready, restarts, lastRestart } = observe(pod);
  const total = pod.spec.containers.length + (pod.spec.initContainers ?? []).filter(isSidecar).length;
  return [
    pod.metadata.name ?? "",
    `${ready}/${total}`,
    status,
    restarts !== 0 && lastRestart !== undefined ? `${restarts} (${humanDuration(now - parseTime(lastRestart))} ago)` : `${restarts}`,
    ageCell(pod.metadata.creationTimestamp, now),
    orNone(pod.status?.podIPs?.[0]?.ip),
    orNone(pod.spec.nodeName),
    orNone(pod.status?.nominatedNodeName),
    readinessGatesCell(pod),
  ];
}

/** Finished pods are marked, so that clients can hide them. */
export function rowConditions(pod: Pod): { type: string; status: string; reason: string; message: string }[] {
  switch (pod.status?.phase) {
    case "Succeeded":
      return [{ type: "Completed", status: "True", reason: "Succeeded", message: "The pod has completed successfully." }];
    case "Failed":
      return [{ type: "Completed", status: "True", reason: "Failed", message: "The pod failed." }];
    default:
      return [];
  }
}

function observe(pod: Pod): Observed {
  const podStatus: PodStatus = pod.status ?? {};
  const init = observeInitContainers(pod, podStatus);
  const observed = init.initializing && !isTrue(podStatus, "Initialized") ? init.observed : observeContainers(podStatus, init);
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (podStatus.reason === "NodeLost") observed.status = "Unknown";
    else if (!isTerminalPhase(podStatus.phase)) observed.status = "Terminating";
  }
  return observed;
}

/** What the pod says of itself, before its containers are looked at. */
function ownStatus(status: PodStatus): string {
  const gated = status.conditions?.some((condition) => condition.type === "PodScheduled" && condition.reason === "SchedulingGated");
  return gated ? "SchedulingGated" : status.reason || (status.phase ?? "");
}

interface InitObserved {
  readonly observed: Observed;
  readonly initializing: boolean;
  readonly sidecarRestarts: number;
  readonly lastSidecarRestart: string | undefined;
}

function observeInitContainers(pod: Pod, podStatus: PodStatus): InitObserved {
  const observed: Observed = { status: ownStatus(podStatus), ready: 0, restarts: 0, lastRestart: undefined };
  const declared = pod.spec.initContainers ?? [];
  let sidecarRestarts = 0;
  let lastSidecarRestart: string | undefined;
  let initializing = false;
  for (const [index, container] of (podStatus.initContainerStatuses ?? []).entries()) {
    const spec = declared.find(({ name }) => name === container.name);
    const sidecar = spec !== undefined && isSidecar(spec);
    observed.restarts += container.restartCount ?? 0;
    observed.lastRestart = later(observed.lastRestart, container);
    if (sidecar) {
      sidecarRestarts += container.restartCount ?? 0;
      lastSidecarRestart = later(lastSidecarRestart, container);
    }
    if (container.state?.terminated?.exitCode === 0) continue;
    if (sidecar && container.started === true) {
      if (container.ready) observed.ready++;
      continue;
    }
    observed.status = `Init:${initReason(container) ?? `${index}/${declared.length}`}`;
    initializing = true;
    break;
  }
  return { observed, initializing, sidecarRestarts, lastSidecarRestart };
}

function initReason({ state }: ContainerStatus): string | undefined {
  if (state?.terminated !== undefined) {
    const { reason, signal, exitCode } = state.terminated;
    return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);
  }
  const waiting = state?.waiting?.reason;
  return waiting && waiting !== "PodInitializing" ? waiting : undefined;
}

/** Once initialized only the restarts of sidecars and main containers count. The first container that has something to say, says it. */
function observeContainers(podStatus: PodStatus, init: InitObserved): Observed {
  const observed: Observed = { ...init.observed, restarts: init.sidecarRestarts, lastRestart: init.lastSidecarRestart };
  let hasRunning = false;
  const containers = podStatus.containerStatuses ?? [];
  for (let index = containers.length - 1; index >= 0; index--) {
    const container = containers[index] as ContainerStatus;
    observed.restarts += container.restartCount ?? 0;
    observed.lastRestart = later(observed.lastRestart, container);
    const { waiting, terminated, running } = container.state ?? {};
    if (waiting?.reason) observed.status = waiting.reason;
    else if (terminated !== undefined) {
      observed.status = terminated.reason || (terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`);
    } else if (container.ready && running !== undefined) {
      hasRunning = true;
      observed.ready++;
    }
  }
  if (observed.status === "Completed" && hasRunning) observed.status = isTrue(podStatus, "Ready") ? "Running" : "NotReady";
  return observed;
}

function later(known: string | undefined, { lastState }: ContainerStatus): string | undefined {
  const finishedAt = lastState?.terminated?.finishedAt;
  if (finishedAt === undefined) return known;
  return known === undefined || parseTime(known) < parseTime(finishedAt) ? finishedAt : known;
}

function isTrue(status: PodStatus, type: string): boolean {
  return status.conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false;
}

function readinessGatesCell(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? [];
  if (gates.length === 0) return "<none>";
  const met = gates.filter((gate) => isTrue(pod.status ?? {}, gate.conditionType)).length;
  return `${met}/${gates.length}`;
}
