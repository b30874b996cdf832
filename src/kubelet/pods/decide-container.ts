import type { ContainerStatus as ApiContainerStatus } from "../../api/types/core/v1.gen.ts";
import type { ContainerStatus } from "../cri/contract.ts";
import type { PodAction } from "./actions.ts";
import { backoffRemainingMs, goDuration } from "./crash-backoff.ts";
import { newestRun, type PodObservation, type SpecContainer, tellsOfRun } from "./observation.ts";
import { isFromBefore, restartAllAt } from "./restart-all.ts";
import { restartsAfter } from "./restart-policy.ts";

/** A container that does not end by itself ends so. */
const killedExitCode = 137;

/** What is to be done about one container. */
export type ContainerStep =
  /** It ended and stays so. */
  | { readonly type: "done" }
  /** It runs as it should. */
  | { readonly type: "keep" }
  | { readonly type: "act"; readonly actions: readonly PodAction[]; readonly starts: boolean }
  /** Not now. `waiting` is what its status says meanwhile. */
  | { readonly type: "wait"; readonly name: string; readonly waiting?: { readonly reason: string; readonly message: string }; readonly retryInMs?: number };

/** Decides one container's next step; `sandboxId` is where a new run would go (absent: the sandbox is not there yet). */
export function decideContainer(observed: PodObservation, spec: SpecContainer, sandboxId: string | undefined): ContainerStep {
  const { container, role } = spec;
  const run = newestRun(observed.runtime, container.name);
  if (run === undefined) return isLostForGood(observed, spec) ? { type: "done" } : start(observed, spec, sandboxId, undefined);
  switch (run.state) {
    case "CONTAINER_RUNNING":
      return keepOrKill(observed, spec, run);
    case "CONTAINER_CREATED":
      return recreate(observed, spec, sandboxId, run);
    case "CONTAINER_EXITED":
    case "CONTAINER_UNKNOWN":
      if ((role !== "ephemeral" && isFromBefore(run)) || observed.redefined?.get(container.name) === run.id) return start(observed, spec, sandboxId, run);
      return restartsAfter(observed.pod, container, role, run.exitCode ?? 137) ? start(observed, spec, sandboxId, run) : { type: "done" };
  }
}

function keepOrKill(observed: PodObservation, { container, role }: SpecContainer, run: ContainerStatus): ContainerStep {
  if (isRedefined({ container, role }, run)) {
    const message = `${role === "sidecar" ? "Init container" : "Container"} ${container.name} definition changed${role === "sidecar" ? "" : ", will be restarted"}`;
    return { type: "act", starts: false, actions: [{ type: "KillContainer", containerId: run.id, name: container.name, graceSeconds: observed.pod.spec?.terminationGracePeriodSeconds ?? 30, message, redefined: true }] };
  }
  const failure = observed.probes.get(container.name);
  if (failure?.containerId !== run.id || failure.failure === undefined) return { type: "keep" };
  const { probe, graceSeconds } = failure.failure;
  return {
    type: "act",
    starts: false,
    actions: [
      {
        type: "KillContainer",
        containerId: run.id,
        name: container.name,
        graceSeconds: graceSeconds ?? observed.pod.spec?.terminationGracePeriodSeconds ?? 30,
        message: `${role === "sidecar" ? "Init container" : "Container"} ${container.name} failed ${probe.toLowerCase()} probe${role !== "sidecar" && restartsAfter(observed.pod, container, role, killedExitCode) ? ", will be restarted" : ""}`,
      },
    ],
  };
}

/** Its image is not the one that it was made from; of a container that runs nothing else can be changed, but what can be resized. */
function isRedefined({ container, role }: SpecContainer, run: ContainerStatus): boolean {
  return (role === "main" || role === "sidecar") && run.image.userSpecified !== "" && run.image.userSpecified !== container.image;
}

/** A container that was made and never started: the kubelet went away in between. It is made again under the same count. */
function recreate(observed: PodObservation, { container, role }: SpecContainer, sandboxId: string | undefined, run: ContainerStatus): ContainerStep {
  if (observed.inFlight.has(`start:${container.name}`)) return { type: "keep" };
  if (observed.inFlight.has(`remove:${run.id}`) || sandboxId === undefined) return { type: "wait", name: container.name };
  const failure = observed.startFailures.get(container.name);
  if (failure !== undefined && failure.retryAt > observed.now) return waitFor(container.name, failure, observed.now);
  void role;
  return { type: "act", starts: false, actions: [{ type: "RemoveContainer", containerId: run.id }] };
}

function start(observed: PodObservation, spec: SpecContainer, sandboxId: string | undefined, previous: ContainerStatus | undefined): ContainerStep {
  const { container, role } = spec;
  // The back-off that a start begins with is for the run after it.
  if (observed.inFlight.has(`start:${container.name}`)) return { type: "wait", name: container.name };
  const failure = observed.startFailures.get(container.name);
  if (failure !== undefined && failure.retryAt > observed.now) return waitFor(container.name, failure, observed.now);
  const finishedAt = previous?.finishedAt ?? previous?.createdAt;
  const redefined = previous !== undefined && (isRedefined(spec, previous) || observed.redefined?.get(container.name) === previous.id);
  if (finishedAt !== undefined && !redefined) {
    const backoff = observed.backoffs.get(container.name);
    const remainingMs = backoffRemainingMs(backoff, finishedAt, observed.now);
    if (remainingMs > 0 && backoff !== undefined) {
      const { name, namespace, uid } = observed.pod.metadata ?? {};
      const message = `back-off ${goDuration(backoff.delayMs)} restarting failed container=${container.name} pod=${name}_${namespace}(${uid})`;
      return { type: "wait", name: container.name, waiting: { reason: "CrashLoopBackOff", message }, retryInMs: remainingMs };
    }
  }
  const attempt = previous === undefined ? attemptsBefore(observed, container.name) : previous.metadata.attempt + 1;
  const after = finishedAt === undefined ? {} : { previousFinishedAt: finishedAt };
  return { type: "act", starts: true, actions: [{ type: "StartContainer", name: container.name, role, sandboxId: sandboxId ?? "", attempt, ...after, ...(redefined && { redefined }), ...restartOfAll(observed) }] };
}

/** What a start is marked with, so that it is not taken for one from before the restart. */
export function restartOfAll(observed: PodObservation): { readonly restartOfAll?: number } {
  const at = restartAllAt(observed);
  return at === undefined ? {} : { restartOfAll: at };
}

/** How often a container has run that the runtime knows nothing of: after a reboot only the API remembers. */
function attemptsBefore(observed: PodObservation, name: string): number {
  const known = knownStatus(observed, name);
  return (known?.restartCount ?? 0) + (tellsOfRun(known) ? 1 : 0);
}

/** It has run, nothing is left of that run, and its policy does not let it run again. Init containers do, before the others. */
export function isLostForGood(observed: PodObservation, { container, role }: SpecContainer): boolean {
  if (role === "init" || newestRun(observed.runtime, container.name) !== undefined) return false;
  const known = knownStatus(observed, container.name);
  if (!tellsOfRun(known)) return false;
  const exitCode = (known?.state?.terminated ?? known?.lastState?.terminated)?.exitCode ?? killedExitCode;
  return !restartsAfter(observed.pod, container, role, known?.state?.running === undefined ? exitCode : killedExitCode);
}

function knownStatus({ pod: { status } }: PodObservation, name: string): ApiContainerStatus | undefined {
  return [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? []), ...(status?.ephemeralContainerStatuses ?? [])].find((each) => each.name === name);
}

function waitFor(name: string, failure: { reason: string; message: string; retryAt: number }, now: number): ContainerStep {
  return { type: "wait", name, waiting: { reason: failure.reason, message: failure.message }, retryInMs: failure.retryAt - now };
}
