import { decideResize } from "../resize/decide-resize.ts";
import type { PodAction, PodDecision } from "./actions.ts";
import { decideInit } from "./decide-init.ts";
import { type ContainerStep, decideContainer, isLostForGood } from "./decide-container.ts";
import { decideTermination } from "./decide-termination.ts";
import { newestRun, type PodEnding, type PodObservation, readySandbox, specContainers } from "./observation.ts";
import { endOldRuns, restartAllAt, withOldRunsOver } from "./restart-all.ts";

/**
 * The next step of one pod, from what its spec wants and what the runtime has. Level-triggered: the same observation
 * gives the same decision, and carrying out a decision twice starts nothing twice.
 */
export function decidePod(observed: PodObservation): PodDecision {
  const deadline = deadlineOf(observed);
  const ending = endingOf(observed, deadline);
  if (ending !== undefined) return { ...decideTermination(observed, ending), ending };

  const phase = observed.pod.status?.phase;
  if (phase === "Succeeded" || phase === "Failed") return decideTermination(observed, undefined);

  const restartAt = restartAllAt(observed);
  if (restartAt !== undefined) {
    const kills = endOldRuns(observed, restartAt);
    if (kills.length > 0) return { actions: kills, waiting: new Map(), terminal: false, stopped: false, resizing: false };
    return decideRunning(withOldRunsOver(observed, restartAt), deadline);
  }
  return decideRunning(observed, deadline);
}

/** The next step of a pod that is meant to run. */
function decideRunning(observed: PodObservation, deadline: number | undefined): PodDecision {
  const steps = decideSteps(observed);
  if (steps.every((step) => step.type === "done")) return decideTermination(observed, undefined);

  const actions: PodAction[] = [];
  const waiting = new Map<string, { reason: string; message: string }>();
  const requeue = new Soonest();
  if (deadline !== undefined) requeue.after(deadline - observed.now);
  let starts = 0;
  for (const step of steps) {
    if (step.type === "act") actions.push(...step.actions);
    if (step.type === "act" && step.starts) starts++;
    if (step.type === "wait") {
      if (step.waiting !== undefined) waiting.set(step.name, step.waiting);
      if (step.retryInMs !== undefined) requeue.after(step.retryInMs);
    }
  }

  if (readySandbox(observed.runtime) === undefined) {
    // Starts wait for a sandbox, and a sandbox is made only for something to start.
    const sandbox = starts > 0 ? decideSandbox(observed, requeue) : [];
    return { actions: sandbox, waiting, terminal: false, stopped: false, resizing: false, requeueAfterMs: requeue.value };
  }
  const resize = decideResize(observed);
  return { actions: [...actions, ...resize], waiting, terminal: false, stopped: false, resizing: resize.length > 0, requeueAfterMs: requeue.value };
}

function decideSteps(observed: PodObservation): ContainerStep[] {
  const sandbox = readySandbox(observed.runtime);
  const all = specContainers(observed.pod);
  const mainSpecs = all.filter(({ role }) => role === "main");
  if (mainSpecs.length > 0 && mainSpecs.every((spec) => isLostForGood(observed, spec))) return [{ type: "done" }];
  const init = decideInit(observed, sandbox);
  if (init.failed) return [{ type: "done" }];
  const steps = [...init.steps];
  for (const { container, role } of all) {
    if (role === "init" || role === "sidecar") continue;
    if (init.blocked && role === "main") steps.push({ type: "wait", name: container.name });
    else steps.push(decideContainer(observed, { container, role }, sandbox?.id));
  }
  // Sidecars and debug containers never keep a pod alive: it is over when its main containers are.
  const mains = all.filter((entry) => entry.role === "main").map((entry) => entry.container.name);
  const mainSteps = steps.slice(init.steps.length, init.steps.length + mains.length);
  return mainSteps.length > 0 && mainSteps.every((step) => step.type === "done") ? mainSteps : steps;
}

function decideSandbox(observed: PodObservation, requeue: Soonest): PodAction[] {
  const failure = observed.startFailures.get("");
  if (failure !== undefined && failure.retryAt > observed.now) {
    requeue.after(failure.retryAt - observed.now);
    return [];
  }
  const newest = observed.runtime.sandboxes.reduce((highest, sandbox) => Math.max(highest, sandbox.metadata.attempt), -1);
  return [{ type: "CreateSandbox", attempt: newest + 1 }];
}

function deadlineOf({ pod, startTime }: PodObservation): number | undefined {
  const seconds = pod.spec?.activeDeadlineSeconds;
  return seconds === undefined || seconds === null ? undefined : startTime + seconds * 1_000;
}

function endingOf(observed: PodObservation, deadline: number | undefined): PodEnding | undefined {
  const { pod, ending } = observed;
  if (ending?.type === "Failed") return ending;
  if (pod.metadata?.deletionTimestamp !== undefined) {
    // A second deletion may leave less time than the first, never more.
    const graceSeconds = pod.metadata.deletionGracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30;
    return { type: "Deleted", graceSeconds: Math.min(graceSeconds, ending?.graceSeconds ?? graceSeconds) };
  }
  if (ending !== undefined) return ending;
  const phase = pod.status?.phase;
  if (deadline !== undefined && observed.now >= deadline && phase !== "Succeeded" && phase !== "Failed" && !isOver(observed)) {
    return { type: "Failed", reason: "DeadlineExceeded", message: "Pod was active on the node longer than the specified deadline" };
  }
  return undefined;
}

/** A pod whose containers have all ended for good cannot run out of time any more. */
function isOver(observed: PodObservation): boolean {
  const mains = specContainers(observed.pod).filter((entry) => entry.role === "main");
  return mains.every((entry) => newestRun(observed.runtime, entry.container.name) !== undefined && decideContainer(observed, entry, undefined).type === "done");
}

/** Keeps the smallest of the delays it is told. */
class Soonest {
  value: number | undefined;

  after(delayMs: number): void {
    const delay = Math.max(0, delayMs);
    if (this.value === undefined || delay < this.value) this.value = delay;
  }
}
