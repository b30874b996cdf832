import type { ContainerStatus, Pod, PodCondition } from "../../api/types/core/v1.gen.ts";
import { isSidecar } from "../pods/observation.ts";
import type { PodPhase } from "./phase.ts";

export interface ConditionInput {
  readonly pod: Pod;
  readonly phase: PodPhase;
  readonly init: readonly ContainerStatus[];
  readonly main: readonly ContainerStatus[];
  readonly sandboxReady: boolean;
  readonly initialized: boolean;
  readonly nowText: string;
  readonly extra?: readonly ExtraCondition[];
  /** Whether all containers are about to restart; absent for a pod that cannot come to that. */
  readonly restartingAll?: boolean;
}

/** A condition that only some pods have. */
export interface ExtraCondition {
  readonly type: string;
  readonly status: "True" | "False";
  readonly reason?: string;
  readonly message?: string;
}

interface Verdict {
  readonly type: string;
  readonly status: "True" | "False";
  readonly reason?: string;
  readonly message?: string;
}

/** Conditions of every pod that the kubelet writes; all others belong to others and are kept as they are. */
const ownTypes = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "AllContainersRestarting"];
/** Conditions that the kubelet also takes away again. */
export const passingTypes: readonly string[] = ["PodResizePending", "PodResizeInProgress"];

/** The pod's conditions in upstream's order; `lastTransitionTime` moves only with the status. */
export function podConditions(input: ConditionInput): PodCondition[] {
  const old = input.pod.status?.conditions ?? [];
  const containersReady = containersReadyVerdict(input);
  const verdicts: Verdict[] = [
    { type: "PodReadyToStartContainers", status: input.sandboxReady ? "True" : "False" },
    initializedVerdict(input),
    readyVerdict(input, containersReady),
    containersReady,
    ...(input.restartingAll === undefined ? [] : [restartingVerdict(input.phase, input.restartingAll)]),
  ];
  const own = verdicts.map((verdict) => condition(verdict, old, input));
  const scheduled = old.find((entry) => entry.type === "PodScheduled") ?? condition({ type: "PodScheduled", status: "True" }, old, input);
  const extra = (input.extra ?? []).map((verdict) => condition(verdict, old, input));
  const written = new Set([...ownTypes, ...passingTypes, "PodScheduled", ...extra.map((entry) => entry.type)]);
  return [...own, scheduled, ...extra, ...old.filter((entry) => !written.has(entry.type))];
}

function condition(verdict: Verdict, old: readonly PodCondition[], { pod, nowText }: ConditionInput): PodCondition {
  const before = old.find((entry) => entry.type === verdict.type);
  const lastTransitionTime = before?.status === verdict.status ? (before.lastTransitionTime ?? nowText) : nowText;
  return {
    type: verdict.type,
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    status: verdict.status,
    lastTransitionTime,
    ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
    ...(verdict.message === undefined ? {} : { message: verdict.message }),
  };
}

function initializedVerdict({ pod, phase, init, initialized }: ConditionInput): Verdict {
  if (phase === "Succeeded") return { type: "Initialized", status: "True", reason: "PodCompleted" };
  const incomplete = (pod.spec.initContainers ?? []).filter((container) => {
    const status = init.find((entry) => entry.name === container.name);
    if (isSidecar(container)) return status?.started !== true;
    const ended = status?.state?.terminated;
    return ended === undefined ? !initialized : ended.exitCode !== 0;
  });
  if (incomplete.length === 0 || (initialized && phase === "Running")) return { type: "Initialized", status: "True" };
  const names = incomplete.map((container) => container.name).join(" ");
  return { type: "Initialized", status: "False", reason: "ContainersNotInitialized", message: `containers with incomplete status: [${names}]` };
}

function containersReadyVerdict({ pod, phase, init, main }: ConditionInput): Verdict {
  if (phase === "Succeeded") return { type: "ContainersReady", status: "False", reason: "PodCompleted" };
  if (phase === "Failed") return { type: "ContainersReady", status: "False", reason: "PodFailed" };
  const unknown: string[] = [];
  const unready: string[] = [];
  const check = (name: string, statuses: readonly ContainerStatus[]): void => {
    const status = statuses.find((entry) => entry.name === name);
    if (status === undefined) unknown.push(name);
    else if (!status.ready) unready.push(name);
  };
  for (const container of (pod.spec.initContainers ?? []).filter(isSidecar)) check(container.name, init);
  for (const container of pod.spec.containers) check(container.name, main);
  if (unknown.length === 0 && unready.length === 0) return { type: "ContainersReady", status: "True" };
  const parts = [
    ...(unknown.length > 0 ? [`containers with unknown status: [${unknown.join(" ")}]`] : []),
    ...(unready.length > 0 ? [`containers with unready status: [${unready.join(" ")}]`] : []),
  ];
  return { type: "ContainersReady", status: "False", reason: "ContainersNotReady", message: parts.join(", ") };
}

/** Source: kubernetes GenerateAllContainersRestartingCondition. */
function restartingVerdict(phase: PodPhase, restarting: boolean): Verdict {
  const type = "AllContainersRestarting";
  if (phase === "Succeeded") return { type, status: "False", reason: "PodCompleted" };
  if (phase === "Failed") return { type, status: "False", reason: "PodFailed" };
  return restarting ? { type, status: "True", reason: "RestartAllContainersStarted", message: "container exited with restart policy rule" } : { type, status: "False" };
}

function readyVerdict({ pod }: ConditionInput, containersReady: Verdict): Verdict {
  if (containersReady.status === "False") return { ...containersReady, type: "Ready" };
  const missing: string[] = [];
  for (const gate of pod.spec.readinessGates ?? []) {
    const found = pod.status?.conditions?.find((entry) => entry.type === gate.conditionType);
    if (found === undefined) missing.push(`corresponding condition of pod readiness gate "${gate.conditionType}" does not exist.`);
    else if (found.status !== "True") missing.push(`the status of pod readiness gate "${gate.conditionType}" is not "True", but ${found.status}`);
  }
  if (missing.length === 0) return { type: "Ready", status: "True" };
  return { type: "Ready", status: "False", reason: "ReadinessGatesNotReady", message: missing.join(", ") };
}
