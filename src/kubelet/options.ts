import type { Clock } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import type { Flags } from "../machinery/zpages/flagz.ts";
import type { Taint } from "../api/types/core/v1.gen.ts";
import type { Transport } from "../client/transport.ts";
import type { ClusterDns } from "./containers/dns.ts";
import type { ImageService, RuntimeService } from "./cri/contract.ts";
import type { HostFiles } from "./ports/host-files.ts";
import type { MachinePort } from "./ports/machine-port.ts";
import type { MountPort } from "./ports/mount-port.ts";
import type { NetworkPort } from "./ports/network-port.ts";
import type { ShutdownPort } from "./ports/shutdown-port.ts";
import type { ShutdownPeriod } from "./shutdown/periods.ts";

/** The host as the kubelet touches it. `ports/node/` has the real one, `testing/` one in memory. */
export interface KubeletPorts {
  readonly files: HostFiles;
  readonly mounts: MountPort;
  readonly network: NetworkPort;
  readonly machine: MachinePort;
  /** Absent: nobody tells of shutdowns. */
  readonly shutdown?: ShutdownPort;
}

/** Source: kubernetes KubeletConfiguration maxPods. */
export const defaultMaximumPods = 110;

export interface KubeletOptions {
  readonly nodeName: string;
  /** Carries the identity `system:node:<nodeName>`. */
  readonly transport: Transport;
  readonly runtime: RuntimeService;
  readonly images: ImageService;
  readonly clock: Clock;
  readonly random: Random;
  readonly ports: KubeletPorts;
  /** Pods' volumes and files, e.g. `/var/lib/wherry/kubelet`. */
  readonly rootFolder: string;
  /** Where static pods are described, a file each; made when it is missing. Absent: there are none. */
  readonly manifestsFolder?: string;
  /** Containers' logs. Default `/var/log/pods`. */
  readonly podLogsFolder?: string;
  /** Where log collectors look, e.g. `/var/log/containers`: a link a container. Absent: no links. */
  readonly logLinksFolder?: string;
  /** What `/logs/` shows. Absent: nothing. */
  readonly systemLogsFolder?: string;
  /** What the process was told on its command line, for `/flagz`. Absent: there is no such page. */
  readonly flags?: Flags;
  /** The node's addresses, the first one is its InternalIP. */
  readonly addresses: readonly string[];
  readonly hostname?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: Taint[];
  /** Where the network is laid out beforehand. */
  readonly podCidr?: string;
  /** Default: no servers, so that pods fall back to the host's resolver. */
  readonly clusterDns?: ClusterDns;
  /** Default 110. */
  readonly maximumPods?: number;
  /** As told in the node's status. Default 10250. */
  readonly kubeletPort?: number;
  /** Default `/kubepods`. */
  readonly cgroupRoot?: string;
  /** How long pods may take to end when the node shuts down, by priority. Default none: it shuts down without ending them. */
  readonly shutdownPeriods?: readonly ShutdownPeriod[];
  /** Runtime operations that bring something up at once. Default 8. */
  readonly startConcurrency?: number;
  /** Something that is worth a line in the log. */
  readonly onNotice?: (text: string) => void;
  /** What went wrong without being anyone's fault; it is tried again. */
  readonly onError?: (error: unknown) => void;
}
