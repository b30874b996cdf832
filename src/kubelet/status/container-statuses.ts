import { actualResources } from "../resize/actual-resources.ts";
import type { ContainerState, ContainerStatus, ContainerStateTerminated, Pod, VolumeMount, VolumeMountStatus } from "../../api/types/core/v1.gen.ts";
import type { ContainerStatus as Run } from "../cri/contract.ts";
import { newestRun, type PodObservation, type SpecContainer, tellsOfRun } from "../pods/observation.ts";
import { endedForAll } from "../pods/restart-all.ts";

export interface ContainerStatusInput {
  readonly observed: PodObservation;
  /** Containers that wait out a back-off or an error, with what to show. */
  readonly waiting: ReadonlyMap<string, { readonly reason: string; readonly message: string }>;
  /** The default of a container that has never run: `ContainerCreating`, or `PodInitializing` behind init containers. */
  readonly defaultWaiting: string;
  readonly runtimeName: string;
  readonly timeText: (millis: number) => string;
  /** What containers left behind as their last words, by container id. */
  readonly terminationMessages: ReadonlyMap<string, string>;
  /** The pod is over or being ended: nothing waits for a back-off any more. */
  readonly terminal: boolean;
  /** It is over, and its init containers had done their work: a main container that never ran never will. */
  readonly missed: boolean;
}

/** The status of one container of the spec, from its runs, its probes and what it waits for. */
export function containerStatus(input: ContainerStatusInput, spec: SpecContainer): ContainerStatus {
  const { observed } = input;
  const { container, role } = spec;
  const run = newestRun(observed.runtime, container.name);
  const waiting = input.waiting.get(container.name);
  const old = previousStatus(observed, container.name);
  if (run === undefined) return neverRun(input, spec, old);

  const previous = olderRun(observed, run);
  const running = run.state === "CONTAINER_RUNNING";
  const ended = run.state === "CONTAINER_EXITED" || run.state === "CONTAINER_UNKNOWN";
  const restartsWithAll = ended && !input.terminal && endedForAll(observed, run);
  const redefined = ended && !input.terminal && observed.redefined?.get(container.name) === run.id;
  const between = ended && waiting !== undefined && !input.terminal;
  const started = running && isStarted(observed, spec, run);
  const state: ContainerState = restartsWithAll ? waitingState(restartingAll) : redefined ? waitingState(waiting ?? { reason: input.defaultWaiting }) : between ? waitingState(waiting) : stateOf(input, run);
  const lastState: ContainerState = restartsWithAll || (previous !== undefined && endedForAll(observed, previous, run)) ? { terminated: { ...restartingAll, exitCode: 137 } } : between || redefined ? { terminated: terminated(input, run) } : previous === undefined ? lastStateOf(old, run) : { terminated: terminated(input, previous) };
  const probes = observed.probes.get(container.name);
  const ready = role === "init" ? run.exitCode === 0 && ended : started && (container.readinessProbe === undefined || (probes?.containerId === run.id && probes.readiness === true));
  return {
    name: container.name,
    state,
    lastState,
    ready: role === "ephemeral" ? false : ready,
    restartCount: run.metadata.attempt + (restartsWithAll ? 1 : 0),
    image: run.image.userSpecified || (container.image ?? ""),
    imageID: run.imageRef,
    containerID: `${input.runtimeName}://${run.id}`,
    ...(role === "ephemeral" ? {} : { started }),
    ...(container.resources === undefined || role === "ephemeral" ? {} : { resources: actualResources(container, running ? run.resources : undefined) }),
    ...(container.resources?.requests === undefined ? {} : { allocatedResources: container.resources.requests }),
    ...(run.user === undefined ? {} : { user: { linux: { uid: run.user.uid, gid: run.user.gid, supplementalGroups: [...run.user.supplementalGroups] } } }),
    // Only a signal that the pod itself names, as `SIGUSR1`; the image's is the image's matter.
    ...(container.lifecycle?.stopSignal === undefined || run.stopSignal === undefined ? {} : { stopSignal: run.stopSignal as ContainerStatus["stopSignal"] }),
    ...volumeMounts(spec, run),
  };
}

/** What is said of runs that end because all containers of the pod restart, whatever they ended with. Source: kubernetes convertToAPIContainerStatuses. */
const restartingAll = { reason: "RestartingAllContainers", message: "The container is removed because RestartAllContainers in place" };

function neverRun(input: ContainerStatusInput, spec: SpecContainer, old: ContainerStatus | undefined): ContainerStatus {
  const { container, role } = spec;
  if (old?.state?.terminated !== undefined) return old; // what has ended has ended, until it runs again
  const lost = lostRun(old);
  const waiting = input.waiting.get(container.name) ?? { reason: input.defaultWaiting };
  const last: ContainerState = lost === undefined ? (old?.lastState ?? {}) : { terminated: lost };
  const isOver = input.missed && role === "main";
  return {
    name: container.name,
    state: isOver ? { terminated: missing("The container could not be located when the pod was terminated") } : waitingState(waiting),
    lastState: isOver ? (old?.lastState ?? {}) : last,
    ready: false,
    restartCount: (old?.restartCount ?? 0) + (lost === undefined || isOver ? 0 : 1),
    image: container.image ?? "",
    imageID: "",
    ...(role === "ephemeral" ? {} : { started: false }),
    ...volumeMounts(spec),
  };
}

/** How a run ended that the API knows and the runtime has forgotten. Source: kubernetes ContainerStatusUnknown handling. */
function lostRun(old: ContainerStatus | undefined): ContainerStateTerminated | undefined {
  if (old === undefined || !tellsOfRun(old)) return undefined;
  if (old.state?.running === undefined) return old.state?.terminated ?? old.lastState?.terminated;
  return { ...missing("The container could not be located when the pod was deleted.  The container used to be Running"), containerID: old.containerID };
}

function missing(message: string): ContainerStateTerminated {
  return { reason: "ContainerStatusUnknown", message, exitCode: 137 };
}

/** Of a first run that the runtime knows: the API may know of earlier ones. */
function lastStateOf(old: ContainerStatus | undefined, run: Run): ContainerState {
  if (old === undefined) return {};
  const lost = sameRun(old, run) ? undefined : lostRun(old);
  return lost === undefined ? (old.lastState ?? {}) : { terminated: lost };
}

function waitingState({ reason, message }: { readonly reason: string; readonly message?: string }): ContainerState {
  return { waiting: { reason, ...(message !== undefined && message !== "" && { message }) } };
}

function stateOf(input: ContainerStatusInput, run: Run): ContainerState {
  switch (run.state) {
    case "CONTAINER_RUNNING":
      return { running: { startedAt: input.timeText(run.startedAt ?? run.createdAt) } };
    case "CONTAINER_CREATED":
      return waitingState(input.waiting.get(run.metadata.name) ?? { reason: input.defaultWaiting });
    default:
      return { terminated: terminated(input, run) };
  }
}

function terminated(input: ContainerStatusInput, run: Run): ContainerStateTerminated {
  const unknown = run.state === "CONTAINER_UNKNOWN";
  const exitCode = unknown ? 137 : (run.exitCode ?? 137);
  const message = cutMessage(input.observed.pod, input.terminationMessages.get(run.id) || run.message);
  return {
    exitCode,
    ...(run.signal === undefined ? {} : { signal: run.signal }),
    reason: unknown ? "ContainerStatusUnknown" : run.reason || (exitCode === 0 ? "Completed" : "Error"),
    ...(message === undefined || message === "" ? {} : { message }),
    startedAt: run.startedAt === undefined ? undefined : input.timeText(run.startedAt),
    finishedAt: run.finishedAt === undefined ? undefined : input.timeText(run.finishedAt),
    containerID: `${input.runtimeName}://${run.id}`,
  };
}

/** What all containers of a pod may say together. Source: kubernetes MaxPodTerminationMessageLogLength. */
const maximumMessagesBytes = 12 * 1_024;

/** Each container has the same share, so that the pod's status stays small. Source: kubernetes normalizeStatus. */
function cutMessage({ spec }: Pod, message: string | undefined): string | undefined {
  const containers = spec.containers.length + (spec.initContainers?.length ?? 0) + (spec.ephemeralContainers?.length ?? 0);
  const share = Math.floor(maximumMessagesBytes / containers);
  if (message === undefined || 3 * message.length <= share) return message;
  return new TextDecoder().decode(new TextEncoder().encode(message).subarray(0, share));
}

function isStarted(observed: PodObservation, { container }: SpecContainer, run: Run): boolean {
  if (observed.starting.has(container.name)) return false;
  if (container.startupProbe === undefined) return true;
  const probes = observed.probes.get(container.name);
  return probes?.containerId === run.id && probes.startup === true;
}

function olderRun(observed: PodObservation, run: Run): Run | undefined {
  let older: Run | undefined;
  for (const candidate of observed.runtime.containers) {
    if (candidate.metadata.name !== run.metadata.name || candidate.id === run.id || candidate.state === "CONTAINER_CREATED") continue;
    if (older === undefined || candidate.metadata.attempt > older.metadata.attempt) older = candidate;
  }
  return older;
}

function previousStatus({ pod }: PodObservation, name: string): ContainerStatus | undefined {
  const all = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.ephemeralContainerStatuses ?? [])];
  return all.find((status) => status.name === name);
}

function sameRun(old: ContainerStatus | undefined, run: Run): boolean {
  return old?.containerID?.endsWith(run.id) === true;
}

function volumeMounts({ container }: SpecContainer, run?: Run): Pick<ContainerStatus, "volumeMounts"> {
  if (container.volumeMounts === undefined || container.volumeMounts.length === 0) return {};
  return {
    volumeMounts: container.volumeMounts.map((mount) => ({
      name: mount.name,
      mountPath: mount.mountPath,
      ...imageStatus(run, mount.mountPath),
      ...(mount.readOnly === true ? { readOnly: true, recursiveReadOnly: recursiveReadOnlyOf(mount, run) } : {}),
    })),
  };
}

/** What came of the wish: "IfPossible" is none of it. A container that was not made yet is taken at its word. */
function recursiveReadOnlyOf({ mountPath, recursiveReadOnly = "Disabled" }: VolumeMount, run: Run | undefined): string {
  const mounted = run?.mounts.find((mount) => mount.containerPath === mountPath);
  return mounted === undefined ? recursiveReadOnly : mounted.recursiveReadOnly === true ? "Enabled" : "Disabled";
}

/** Which image a mounted image volume is. */
function imageStatus(run: Run | undefined, mountPath: string): Pick<VolumeMountStatus, "volumeStatus"> {
  const image = run?.mounts.find((mount) => mount.containerPath === mountPath)?.image;
  return image === undefined ? {} : { volumeStatus: { image: { imageRef: image.id } } };
}
