import type { RemoteStreams } from "../../machinery/streaming/kubelet-api.ts";
import type { InterfaceCounters } from "../proc/net-dev.ts";
import type { Pressures } from "../proc/pressure.ts";

/**
 * The container runtime as the kubelet sees it: the shape and words of CRI v1, with streams as async iterables
 * instead of URLs. `cri/conformance.ts` judges every implementation. Times are nanoseconds in CRI and milliseconds
 * since the epoch here. Every call takes an AbortSignal where it may last.
 */

export type SandboxState = "SANDBOX_READY" | "SANDBOX_NOTREADY";
export type ContainerState = "CONTAINER_CREATED" | "CONTAINER_RUNNING" | "CONTAINER_EXITED" | "CONTAINER_UNKNOWN";
export type NamespaceMode = "POD" | "CONTAINER" | "NODE";
export type MountPropagation = "PRIVATE" | "HOST_TO_CONTAINER" | "BIDIRECTIONAL";

export interface PodSandboxMetadata {
  readonly name: string;
  readonly uid: string;
  readonly namespace: string;
  /** Counts the sandboxes that one pod has had. */
  readonly attempt: number;
}

export interface DnsConfig {
  readonly servers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly string[];
}

export interface PortMapping {
  readonly protocol: "TCP" | "UDP" | "SCTP";
  readonly containerPort: number;
  readonly hostPort: number;
  readonly hostIp: string;
}

export interface NamespaceOption {
  readonly network: NamespaceMode;
  readonly pid: NamespaceMode;
  readonly ipc: NamespaceMode;
}

export interface SecurityProfile {
  readonly type: "RuntimeDefault" | "Unconfined" | "Localhost";
  /** Absolute path of the profile, with Localhost. */
  readonly localhostRef?: string;
}

export interface PodSandboxConfig {
  readonly metadata: PodSandboxMetadata;
  readonly hostname: string;
  /** Folder on the host that holds the pod's container logs. */
  readonly logDirectory: string;
  /** Absent: the pod shares the host's resolv.conf. */
  readonly dnsConfig?: DnsConfig;
  readonly portMappings: readonly PortMapping[];
  /** One of the runtime's ways of running pods, as a RuntimeClass names it; one that it does not have is refused. Absent: its usual one. In CRI beside this message. */
  readonly runtimeHandler?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly linux: {
    /** Parent of the containers' cgroups, e.g. `/kubepods/burstable/pod<uid>`. */
    readonly cgroupParent: string;
    readonly namespaces: NamespaceOption;
    readonly sysctls: Readonly<Record<string, string>>;
    /** Limits of the whole pod, written to the parent cgroup. */
    readonly resources?: LinuxContainerResources;
    readonly privileged?: boolean;
    /** Users of the pod's own: its root is nobody on the host. CRI's `userns_options` with mode POD; the runtime picks the ids. Default: false. */
    readonly userNamespace?: boolean;
  };
}

export interface PodSandboxStatus {
  readonly id: string;
  readonly metadata: PodSandboxMetadata;
  readonly state: SandboxState;
  readonly createdAt: number;
  /** Empty with host network. */
  readonly ips: readonly string[];
  /** Limits of the whole pod as they hold now. */
  readonly resources?: LinuxContainerResources;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Mount {
  readonly containerPath: string;
  /** Empty for an image. */
  readonly hostPath: string;
  /** What is mounted lies here below `hostPath`; where links lead out of it, or are made to while it is mounted, the container is not created. */
  readonly subPath?: string;
  /** The content of an image of this node, or a part of it, always read-only. */
  readonly image?: { readonly id: string; readonly subPath?: string };
  readonly readonly: boolean;
  readonly recursiveReadOnly?: boolean;
  readonly propagation: MountPropagation;
}

export interface Device {
  readonly containerPath: string;
  readonly hostPath: string;
  /** Any of `r`, `w`, `m`. */
  readonly permissions: string;
}

export interface LinuxContainerResources {
  readonly cpuPeriodUs?: number;
  readonly cpuQuotaUs?: number;
  readonly cpuShares?: number;
  readonly memoryLimitBytes?: number;
  readonly oomScoreAdj?: number;
  readonly cpusetCpus?: string;
  readonly cpusetMems?: string;
  readonly pidsLimit?: number;
  /** Its processes are killed together when its memory runs out. On cgroup v1 the kernel kills one of them whatever this says. Default: false. */
  readonly oomGroup?: boolean;
}

export interface ContainerSecurityContext {
  readonly addCapabilities: readonly string[];
  readonly dropCapabilities: readonly string[];
  readonly privileged: boolean;
  readonly runAsUser?: number;
  readonly runAsUsername?: string;
  readonly runAsGroup?: number;
  readonly supplementalGroups: readonly number[];
  readonly supplementalGroupsPolicy?: "Merge" | "Strict";
  readonly readonlyRootfs: boolean;
  readonly noNewPrivs: boolean;
  readonly seccomp: SecurityProfile;
  readonly maskedPaths: readonly string[];
  readonly readonlyPaths: readonly string[];
}

export interface ContainerConfig {
  readonly metadata: { readonly name: string; readonly attempt: number };
  /** What `pullImage` or `imageStatus` answered as id. */
  readonly image: { readonly id: string; readonly userSpecified: string };
  /** Entrypoint override; empty means the image's. */
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly workingDir?: string;
  readonly envs: readonly { readonly key: string; readonly value: string }[];
  readonly mounts: readonly Mount[];
  readonly devices: readonly Device[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Relative to the sandbox's logDirectory, in CRI log format. */
  readonly logPath: string;
  readonly stdin: boolean;
  readonly stdinOnce: boolean;
  readonly tty: boolean;
  readonly stopSignal?: string;
  readonly linux: {
    readonly resources: LinuxContainerResources;
    readonly securityContext: ContainerSecurityContext;
    /** Namespaces that differ from the sandbox's (pid TARGET of ephemeral containers names a container id). */
    readonly pidTarget?: string;
  };
}

export interface ContainerStatus {
  readonly id: string;
  readonly sandboxId: string;
  readonly metadata: { readonly name: string; readonly attempt: number };
  readonly state: ContainerState;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly exitCode?: number;
  /** Signal that ended it, when one did. */
  readonly signal?: number;
  readonly image: { readonly id: string; readonly userSpecified: string };
  /** `repo@sha256:…` or the image id. */
  readonly imageRef: string;
  /** `Completed`, `Error`, `OOMKilled`, `StartError`, … */
  readonly reason?: string;
  readonly message?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  readonly logPath: string;
  /** What `stopContainer` sends first, e.g. `SIGTERM`. */
  readonly stopSignal?: string;
  readonly resources?: LinuxContainerResources;
  readonly user?: { readonly uid: number; readonly gid: number; readonly supplementalGroups: readonly number[] };
}

export interface ContainerStats {
  readonly id: string;
  readonly cpuUsageNanoseconds: number;
  readonly memoryWorkingSetBytes: number;
  readonly memoryUsageBytes: number;
  readonly rootfsUsedBytes: number;
  readonly pids: number;
  /** Only where it was asked for. */
  readonly detail?: ContainerStatsDetail;
}

/** More of what a container has used. A field is absent where the kernel or the runtime does not count it. */
export interface ContainerStatsDetail {
  readonly cpuUserNanoseconds?: number;
  readonly cpuSystemNanoseconds?: number;
  /** Periods of the processor limit that have passed, in how many it was reached, and how long that held the container up. */
  readonly cpuPeriods?: number;
  readonly throttledPeriods?: number;
  readonly throttledNanoseconds?: number;
  readonly memoryRssBytes?: number;
  readonly memoryCacheBytes?: number;
  readonly memoryMappedBytes?: number;
  readonly memoryMaxUsageBytes?: number;
  /** Absent when there is none. */
  readonly memoryLimitBytes?: number;
  readonly pageFaults?: number;
  readonly majorPageFaults?: number;
  readonly oomKills?: number;
  readonly swapUsageBytes?: number;
  /** Absent when there is none. */
  readonly swapLimitBytes?: number;
  readonly devices?: readonly DeviceCounters[];
  readonly pressures?: Pressures;
}

/** What was read from a block device and written to it; `device` is `major:minor`. */
export interface DeviceCounters {
  readonly device: string;
  readonly readBytes: number;
  readonly writtenBytes: number;
  readonly reads: number;
  readonly writes: number;
}

export interface PodSandboxStats {
  /** The pod's own interfaces, the one with its address first. Absent with host network, and while none of its containers runs. */
  readonly network?: readonly InterfaceCounters[];
}

export type ContainerEventType = "CONTAINER_CREATED_EVENT" | "CONTAINER_STARTED_EVENT" | "CONTAINER_STOPPED_EVENT" | "CONTAINER_DELETED_EVENT";

/** Told within milliseconds of what happened; `sandboxId` is the id itself for events of the sandbox. */
export interface ContainerEvent {
  readonly type: ContainerEventType;
  readonly containerId: string;
  readonly sandboxId: string;
  readonly podUid: string;
}

export interface RuntimeCondition {
  readonly type: "RuntimeReady" | "NetworkReady";
  readonly status: boolean;
  readonly reason: string;
  readonly message: string;
}

/** A way to run a pod, and what it can do beyond what every one must. */
export interface RuntimeHandler {
  /** What `PodSandboxConfig.runtimeHandler` says; the usual one's is empty. */
  readonly name: string;
  readonly recursiveReadOnlyMounts: boolean;
  readonly userNamespaces: boolean;
}

export interface RuntimeStatus {
  readonly conditions: readonly RuntimeCondition[];
  /** What the runtime can do whatever the handler; absent when it does not say. */
  readonly features?: { readonly supplementalGroupsPolicy: boolean };
  /** Absent when it does not say. */
  readonly handlers?: readonly RuntimeHandler[];
}

export interface RuntimeVersion {
  /** `embedded`, `containerd`, `simulated`: the scheme of container ids in pod status. */
  readonly runtimeName: string;
  readonly runtimeVersion: string;
}

/** Errors of a runtime that the kubelet treats by kind; the message is for people. */
export type RuntimeErrorCode = "NotFound" | "AlreadyExists" | "InvalidArgument" | "FailedPrecondition" | "DeadlineExceeded" | "Unavailable" | "Internal";

export class RuntimeError extends Error {
  override readonly name = "RuntimeError";
  readonly code: RuntimeErrorCode;
  constructor(code: RuntimeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface RuntimeService {
  version(): Promise<RuntimeVersion>;
  status(): Promise<RuntimeStatus>;
  /** Limits what all sandboxes below `cgroup` may take together. Doing it again changes the limits. */
  limitPods(cgroup: string, resources: LinuxContainerResources): Promise<void>;
  /** Creates and starts the sandbox with its network; all or nothing. */
  runPodSandbox(config: PodSandboxConfig, signal?: AbortSignal): Promise<{ readonly id: string }>;
  /** Kills what runs in it and frees its network. Doing it again does nothing. */
  stopPodSandbox(id: string): Promise<void>;
  /** Stops it, then forgets it and its containers. Doing it again does nothing. */
  removePodSandbox(id: string): Promise<void>;
  podSandboxStatus(id: string): Promise<PodSandboxStatus>;
  listPodSandboxes(filter?: { readonly podUid?: string; readonly state?: SandboxState }): Promise<readonly PodSandboxStatus[]>;
  createContainer(sandboxId: string, config: ContainerConfig, sandbox: PodSandboxConfig, signal?: AbortSignal): Promise<{ readonly id: string }>;
  startContainer(id: string): Promise<void>;
  /** Sends the stop signal, waits up to `timeoutSeconds`, then kills. 0 kills at once. Doing it again does nothing. */
  stopContainer(id: string, timeoutSeconds: number): Promise<void>;
  /** Kills it if it runs. Doing it again does nothing. */
  removeContainer(id: string): Promise<void>;
  listContainers(filter?: { readonly sandboxId?: string; readonly podUid?: string }): Promise<readonly ContainerStatus[]>;
  containerStatus(id: string): Promise<ContainerStatus>;
  updateContainerResources(id: string, resources: LinuxContainerResources): Promise<void>;
  /** Changes the limits of the whole pod. An absent field stays as it is. */
  updatePodSandboxResources(id: string, resources: LinuxContainerResources): Promise<void>;
  /** Called after the kubelet moved the log file away. */
  reopenContainerLog(id: string): Promise<void>;
  /** Runs a command to its end. After `timeoutSeconds` (0: none) the command is killed and DeadlineExceeded thrown. */
  execSync(id: string, command: readonly string[], timeoutSeconds: number, signal?: AbortSignal): Promise<{ readonly stdout: Uint8Array; readonly stderr: Uint8Array; readonly exitCode: number }>;
  exec(id: string, options: { readonly command: readonly string[]; readonly tty: boolean }, streams: RemoteStreams, signal: AbortSignal): Promise<{ readonly exitCode: number }>;
  /** Joins the streams of the container's own process. Where the container's input stays open, the end of the client's input ends it too. */
  attach(id: string, options: { readonly tty: boolean }, streams: RemoteStreams, signal: AbortSignal): Promise<void>;
  /** A TCP connection to the port on the loopback inside the sandbox's network. */
  portForward(sandboxId: string, port: number, connection: { readonly incoming: AsyncIterable<Uint8Array>; write(chunk: Uint8Array): Promise<void> }, signal: AbortSignal): Promise<void>;
  containerStats(id: string, options?: { readonly detailed?: boolean }): Promise<ContainerStats>;
  podSandboxStats(id: string): Promise<PodSandboxStats>;
  /** Every change from now on, until `signal` aborts. */
  events(signal: AbortSignal): AsyncIterable<ContainerEvent>;
}

export interface Image {
  /** `sha256:…` of the image's configuration. */
  readonly id: string;
  /** Full names with tag, e.g. `docker.io/library/busybox:latest`. */
  readonly repoTags: readonly string[];
  /** `docker.io/library/busybox@sha256:…` */
  readonly repoDigests: readonly string[];
  readonly sizeBytes: number;
  /** User from the image's configuration. */
  readonly uid?: number;
  readonly username?: string;
}

export interface ImageService {
  listImages(): Promise<readonly Image[]>;
  /** Undefined when the image is not on this node. `image` is a name, a digest or an id. */
  imageStatus(image: string): Promise<Image | undefined>;
  /** Fetches what is missing and answers the image id. Throws ImagePullError. */
  pullImage(image: string, auth: { readonly username?: string; readonly password?: string; readonly identityToken?: string } | undefined, signal?: AbortSignal): Promise<{ readonly id: string; readonly sizeBytes: number }>;
  removeImage(image: string): Promise<void>;
  imageFsInfo(): Promise<{ readonly mountpoint: string; readonly usedBytes: number; readonly inodesUsed: number }>;
}

/** Why a pull failed, as the waiting reason that users search for. */
export class ImagePullError extends Error {
  override readonly name = "ImagePullError";
  readonly reason: "ErrImagePull" | "InvalidImageName" | "RegistryUnavailable";
  constructor(reason: "ErrImagePull" | "InvalidImageName" | "RegistryUnavailable", message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
