/**
 * The messages of CRI v1 that we send and take, as `grpc/protobuf-schema.ts` makes them from `facts/cri.json`: names in
 * camel case, enums as their names, 64-bit integers as numbers (nanoseconds lose their last two digits).
 */

export interface Int64Value {
  readonly value: number;
}

export interface WireInterfaceUsage {
  readonly name: string;
  readonly rxBytes?: Int64Value;
  readonly rxErrors?: Int64Value;
  readonly txBytes?: Int64Value;
  readonly txErrors?: Int64Value;
}

export interface WireNetworkUsage {
  readonly defaultInterface?: WireInterfaceUsage;
  readonly interfaces?: readonly WireInterfaceUsage[];
}

export interface WireNamespaceOption {
  readonly network: string;
  readonly pid: string;
  readonly ipc: string;
  readonly targetId?: string;
}

export interface WireSecurityProfile {
  readonly profileType: string;
  readonly localhostRef?: string;
}

export interface WireResources {
  readonly cpuPeriod?: number;
  readonly cpuQuota?: number;
  readonly cpuShares?: number;
  readonly memoryLimitInBytes?: number;
  readonly oomScoreAdj?: number;
  readonly cpusetCpus?: string;
  readonly cpusetMems?: string;
  readonly unified?: Readonly<Record<string, string>>;
}

export interface WireSandboxMetadata {
  readonly name: string;
  readonly uid: string;
  readonly namespace: string;
  readonly attempt: number;
}

export interface WireSandboxConfig {
  readonly metadata: WireSandboxMetadata;
  readonly hostname: string;
  readonly logDirectory: string;
  readonly dnsConfig?: { readonly servers: readonly string[]; readonly searches: readonly string[]; readonly options: readonly string[] };
  readonly portMappings: readonly { readonly protocol: string; readonly containerPort: number; readonly hostPort: number; readonly hostIp: string }[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly linux: {
    readonly cgroupParent: string;
    readonly sysctls: Readonly<Record<string, string>>;
    readonly resources?: WireResources;
    readonly securityContext: { readonly namespaceOptions: WireNamespaceOption; readonly privileged: boolean; readonly seccomp: WireSecurityProfile };
  };
}

export interface WireMount {
  readonly containerPath: string;
  readonly hostPath: string;
  readonly readonly: boolean;
  readonly propagation: string;
  readonly recursiveReadOnly: boolean;
  readonly image?: WireImageSpec;
  readonly imageSubPath?: string;
}

export interface WireImageSpec {
  readonly image: string;
  readonly userSpecifiedImage?: string;
}

export interface WireContainerConfig {
  readonly metadata: { readonly name: string; readonly attempt: number };
  readonly image: WireImageSpec;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly workingDir?: string;
  readonly envs: readonly { readonly key: string; readonly value: string }[];
  readonly mounts: readonly WireMount[];
  readonly devices: readonly { readonly containerPath: string; readonly hostPath: string; readonly permissions: string }[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly logPath: string;
  readonly stdin: boolean;
  readonly stdinOnce: boolean;
  readonly tty: boolean;
  readonly stopSignal?: string;
  readonly linux: {
    readonly resources: WireResources;
    readonly securityContext: {
      readonly capabilities: { readonly addCapabilities: readonly string[]; readonly dropCapabilities: readonly string[] };
      readonly privileged: boolean;
      readonly namespaceOptions: WireNamespaceOption;
      readonly runAsUser?: Int64Value;
      readonly runAsUsername?: string;
      readonly runAsGroup?: Int64Value;
      readonly supplementalGroups: readonly number[];
      readonly supplementalGroupsPolicy?: string;
      readonly readonlyRootfs: boolean;
      readonly noNewPrivs: boolean;
      readonly seccomp: WireSecurityProfile;
      readonly maskedPaths: readonly string[];
      readonly readonlyPaths: readonly string[];
    };
  };
}

export interface WireRuntimeHandler {
  readonly name: string;
  readonly features?: { readonly recursiveReadOnlyMounts: boolean; readonly userNamespaces: boolean };
}

export interface WireSandboxStatus {
  readonly id: string;
  readonly metadata?: WireSandboxMetadata;
  readonly state: string;
  readonly createdAt: number;
  readonly network?: { readonly ip: string; readonly additionalIps: readonly { readonly ip: string }[] };
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface WireSandbox {
  readonly id: string;
  readonly state: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface WireContainer {
  readonly id: string;
  readonly podSandboxId: string;
  readonly state: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface WireContainerStatus {
  readonly id: string;
  readonly metadata?: { readonly name: string; readonly attempt: number };
  readonly state: string;
  readonly createdAt: number;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly exitCode: number;
  readonly image?: WireImageSpec;
  readonly imageRef: string;
  readonly reason: string;
  readonly message: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly mounts: readonly WireMount[];
  readonly logPath: string;
  readonly stopSignal: string;
  readonly user?: { readonly linux?: { readonly uid: number; readonly gid: number; readonly supplementalGroups: readonly number[] } };
}

export interface WireImage {
  readonly id: string;
  readonly repoTags: readonly string[];
  readonly repoDigests: readonly string[];
  readonly size: number;
  readonly uid?: Int64Value;
  readonly username: string;
}

export interface WireFilesystemUsage {
  readonly fsId?: { readonly mountpoint: string };
  readonly usedBytes?: Int64Value;
  readonly inodesUsed?: Int64Value;
}

export interface WireContainerStats {
  readonly cpu?: { readonly usageCoreNanoSeconds?: Int64Value };
  readonly memory?: { readonly workingSetBytes?: Int64Value; readonly usageBytes?: Int64Value };
  readonly writableLayer?: WireFilesystemUsage;
}

type LabelFilter = { readonly filter: { readonly id?: string; readonly podSandboxId?: string; readonly labelSelector: Readonly<Record<string, string>> } };
type Nothing = Readonly<Record<string, never>>;

/** What each call of the two services takes and answers. */
export interface CriMethods {
  Version: [{ version: string }, { runtimeName: string; runtimeVersion: string }];
  Status: [Nothing, { status?: { conditions: readonly { type: string; status: boolean; reason: string; message: string }[] }; runtimeHandlers?: readonly WireRuntimeHandler[]; features?: { supplementalGroupsPolicy: boolean } }];
  UpdateRuntimeConfig: [{ runtimeConfig: { networkConfig: { podCidr: string } } }, Nothing];
  RunPodSandbox: [{ config: WireSandboxConfig; runtimeHandler?: string }, { podSandboxId: string }];
  StopPodSandbox: [{ podSandboxId: string }, Nothing];
  RemovePodSandbox: [{ podSandboxId: string }, Nothing];
  PodSandboxStatus: [{ podSandboxId: string }, { status?: WireSandboxStatus }];
  PodSandboxStats: [{ podSandboxId: string }, { stats?: { readonly linux?: { readonly network?: WireNetworkUsage } } }];
  ListPodSandbox: [LabelFilter, { items: readonly WireSandbox[] }];
  CreateContainer: [{ podSandboxId: string; config: WireContainerConfig; sandboxConfig: WireSandboxConfig }, { containerId: string }];
  StartContainer: [{ containerId: string }, Nothing];
  StopContainer: [{ containerId: string; timeout: number }, Nothing];
  RemoveContainer: [{ containerId: string }, Nothing];
  ListContainers: [LabelFilter, { containers: readonly WireContainer[] }];
  ContainerStatus: [{ containerId: string }, { status?: WireContainerStatus }];
  UpdateContainerResources: [{ containerId: string; linux: WireResources }, Nothing];
  ReopenContainerLog: [{ containerId: string }, Nothing];
  ExecSync: [{ containerId: string; cmd: readonly string[]; timeout: number }, { stdout: Uint8Array; stderr: Uint8Array; exitCode: number }];
  Exec: [{ containerId: string; cmd: readonly string[]; tty: boolean; stdin: boolean; stdout: boolean; stderr: boolean }, { url: string }];
  Attach: [{ containerId: string; stdin: boolean; tty: boolean; stdout: boolean; stderr: boolean }, { url: string }];
  PortForward: [{ podSandboxId: string; port: readonly number[] }, { url: string }];
  ContainerStats: [{ containerId: string }, { stats?: WireContainerStats }];
  ListImages: [Nothing, { images: readonly WireImage[] }];
  ImageStatus: [{ image: WireImageSpec }, { image?: WireImage }];
  PullImage: [{ image: WireImageSpec; auth?: { username?: string; password?: string; identityToken?: string } }, { imageRef: string }];
  RemoveImage: [{ image: WireImageSpec }, Nothing];
  ImageFsInfo: [Nothing, { imageFilesystems: readonly WireFilesystemUsage[] }];
}
