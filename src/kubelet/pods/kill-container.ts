import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { PodAction } from "./actions.ts";
import { runHook } from "./lifecycle-hook.ts";
import { newestRun, type PodRuntimeState, specContainers } from "./observation.ts";
import type { PodPorts } from "./pod-ports.ts";

/** What is left for the stop signal when the preStop hook used the whole grace period up. Source: kubernetes minimumGracePeriodInSeconds. */
const minimumAfterHookSeconds = 2;

/** Ends a container: preStop hook, stop signal, and after the grace period, which covers both, the kill. */
export async function killContainer(ports: PodPorts, pod: Pod, runtime: PodRuntimeState, action: PodAction & { type: "KillContainer" }): Promise<void> {
  const { clock, events } = ports;
  events.normal(pod, action.name, "Killing", action.message);
  const spec = specContainers(pod).find(({ container }) => container.name === action.name);
  const hook = spec?.container.lifecycle?.preStop;
  let graceSeconds = action.graceSeconds;
  if (spec !== undefined && hook !== undefined && newestRun(runtime, action.name)?.id === action.containerId) {
    const startedAt = clock.monotonic();
    const deadline = new AbortController();
    const timer = clock.setTimer(graceSeconds * 1_000, () => deadline.abort());
    try {
      const target = { pod, container: spec.container, containerId: action.containerId, podIP: runtime.sandboxes[0]?.ips[0] };
      await Promise.race([runHook(ports, target, hook, deadline.signal), aborted(deadline.signal)]);
    } catch (error) {
      events.warning(pod, action.name, "FailedPreStopHook", `PreStopHook failed: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      timer.cancel();
    }
    graceSeconds = Math.max(minimumAfterHookSeconds, graceSeconds - Math.floor((clock.monotonic() - startedAt) / 1_000));
  }
  // Not through the limiter: a container that takes its whole grace period must not hold up others.
  await ports.runtime.stopContainer(action.containerId, graceSeconds);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
