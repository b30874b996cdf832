import type { Container, Probe } from "../../api/types/core/v1.gen.ts";
import { httpHeadersAs } from "../containers/http-headers.ts";
import { resolvePort } from "../containers/ports.ts";
import { RuntimeError, type RuntimeService } from "../cri/contract.ts";
import type { NetworkPort } from "../ports/network-port.ts";

/** One try of a probe. `output` is for the Unhealthy event. */
export interface ProbeResult {
  readonly success: boolean;
  readonly output: string;
  /** A success that deserves a warning (redirected to another host). */
  readonly warning?: boolean;
}

export interface ProbeTarget {
  readonly container: Container;
  readonly containerId: string;
  readonly podIP: string;
}

/** Runs a probe once. A probe that cannot be run has failed. */
export async function runProbe(runtime: RuntimeService, network: NetworkPort, target: ProbeTarget, probe: Probe): Promise<ProbeResult> {
  const timeoutSeconds = probe.timeoutSeconds ?? 1;
  try {
    if (probe.exec !== undefined) return await execProbe(runtime, target, probe.exec.command ?? [], timeoutSeconds);
    if (probe.httpGet !== undefined) return await httpProbe(network, target, probe, timeoutSeconds);
    if (probe.tcpSocket !== undefined) {
      await network.tcpConnect(probe.tcpSocket.host || target.podIP, resolvePort(target.container, probe.tcpSocket.port), timeoutSeconds * 1_000);
      return { success: true, output: "" };
    }
    if (probe.grpc !== undefined) {
      const { status } = await network.grpcHealth({ host: target.podIP, port: probe.grpc.port, service: probe.grpc.service ?? "" }, timeoutSeconds * 1_000);
      return status === "SERVING" ? { success: true, output: "service healthy" } : { success: false, output: `service unhealthy (responded with "${status}")` };
    }
    return { success: false, output: "the probe has no handler; give it exec, httpGet, tcpSocket or grpc" };
  } catch (error) {
    return { success: false, output: error instanceof Error ? error.message : String(error) };
  }
}

async function execProbe(runtime: RuntimeService, target: ProbeTarget, command: readonly string[], timeoutSeconds: number): Promise<ProbeResult> {
  try {
    const { exitCode, stdout, stderr } = await runtime.execSync(target.containerId, command, timeoutSeconds);
    const decoder = new TextDecoder();
    return { success: exitCode === 0, output: decoder.decode(stdout) + decoder.decode(stderr) };
  } catch (error) {
    if (error instanceof RuntimeError && error.code === "DeadlineExceeded") return { success: false, output: `command timed out: "${command.join(" ")}" timed out after ${timeoutSeconds}s` };
    throw error;
  }
}

async function httpProbe(network: NetworkPort, target: ProbeTarget, probe: Probe, timeoutSeconds: number): Promise<ProbeResult> {
  const { scheme = "HTTP", host, path = "/", port, httpHeaders } = probe.httpGet ?? { port: 0 };
  const headers = httpHeadersAs("kube-probe/1.36", httpHeaders);
  const answer = await network.httpGet({ scheme, host: host || target.podIP, port: resolvePort(target.container, port), path, headers }, timeoutSeconds * 1_000);
  // A redirect that was not followed, to another host or to nowhere.
  if (answer.status >= 300 && answer.status < 400) return { success: true, output: `Probe terminated redirects, Response body: ${answer.body}`, warning: true };
  if (answer.status >= 200 && answer.status < 300) return { success: true, output: answer.body };
  return { success: false, output: `HTTP probe failed with statuscode: ${answer.status}` };
}
