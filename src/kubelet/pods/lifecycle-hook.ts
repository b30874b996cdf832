import type { Container, HTTPGetAction, LifecycleHandler, Pod } from "../../api/types/core/v1.gen.ts";
import { httpHeadersAs } from "../containers/http-headers.ts";
import { resolvePort } from "../containers/ports.ts";
import { type HttpCheck, NotTlsError } from "../ports/network-port.ts";
import type { PodPorts } from "./pod-ports.ts";

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
  if (hook.httpGet !== undefined) return httpHook(ports, target.pod, checkOf(hook.httpGet, container, podIP));
  if (hook.sleep !== undefined) await ports.clock.sleep(hook.sleep.seconds * 1_000, signal);
}

function checkOf({ scheme = "HTTP", host, path = "/", httpHeaders, port }: HTTPGetAction, container: Container, podIP: string): HttpCheck {
  return { scheme, host: host || podIP, port: resolvePort(container, port), path, headers: httpHeadersAs("kube-lifecycle/1.36", httpHeaders) };
}

/** The request is the hook: any answer will do. A server that turns out not to speak TLS is asked without. Source: kubernetes runHTTPHandler. */
async function httpHook({ network, events }: PodPorts, pod: Pod, check: HttpCheck): Promise<void> {
  try {
    await network.httpGet(check, httpTimeoutMs);
  } catch (error) {
    if (!(error instanceof NotTlsError)) throw error;
    const headers = check.headers.filter(({ name }) => name.toLowerCase() !== "authorization");
    await network.httpGet({ ...check, scheme: "HTTP", headers }, httpTimeoutMs);
    events.podWarning(pod, "LifecycleHTTPFallback", `request to HTTPS lifecycle hook ${check.host}:${check.port} got HTTP response, retry with HTTP succeeded`);
  }
}
