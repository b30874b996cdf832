import type { ContainerConfig, LinuxContainerResources, Mount, PodSandboxConfig } from "../../../cri/contract.ts";
import type { SandboxPaths } from "../layout.ts";
import { oomGroupFile } from "../../shared/cgroups/oom-group.ts";
import { decideCapabilities } from "./capabilities.ts";
import type { OciDevice } from "./devices.ts";
import { runtimeDefaultProfile } from "./seccomp.ts";
import type { ContainerUser } from "./user.ts";
import { idMapOption, type IdMapping, idMappings } from "./user-mapping.ts";

/** What this machine allows; read once. */
export interface HostLimits {
  readonly boundingCapabilities: readonly string[];
  /** Without CAP_SYS_RESOURCE the kernel refuses a lower oom_score_adj than our own. */
  readonly lowestOomScoreAdj: number;
  readonly cgroupVersion: 1 | 2;
}

export interface SpecInput {
  readonly config: ContainerConfig;
  readonly sandbox: PodSandboxConfig;
  readonly sandboxPaths: SandboxPaths;
  readonly argv: readonly string[];
  readonly imageEnv: readonly string[];
  readonly cwd: string;
  readonly user: ContainerUser;
  readonly rootfs: string;
  readonly cgroupsPath: string;
  /** First of the host's ids that the pod's users run under; undefined: it has no users of its own. */
  readonly firstHostId?: number;
  /** Path of the process namespace to join; undefined: one of its own, unless the pod uses the node's. */
  readonly pidNamespace?: string;
  readonly devices: readonly OciDevice[];
  /** The parsed profile file, with a Localhost profile. */
  readonly localhostSeccomp?: object;
  readonly host: HostLimits;
}

const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** The OCI runtime configuration (config.json) of one container. */
export function buildSpec(input: SpecInput): OciSpec {
  const { config, user, host, firstHostId } = input;
  const context = config.linux.securityContext;
  const capabilities = decideCapabilities(context, host.boundingCapabilities);
  return {
    ociVersion: "1.0.2",
    process: {
      terminal: config.tty,
      user: { uid: user.uid, gid: user.gid, additionalGids: user.supplementalGroups },
      args: input.argv, env: environment(input), cwd: input.cwd,
      capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities },
      noNewPrivileges: context.noNewPrivs,
      oomScoreAdj: Math.max(config.linux.resources.oomScoreAdj ?? 0, host.lowestOomScoreAdj),
    },
    root: { path: input.rootfs, readonly: context.readonlyRootfs },
    mounts: [...systemMounts(input), ...podMounts(input), ...config.mounts.map((mount) => bind(mount, firstHostId))],
    linux: {
      namespaces: namespaces(input),
      ...(firstHostId === undefined ? {} : { uidMappings: idMappings(firstHostId), gidMappings: idMappings(firstHostId) }),
      cgroupsPath: input.cgroupsPath,
      resources: { ...ociResources(config.linux.resources), unified: host.cgroupVersion === 2 ? oomGroupFile(config.linux.resources) : undefined, devices: deviceRules(input) },
      devices: input.devices,
      seccomp: seccomp(input, capabilities),
      maskedPaths: context.privileged ? [] : context.maskedPaths,
      readonlyPaths: context.privileged ? [] : context.readonlyPaths,
      rootfsPropagation: rootfsPropagation(config.mounts),
    },
  };
}

export interface OciProcess {
  readonly terminal: boolean;
  readonly user: { readonly uid: number; readonly gid: number; readonly additionalGids: readonly number[] };
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly cwd: string;
  readonly capabilities: object;
  readonly noNewPrivileges: boolean;
  readonly oomScoreAdj: number;
}

export interface OciSpec {
  readonly ociVersion: string;
  readonly process: OciProcess;
  readonly root: object;
  readonly mounts: readonly OciMount[];
  readonly linux: { readonly namespaces: readonly object[]; readonly uidMappings?: readonly IdMapping[]; readonly [more: string]: unknown };
}

interface OciMount {
  readonly destination: string;
  readonly type: string;
  readonly source: string;
  readonly options: readonly string[];
}

/** Limits in OCI's words. A field that is absent stays as it is. */
export function ociResources(resources: LinuxContainerResources): object {
  const { cpuPeriodUs, cpuQuotaUs, cpuShares, memoryLimitBytes, cpusetCpus, cpusetMems, pidsLimit } = resources;
  return {
    cpu: { period: cpuPeriodUs || undefined, quota: cpuQuotaUs || undefined, shares: cpuShares || undefined, cpus: cpusetCpus || undefined, mems: cpusetMems || undefined },
    memory: memoryLimitBytes ? { limit: memoryLimitBytes, swap: memoryLimitBytes } : undefined,
    pids: pidsLimit ? { limit: pidsLimit } : undefined,
  };
}

function environment({ config, imageEnv, sandbox }: SpecInput): string[] {
  const merged = new Map<string, string>([["PATH", DEFAULT_PATH], ["HOSTNAME", sandbox.hostname]]);
  if (config.tty) merged.set("TERM", "xterm");
  for (const text of imageEnv) {
    const at = text.indexOf("=");
    if (at > 0) merged.set(text.slice(0, at), text.slice(at + 1));
  }
  for (const { key, value } of config.envs) merged.set(key, value);
  return [...merged].map(([key, value]) => `${key}=${value}`);
}

function systemMounts({ config, host }: SpecInput): OciMount[] {
  const access = config.linux.securityContext.privileged ? "rw" : "ro";
  return [
    { destination: "/proc", type: "proc", source: "proc", options: ["nosuid", "noexec", "nodev"] },
    { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "strictatime", "mode=755", "size=65536k"] },
    { destination: "/dev/pts", type: "devpts", source: "devpts", options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"] },
    { destination: "/dev/mqueue", type: "mqueue", source: "mqueue", options: ["nosuid", "noexec", "nodev"] },
    { destination: "/sys", type: "sysfs", source: "sysfs", options: ["nosuid", "noexec", "nodev", access] },
    { destination: "/sys/fs/cgroup", type: host.cgroupVersion === 2 ? "cgroup2" : "cgroup", source: "cgroup", options: ["nosuid", "noexec", "nodev", "relatime", access] },
  ];
}

/** The pod's own files, unless a volume takes their place. */
function podMounts({ config, sandbox, sandboxPaths, firstHostId }: SpecInput): OciMount[] {
  const taken = new Set(config.mounts.map((mount) => mount.containerPath));
  const sharedMemory = sandbox.linux.namespaces.ipc === "NODE" ? "/dev/shm" : sandboxPaths.shm;
  const own = [["/etc/hostname", sandboxPaths.hostname], ["/etc/resolv.conf", sandboxPaths.resolvConf], ["/dev/shm", sharedMemory]] as const;
  const access = config.linux.securityContext.readonlyRootfs ? "ro" : "rw";
  return own.filter(([destination]) => !taken.has(destination)).map(([destination, source]) => ({
    destination, source, type: "bind", options: ["rbind", "rprivate", destination === "/dev/shm" ? "rw" : access, ...mapped(firstHostId)],
  }));
}

/** An image's files have the pod's owners already: overlayfs maps below itself, and cannot be mapped from above. */
function bind(mount: Mount, firstHostId: number | undefined): OciMount {
  const propagation = { PRIVATE: "rprivate", HOST_TO_CONTAINER: "rslave", BIDIRECTIONAL: "rshared" }[mount.propagation];
  const access = mount.readonly ? (mount.recursiveReadOnly ? "rro" : "ro") : "rw";
  return { destination: mount.containerPath, source: mount.hostPath, type: "bind", options: ["rbind", propagation, access, ...(mount.image === undefined ? mapped(firstHostId) : [])] };
}

function mapped(firstHostId: number | undefined): string[] {
  return firstHostId === undefined ? [] : [idMapOption(firstHostId)];
}

/** The root must itself be able to receive or send mounts when a volume shall. */
function rootfsPropagation(mounts: readonly Mount[]): string {
  if (mounts.some((mount) => mount.propagation === "BIDIRECTIONAL")) return "rshared";
  return mounts.some((mount) => mount.propagation === "HOST_TO_CONTAINER") ? "rslave" : "rprivate";
}

function namespaces({ sandbox, sandboxPaths, pidNamespace, host, firstHostId }: SpecInput): object[] {
  const { network, ipc, pid } = sandbox.linux.namespaces;
  const list: object[] = [{ type: "mount" }];
  if (firstHostId !== undefined) list.push({ type: "user", path: sandboxPaths.user });
  // With the node's network the node's host name goes along, as Kubernetes has it.
  if (network !== "NODE") list.push({ type: "network", path: sandboxPaths.net }, { type: "uts", path: sandboxPaths.uts });
  if (ipc !== "NODE") list.push({ type: "ipc", path: sandboxPaths.ipc });
  if (pidNamespace !== undefined) list.push({ type: "pid", path: pidNamespace });
  else if (pid !== "NODE") list.push({ type: "pid" });
  if (host.cgroupVersion === 2) list.push({ type: "cgroup" });
  return list;
}

function deviceRules({ config, devices }: SpecInput): object[] {
  if (config.linux.securityContext.privileged) return [{ allow: true, access: "rwm" }];
  const permissions = new Map(config.devices.map((device) => [device.containerPath, device.permissions]));
  return [
    { allow: false, access: "rwm" },
    ...devices.map(({ type, major, minor, path }) => ({ allow: true, type, major, minor, access: permissions.get(path) ?? "rwm" })),
  ];
}

function seccomp({ config, localhostSeccomp }: SpecInput, capabilities: readonly string[]): object | undefined {
  const { seccomp: profile, privileged } = config.linux.securityContext;
  if (privileged || profile.type === "Unconfined") return undefined;
  return profile.type === "Localhost" ? localhostSeccomp : runtimeDefaultProfile(capabilities);
}
