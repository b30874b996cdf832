import type { Container, Probe } from "../../api/types/core/v1.gen.ts";
import { formatGoDuration } from "../../machinery/duration/go-duration.ts";
import { quote } from "../../machinery/text/quote.ts";
import { expand } from "../containers/expansion.ts";
import { httpHeadersAs } from "../containers/http-headers.ts";
import { resolvePort } from "../containers/ports.ts";
import { RuntimeError, type RuntimeService } from "../cri/contract.ts";
import { type NetworkPort, UnfinishedAnswerError } from "../ports/network-port.ts";

/** What came of a probe. `output` is for the Unhealthy event. */
export type ProbeResult =
  | { readonly type: "success" | "failure"; readonly output: string }
  /** A success that deserves a warning: it was redirected to another host. */
  | { readonly type: "warning"; readonly output: string }
  /** It could not be tried, so that it counts neither way; `state` is upstream's word for what it is then. */
  | { readonly type: "error"; readonly state: "unknown" | "failure"; readonly output: string };

export interface ProbeTarget {
  readonly container: Container;
  readonly containerId: string;
  readonly podIP: string;
}

/** Source: kubernetes pkg/kubelet/prober maxProbeRetries. */
const maximumTries = 3;
/** Source: kubernetes pkg/probe/exec maxReadLength. */
const maximumOutputBytes = 10 * 1_024;

/** Runs a probe, again at once where it could not be tried. */
export async function runProbe(runtime: RuntimeService, network: NetworkPort, target: ProbeTarget, probe: Probe): Promise<ProbeResult> {
  for (let tries = 1; ; tries++) {
    const result = await tryProbe(runtime, network, target, probe);
    if (result.type !== "error" || tries === maximumTries) return result;
  }
}

async function tryProbe(runtime: RuntimeService, network: NetworkPort, target: ProbeTarget, probe: Probe): Promise<ProbeResult> {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1_000;
  if (probe.exec !== undefined) return execProbe(runtime, target, probe.exec.command ?? [], timeoutMs);
  if (probe.httpGet !== undefined) return withPort(target, probe.httpGet.port, (port) => httpProbe(network, target, probe, { port, timeoutMs }));
  if (probe.tcpSocket !== undefined) {
    const host = probe.tcpSocket.host || target.podIP;
    return withPort(target, probe.tcpSocket.port, (port) => failingByError(network.tcpConnect(host, port, timeoutMs).then(() => ({ type: "success", output: "" }))));
  }
  if (probe.grpc !== undefined) return failingByError(grpcProbe(network, target, probe.grpc, timeoutMs));
  return { type: "error", state: "unknown", output: "the probe has no handler; give it exec, httpGet, tcpSocket or grpc" };
}

/** No answer is a failure. Source: the probers of kubernetes pkg/probe. */
async function failingByError(answer: Promise<ProbeResult>): Promise<ProbeResult> {
  return answer.catch((error: unknown) => ({ type: "failure", output: textOf(error) }));
}

async function execProbe(runtime: RuntimeService, { container, containerId }: ProbeTarget, command: readonly string[], timeoutMs: number): Promise<ProbeResult> {
  // Only what the pod itself says of the environment is known here. Source: kubernetes ExpandContainerCommandOnlyStatic.
  const values = new Map((container.env ?? []).map(({ name, value = "" }) => [name, value]));
  const words = command.map((word) => expand(word, (name) => values.get(name)));
  try {
    const { exitCode, stdout, stderr } = await runtime.execSync(containerId, words, timeoutMs / 1_000);
    const first = stdout.subarray(0, maximumOutputBytes);
    const rest = stderr.subarray(0, maximumOutputBytes - first.length);
    const decoder = new TextDecoder();
    return { type: exitCode === 0 ? "success" : "failure", output: decoder.decode(first) + decoder.decode(rest) };
  } catch (error) {
    if (error instanceof RuntimeError && error.code === "DeadlineExceeded") return { type: "failure", output: `command timed out: ${quote(words.join(" "))} timed out after ${formatGoDuration(timeoutMs)}` };
    return { type: "error", state: "unknown", output: error instanceof RuntimeError ? `rpc error: code = ${error.code === "Internal" ? "Unknown" : error.code} desc = ${error.message}` : textOf(error) };
  }
}

async function httpProbe(network: NetworkPort, target: ProbeTarget, probe: Probe, { port, timeoutMs }: { readonly port: number; readonly timeoutMs: number }): Promise<ProbeResult> {
  const { scheme = "HTTP", host, path = "/", httpHeaders } = probe.httpGet ?? { port: 0 };
  const headers = httpHeadersAs("kube-probe/1.36", httpHeaders);
  try {
    const { status, body } = await network.httpGet({ scheme, host: host || target.podIP, port, path, headers }, timeoutMs);
    // A redirect that was not followed, to another host or to nowhere.
    if (status >= 300 && status < 400) return { type: "warning", output: `Probe terminated redirects, Response body: ${body}` };
    if (status >= 200 && status < 300) return { type: "success", output: body };
    return { type: "failure", output: `HTTP probe failed with statuscode: ${status}` };
  } catch (error) {
    return error instanceof UnfinishedAnswerError ? { type: "error", state: "failure", output: error.message } : { type: "failure", output: textOf(error) };
  }
}

async function grpcProbe(network: NetworkPort, { podIP: host }: ProbeTarget, { port, service = "" }: NonNullable<Probe["grpc"]>, timeoutMs: number): Promise<ProbeResult> {
  const { status } = await network.grpcHealth({ host, port, service }, timeoutMs);
  return status === "SERVING" ? { type: "success", output: "service healthy" } : { type: "failure", output: `service unhealthy (responded with "${status}")` };
}

/** A port that cannot be told leaves nothing to try. */
async function withPort({ container }: ProbeTarget, wanted: string | number, probe: (port: number) => Promise<ProbeResult>): Promise<ProbeResult> {
  let port: number;
  try {
    port = resolvePort(container, wanted);
  } catch (error) {
    return { type: "error", state: "unknown", output: textOf(error) };
  }
  return probe(port);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
