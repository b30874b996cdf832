import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import type { ConfigMap, Pod, Secret, Service } from "../../api/types/core/v1.gen.ts";
import type { Transport } from "../../client/transport.ts";
import type { ResourceTotals } from "../containers/resource-ref.ts";
import type { ClusterDns } from "../containers/dns.ts";
import type { DnsConfig, RuntimeHandler, RuntimeService } from "../cri/contract.ts";
import type { KubeletCounts } from "../api/kubelet-counts.ts";
import type { ContainerEvents } from "../events/container-events.ts";
import type { ImageManager } from "../images/image-manager.ts";
import type { HostFiles } from "../ports/host-files.ts";
import type { NetworkPort } from "../ports/network-port.ts";
import type { ProbeCounts } from "../probes/probe-counts.ts";
import type { ResizeVerdict } from "../resize/decide-admission.ts";
import type { PodStatuses } from "../status/contract.ts";
import type { VolumeManager } from "../volumes/volume-manager.ts";
import type { Limiter } from "./limiter.ts";
import type { PodEnding } from "./observation.ts";

/** What the node is, as pods see it. */
export interface NodeSurroundings {
  readonly nodeName: string;
  readonly hostname: string;
  readonly hostIPs: readonly string[];
  readonly runtimeName: string;
  /** What the runtime can do for pods that name no handler; absent when it does not say. */
  readonly usualHandler?: RuntimeHandler;
  readonly memoryBytes: number;
  readonly allocatable: ResourceTotals;
  readonly clusterDns: ClusterDns;
  readonly hostDns: DnsConfig;
}

/** Everything that pod workers share. */
export interface PodPorts {
  readonly transport: Transport;
  readonly runtime: RuntimeService;
  readonly images: ImageManager;
  readonly volumes: VolumeManager;
  readonly statuses: PodStatuses;
  readonly events: ContainerEvents;
  readonly files: HostFiles;
  readonly network: NetworkPort;
  readonly probes: ProbeCounts;
  readonly counts: KubeletCounts;
  readonly clock: Clock;
  readonly random: Random;
  readonly node: () => NodeSurroundings;
  readonly services: () => readonly Service[];
  configMap(pod: Pod, name: string): Promise<ConfigMap | undefined>;
  secret(pod: Pod, name: string): Promise<Secret | undefined>;
  /** Why this node refuses a pod that it has not started yet; undefined when it takes it. */
  admit(pod: Pod): PodEnding | undefined;
  /** Whether the node has room for what the pod's spec wishes now. */
  admitResize(pod: Pod): ResizeVerdict;
  /** Runtime operations that bring something up, and those that take something down. */
  readonly starts: Limiter;
  readonly stops: Limiter;
  readonly rootFolder: string;
  readonly podLogsFolder: string;
  readonly logLinksFolder?: string;
  readonly cgroupRoot: string;
  /** Something that is not the pod's fault went wrong; it is tried again. */
  readonly onError: (error: unknown) => void;
}
