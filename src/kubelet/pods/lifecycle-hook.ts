import type { Container, LifecycleHandler, Pod } from "../../api/types/core/v1.gen.ts";
import type { PodPorts } from "./pod-ports.ts";
import { resolvePort } from "../containers/ports.ts";

const httpTimeoutMs = 30_000;

/** Runs a postStart or preStop hook to its end. Rejects with words for the event when it fails. */
export async function runHook(ports: PodPorts, target: { pod: Pod; container: Container; containerId: string; podIP: string | undefined }, hook: LifecycleHandler, signal: AbortSignal): Promise<void> {
  const { container, containerId, podIP = "127.0.0.1" } = target;
  if (hook.exec !== undefined) {
    const { exitCode, stderr, stdout } = await ports.runtime.execSync(containerId, hook.exec.command ?? [], 0, signal);
    if (exitCode !== 0) {
      const output = new TextDecoder().decode(stderr.length > 0 ? stderr : stdout);
      throw new Error(`command '${(hook.exec.command ?? []).join(" ")}' exited with ${exitCode}: ${output}`);
    }
    return;
  }
  if (hook.httpGet !== undefined) {
    const { scheme = "HTTP", host, path = "/", httpHeaders = [], port } = hook.httpGet;
    const { status } = await ports.network.httpGet({ scheme, host: host || podIP, port: resolvePort(container, port), path, headers: httpHeaders }, httpTimeoutMs);
    if (status >= 400) throw new Error(`HTTP lifecycle hook answered with status ${status}`);
    return;
  }
  if (hook.sleep !== undefined) await ports.clock.sleep(hook.sleep.seconds * 1_000, signal);
}
