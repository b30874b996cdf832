import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { PodAction } from "./actions.ts";
import { runHook } from "./lifecycle-hook.ts";
import { newestRun, type PodRuntimeState, specContainers } from "./observation.ts";
import type { PodPorts } from "./pod-ports.ts";

/** What every container has between the stop signal and the kill, however little was asked for and is left. Source: kubernetes minimumGracePeriodInSeconds. */
const minimumGraceSeconds = 2;

export interface Killing {
  readonly pod: Pod;
  readonly runtime: PodRuntimeState;
  /** Resolves when the stop signal may be sent, at the latest after `graceMs`. */
  readonly turn: (graceMs: number) => Promise<void>;
}

/** Ends a container: preStop hook, its turn, stop signal, and after the grace period, which covers all of that, the kill. */
export async function killContainer(ports: PodPorts, { pod, runtime, turn }: Killing, action: PodAction & { type: "KillContainer" }): Promise<void> {
  const { clock, events } = ports;
  events.normal(pod, action.name, "Killing", action.message);
  const startedAt = clock.monotonic();
  const leftMs = (): number => action.graceSeconds * 1_000 - (clock.monotonic() - startedAt);
  await preStop(ports, { pod, runtime }, action);
  await turn(Math.max(0, leftMs()));
  // Not through the limiter: a container that takes its whole grace period must not hold up others.
  await ports.runtime.stopContainer(action.containerId, Math.max(minimumGraceSeconds, Math.ceil(leftMs() / 1_000)));
}

async function preStop(ports: PodPorts, { pod, runtime }: Omit<Killing, "turn">, action: PodAction & { type: "KillContainer" }): Promise<void> {
  const { clock, events } = ports;
  const spec = specContainers(pod).find(({ container }) => container.name === action.name);
  const hook = spec?.container.lifecycle?.preStop;
  if (action.withoutHook === true || spec === undefined || hook === undefined || newestRun(runtime, action.name)?.id !== action.containerId) return;
  const deadline = new AbortController();
  const timer = clock.setTimer(action.graceSeconds * 1_000, () => deadline.abort());
  try {
    const target = { pod, container: spec.container, containerId: action.containerId, podIP: runtime.sandboxes[0]?.ips[0] };
    await Promise.race([runHook(ports, target, hook, deadline.signal), aborted(deadline.signal)]);
  } catch (error) {
    // What the hook printed may be secret, so the event does not have it. Source: kubernetes executePreStopHook.
    events.warning(pod, action.name, "FailedPreStopHook", "PreStopHook failed");
    ports.onError(error);
  } finally {
    timer.cancel();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
