import type { Pod } from "../../api/types/core/v1.gen.ts";
import { podDns, type PodDns } from "../containers/dns.ts";
import { kernelHostname } from "../containers/hostname.ts";
import { podLogFolder, sandboxConfig } from "../containers/sandbox-config.ts";
import type { PodSandboxConfig } from "../cri/contract.ts";
import type { PodPorts } from "./pod-ports.ts";
import { runtimeHandler } from "./runtime-handler.ts";
import { StartError } from "./start-error.ts";

const retryMs = 5_000;

/** Makes and starts the pod's sandbox; its volumes are set up meanwhile. Throws StartError. */
export async function createSandbox(ports: PodPorts, pod: Pod, attempt: number): Promise<void> {
  const { config, dns } = describe(ports, pod, attempt);
  if (dns.warning !== undefined) ports.events.podWarning(pod, dns.warning.reason, dns.warning.message);
  ports.files.makeFolder(podLogFolder(pod, ports.podLogsFolder), 0o755);
  ports.counts.startedPods.inc();
  if (config.linux.userNamespace === true) ports.counts.startedUserPods.inc();
  // The first container asks for the volumes again and hears of what went wrong there.
  const volumes = ports.volumes.setUp(pod).catch(() => undefined);
  try {
    if (config.linux.userNamespace === true && ports.node().usualHandler?.userNamespaces !== true) {
      throw new Error("can't set `spec.hostUsers: false`, runtime does not support user namespaces");
    }
    const handler = await runtimeHandler(ports.transport, pod);
    await ports.starts.run(() => ports.runtime.runPodSandbox(handler === undefined ? config : { ...config, runtimeHandler: handler }));
  } catch (error) {
    if (config.linux.userNamespace === true) ports.counts.startedUserPodErrors.inc();
    throw failed(ports, pod, error);
  }
  await volumes;
}

function describe(ports: PodPorts, pod: Pod, attempt: number): ReturnType<typeof podSandboxConfig> {
  try {
    return podSandboxConfig(ports, pod, attempt);
  } catch (error) {
    throw failed(ports, pod, error);
  }
}

/** Tells of a sandbox that could not be made, which is tried again. */
function failed(ports: PodPorts, pod: Pod, cause: unknown): StartError {
  const message = cause instanceof Error ? cause.message : String(cause);
  ports.counts.startedPodErrors.inc();
  ports.events.podWarning(pod, "FailedCreatePodSandBox", `Failed to create pod sandbox: ${message}`);
  return new StartError("ContainerCreating", message, retryMs, { cause });
}

/** What the runtime was or is told about the pod's sandbox; the same for every attempt but for its number. Throws where the pod cannot have the host name that it asks for. */
export function podSandboxConfig(ports: PodPorts, pod: Pod, attempt: number): { readonly config: PodSandboxConfig; readonly dns: PodDns } {
  const node = ports.node();
  const dns = podDns(pod, node.clusterDns, node.hostDns);
  const config = sandboxConfig({
    pod,
    attempt,
    hostname: kernelHostname(pod, node.clusterDns.domain, node.hostname),
    dns: dns.config,
    podLogsFolder: ports.podLogsFolder,
    cgroupRoot: ports.cgroupRoot,
  });
  return { config, dns };
}
