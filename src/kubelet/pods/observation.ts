import type { Millis } from "../../base/clock.ts";
import type { Container, ContainerStatus as ApiContainerStatus, Pod } from "../../api/types/core/v1.gen.ts";
import type { ContainerStatus, PodSandboxStatus } from "../cri/contract.ts";
import type { Backoff } from "./crash-backoff.ts";

/** What the runtime holds for one pod, newest sandbox first. */
export interface PodRuntimeState {
  readonly sandboxes: readonly PodSandboxStatus[];
  readonly containers: readonly ContainerStatus[];
}

export const emptyRuntimeState: PodRuntimeState = { sandboxes: [], containers: [] };

/** Why a pod has to stop although its containers might go on. */
export type PodEnding =
  /** Someone deleted the pod (or its object is gone). */
  | { readonly type: "Deleted"; readonly graceSeconds: number }
  /** The kubelet ends it: `reason` and `message` go into the pod's status with phase Failed. */
  | { readonly type: "Failed"; readonly reason: string; readonly message: string; readonly graceSeconds?: number; /** Sets the condition DisruptionTarget, with these words. */ readonly disruption?: string };

/** Why a container (or the pod's sandbox, under the key "") could not be started, as a waiting reason. */
export interface StartFailure {
  readonly reason: string;
  readonly message: string;
  /** Not to be tried again before this moment. */
  readonly retryAt: Millis;
  /** How often in a row it was for this reason. */
  readonly times: number;
}

/** What the probes of one container's current run have found out. Absent fields: no such probe, or no result yet. */
export interface ProbeResults {
  readonly containerId: string;
  readonly startup?: boolean;
  readonly readiness?: boolean;
  /** Set when the container must be killed, with the words for the event. */
  readonly failure?: { readonly probe: "Liveness" | "Startup"; readonly message: string; readonly graceSeconds?: number };
}

/** Everything that a decision about a pod may look at. */
export interface PodObservation {
  readonly pod: Pod;
  readonly runtime: PodRuntimeState;
  readonly now: Millis;
  /** When this node took the pod up (`status.startTime`). */
  readonly startTime: Millis;
  readonly ending?: PodEnding;
  readonly startFailures: ReadonlyMap<string, StartFailure>;
  readonly backoffs: ReadonlyMap<string, Backoff>;
  readonly probes: ReadonlyMap<string, ProbeResults>;
  /** Actions under way, by `actionKey`. A decision names them again; the worker does not start them twice. */
  readonly inFlight: ReadonlySet<string>;
  /** The run of a container that was ended because its image or its resources were changed, by the container's name: it runs again whatever its policy says. */
  readonly redefined?: ReadonlyMap<string, string>;
  /** Containers whose postStart hook has not come back yet: running, but not started. */
  readonly starting: ReadonlySet<string>;
}

export type ContainerRole = "init" | "sidecar" | "main" | "ephemeral";

/** A container of the pod's spec with the part it plays. */
export interface SpecContainer {
  readonly role: ContainerRole;
  readonly container: Container;
}

const known = new WeakMap<Pod["spec"], readonly SpecContainer[]>();

/** The pod's containers in the order in which they start: init and sidecars, mains, ephemeral ones. Remembered for the immutable spec. */
export function specContainers({ spec }: Pod): readonly SpecContainer[] {
  if (spec === undefined) return [];
  let containers = known.get(spec);
  if (containers === undefined) known.set(spec, (containers = collect(spec)));
  return containers;
}

function collect(spec: Pod["spec"]): SpecContainer[] {
  const init = (spec.initContainers ?? []).map((container): SpecContainer => ({ role: isSidecar(container) ? "sidecar" : "init", container }));
  const main = (spec.containers ?? []).map((container): SpecContainer => ({ role: "main", container }));
  const ephemeral = (spec.ephemeralContainers ?? []).map((container): SpecContainer => ({ role: "ephemeral", container: container as Container }));
  return [...init, ...main, ...ephemeral];
}

/** As the metrics call it. */
export function containerType({ role }: SpecContainer): "container" | "init_container" | "ephemeral_container" {
  return role === "main" ? "container" : role === "ephemeral" ? "ephemeral_container" : "init_container";
}

/** An init container with restartPolicy Always keeps running beside the main containers. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === "Always";
}

/** The last run of the container called `name`, optionally only within one sandbox. */
export function newestRun(runtime: PodRuntimeState, name: string, sandboxId?: string): ContainerStatus | undefined {
  let newest: ContainerStatus | undefined;
  for (const run of runtime.containers) {
    if (run.metadata.name !== name || (sandboxId !== undefined && run.sandboxId !== sandboxId)) continue;
    if (newest === undefined || isNewer(run, newest)) newest = run;
  }
  return newest;
}

function isNewer(a: ContainerStatus, b: ContainerStatus): boolean {
  return a.metadata.attempt > b.metadata.attempt || (a.metadata.attempt === b.metadata.attempt && a.createdAt > b.createdAt);
}

/** The status tells of a run that came to be, and not only of one that was made. */
export function tellsOfRun(status: ApiContainerStatus | undefined): boolean {
  return status?.containerID !== undefined && (status.state?.waiting === undefined || status.lastState?.terminated !== undefined);
}

/** The sandbox that containers may be started in. */
export function readySandbox(runtime: PodRuntimeState): PodSandboxStatus | undefined {
  return runtime.sandboxes.find((sandbox) => sandbox.state === "SANDBOX_READY");
}

export function hasRunningContainers(runtime: PodRuntimeState): boolean {
  return runtime.containers.some((run) => run.state === "CONTAINER_RUNNING");
}
