import { reserved } from "../eviction/thresholds.ts";
import type { Millis } from "../../base/clock.ts";
import type { Node, NodeCondition, NodeStatus } from "../../api/types/core/v1.gen.ts";
import { kubernetesVersion } from "../../api/version.ts";
import { formatTime } from "../../machinery/time/time.ts";
import type { Image, RuntimeCondition, RuntimeFeatures, RuntimeVersion } from "../cri/contract.ts";
import type { MachineInfo, MachineUsage } from "../ports/machine-port.ts";

/** Images named in a node's status at most. Source: kubernetes nodeStatusMaxImages. */
const maximumImages = 50;
const maximumNames = 5;

export interface NodeFacts {
  readonly nodeName: string;
  readonly hostname: string;
  readonly addresses: readonly string[];
  readonly maximumPods: number;
  readonly kubeletPort: number;
  readonly machine: MachineInfo;
  readonly usage: MachineUsage;
  readonly runtime: RuntimeVersion;
  readonly runtimeConditions: readonly RuntimeCondition[];
  readonly runtimeFeatures?: RuntimeFeatures;
  readonly images: readonly Image[];
  /** Conditions of pressure that hold now or held until a short while ago. */
  readonly pressures: ReadonlySet<string>;
  readonly now: Millis;
}

/** The node's status as it should stand; `old` gives transition times and resources that others have added. */
export function nodeStatus(facts: NodeFacts, old: NodeStatus | undefined): NodeStatus {
  const { machine, usage } = facts;
  const capacity: Record<string, string> = {
    ...foreign(old?.capacity),
    cpu: String(machine.cpus),
    "ephemeral-storage": `${Math.floor(usage.rootTotalBytes / 1_024)}Ki`,
    "hugepages-1Gi": "0",
    "hugepages-2Mi": "0",
    memory: `${Math.floor(machine.memoryBytes / 1_024)}Ki`,
    pods: String(facts.maximumPods),
  };
  const kept = reserved(machine, usage);
  const allocatable: Record<string, string> = {
    ...capacity,
    "ephemeral-storage": String(usage.rootTotalBytes - kept.diskBytes),
    memory: `${Math.floor((machine.memoryBytes - kept.memoryBytes) / 1_024)}Ki`,
  };
  return {
    ...(old ?? {}),
    addresses: [...facts.addresses.map((address) => ({ type: "InternalIP", address })), { type: "Hostname", address: facts.hostname }],
    allocatable,
    capacity,
    conditions: conditions(facts, old?.conditions ?? []),
    daemonEndpoints: { kubeletEndpoint: { Port: facts.kubeletPort } },
    ...features(facts.runtimeFeatures),
    images: images(facts.images),
    nodeInfo: {
      architecture: machine.architecture,
      bootID: machine.bootId,
      containerRuntimeVersion: `${facts.runtime.runtimeName}://${facts.runtime.runtimeVersion}`,
      kernelVersion: machine.kernelVersion,
      kubeProxyVersion: "",
      kubeletVersion: kubernetesVersion,
      machineID: machine.machineId,
      operatingSystem: "linux",
      osImage: machine.osImage,
      systemUUID: machine.systemUuid,
    },
  };
}

/** The labels that every node carries. */
export function nodeLabels({ nodeName, machine }: { readonly nodeName: string; readonly machine: MachineInfo }): Record<string, string> {
  return {
    "beta.kubernetes.io/arch": machine.architecture,
    "beta.kubernetes.io/os": "linux",
    "kubernetes.io/arch": machine.architecture,
    "kubernetes.io/hostname": nodeName,
    "kubernetes.io/os": "linux",
  };
}

/** True when nothing but heartbeats differs, so that writing can wait. */
export function isReady(node: Node | undefined): boolean {
  return node?.status?.conditions?.find((condition) => condition.type === "Ready")?.status === "True";
}

function conditions(facts: NodeFacts, old: readonly NodeCondition[]): NodeCondition[] {
  const { now, pressures } = facts;
  const broken = facts.runtimeConditions.filter((condition) => !condition.status);
  const verdicts = [
    pressures.has("MemoryPressure")
      ? { type: "MemoryPressure", status: "True", reason: "KubeletHasInsufficientMemory", message: "kubelet has insufficient memory available" }
      : { type: "MemoryPressure", status: "False", reason: "KubeletHasSufficientMemory", message: "kubelet has sufficient memory available" },
    pressures.has("DiskPressure")
      ? { type: "DiskPressure", status: "True", reason: "KubeletHasDiskPressure", message: "kubelet has disk pressure" }
      : { type: "DiskPressure", status: "False", reason: "KubeletHasNoDiskPressure", message: "kubelet has no disk pressure" },
    pressures.has("PIDPressure")
      ? { type: "PIDPressure", status: "True", reason: "KubeletHasInsufficientPID", message: "kubelet has insufficient PID available" }
      : { type: "PIDPressure", status: "False", reason: "KubeletHasSufficientPID", message: "kubelet has sufficient PID available" },
    broken.length === 0
      ? { type: "Ready", status: "True", reason: "KubeletReady", message: "kubelet is posting ready status" }
      : { type: "Ready", status: "False", reason: "KubeletNotReady", message: broken.map(({ type, reason, message }) => `container runtime ${type === "NetworkReady" ? "network " : ""}not ready: ${type}=false reason:${reason} message:${message}`).join(", ") },
  ];
  const own = verdicts.map((verdict): NodeCondition => {
    const before = old.find((condition) => condition.type === verdict.type);
    return { ...verdict, lastHeartbeatTime: formatTime(now), lastTransitionTime: before?.status === verdict.status ? before.lastTransitionTime : formatTime(now) };
  });
  return [...old.filter((condition) => !own.some((entry) => entry.type === condition.type)), ...own];
}

/** The usual handler has no name. Source: kubernetes pkg/kubelet/nodestatus RuntimeHandlers, NodeFeatures. */
function features(known: RuntimeFeatures | undefined): Pick<NodeStatus, "features" | "runtimeHandlers"> {
  if (known === undefined) return {};
  const { supplementalGroupsPolicy, userNamespaces, recursiveReadOnlyMounts, handlers } = known;
  return { features: { supplementalGroupsPolicy }, runtimeHandlers: handlers.map((name) => ({ name, features: { recursiveReadOnlyMounts, userNamespaces } })) };
}

/** Extended resources that someone else put there; what is left of a former capacity of ours is not taken over. */
function foreign(capacity: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(capacity ?? {}).filter(([name]) => name.includes("/")));
}

function images(all: readonly Image[]): NonNullable<NodeStatus["images"]> {
  return all
    .toSorted((a, b) => b.sizeBytes - a.sizeBytes)
    .slice(0, maximumImages)
    .map((image) => ({ names: [...image.repoDigests, ...image.repoTags].slice(0, maximumNames), sizeBytes: image.sizeBytes }));
}
