import type { ContainerConfig, LinuxContainerResources, Mount, PodSandboxConfig, SecurityProfile } from "../../../cri/contract.ts";
import type { WireContainerConfig, WireMount, WireNamespaceOption, WireResources, WireSandboxConfig, WireSecurityProfile } from "../cri-messages.ts";
import { oomGroupFile } from "../../shared/cgroups/oom-group.ts";
import { marks } from "./marks.ts";

/** What every mapping depends on. */
export interface MappingContext {
  readonly clusterName: string;
  /** Below which all of the cluster's cgroups lie, e.g. `/wherry-dev`. */
  readonly cgroupRoot: string;
  /** Lowest oom_score_adj that may be asked for: below 0 takes a privilege that containers and small machines lack. */
  readonly lowestOomScoreAdj: number;
  readonly cgroupVersion: 1 | 2;
}

export function toWireSandbox(config: PodSandboxConfig, context: MappingContext): WireSandboxConfig {
  const { metadata, hostname, logDirectory, dnsConfig, portMappings, linux } = config;
  const cgroupParent = `${context.cgroupRoot}${linux.cgroupParent}`;
  return {
    metadata,
    // The node's own name is the one that a pod in the node's network has.
    hostname: linux.namespaces.network === "NODE" ? "" : hostname,
    logDirectory,
    dnsConfig,
    portMappings,
    labels: { ...config.labels, [marks.podUid]: metadata.uid, [marks.cluster]: context.clusterName },
    annotations: { ...config.annotations, [marks.cgroupParent]: cgroupParent, ...resourcesMark(linux.resources) },
    linux: {
      cgroupParent,
      sysctls: linux.sysctls,
      resources: linux.resources === undefined ? undefined : toWireResources(linux.resources, context),
      securityContext: { namespaceOptions: linux.namespaces, privileged: linux.privileged === true, seccomp: { profileType: linux.privileged === true ? "Unconfined" : "RuntimeDefault" } },
    },
  };
}

export function toWireContainer(config: ContainerConfig, sandbox: PodSandboxConfig, context: MappingContext): WireContainerConfig {
  const { linux, image } = config;
  const { resources, securityContext } = linux;
  const { runAsUser, runAsGroup } = securityContext;
  return {
    metadata: config.metadata,
    image: { image: image.id, userSpecifiedImage: image.userSpecified },
    command: config.command,
    args: config.args,
    workingDir: config.workingDir,
    envs: config.envs,
    mounts: config.mounts.map(toWireMount),
    devices: config.devices,
    labels: { ...config.labels, [marks.podUid]: sandbox.metadata.uid, [marks.cluster]: context.clusterName },
    annotations: { ...config.annotations, [marks.imageId]: image.id, [marks.userSpecifiedImage]: image.userSpecified, ...resourcesMark(resources) },
    logPath: config.logPath,
    stdin: config.stdin,
    stdinOnce: config.stdinOnce,
    tty: config.tty,
    stopSignal: config.stopSignal?.replace("+", "PLUS").replace("-", "MINUS"),
    linux: {
      resources: toWireResources(resources, context),
      securityContext: {
        capabilities: { addCapabilities: securityContext.addCapabilities, dropCapabilities: securityContext.dropCapabilities },
        privileged: securityContext.privileged,
        namespaceOptions: namespacesOf(sandbox, linux.pidTarget),
        runAsUser: runAsUser === undefined ? undefined : { value: runAsUser },
        runAsUsername: runAsUser === undefined ? securityContext.runAsUsername : undefined,
        runAsGroup: runAsGroup === undefined ? undefined : { value: runAsGroup },
        supplementalGroups: securityContext.supplementalGroups,
        supplementalGroupsPolicy: securityContext.supplementalGroupsPolicy,
        readonlyRootfs: securityContext.readonlyRootfs,
        noNewPrivs: securityContext.noNewPrivs,
        seccomp: toWireProfile(securityContext.seccomp),
        maskedPaths: securityContext.maskedPaths,
        readonlyPaths: securityContext.readonlyPaths,
      },
    },
  };
}

export function toWireResources(resources: LinuxContainerResources, { lowestOomScoreAdj, cgroupVersion }: Pick<MappingContext, "lowestOomScoreAdj" | "cgroupVersion">): WireResources {
  return {
    cpuPeriod: resources.cpuPeriodUs,
    cpuQuota: resources.cpuQuotaUs,
    cpuShares: resources.cpuShares,
    memoryLimitInBytes: resources.memoryLimitBytes,
    oomScoreAdj: Math.max(resources.oomScoreAdj ?? 0, lowestOomScoreAdj),
    cpusetCpus: resources.cpusetCpus,
    cpusetMems: resources.cpusetMems,
    unified: cgroupVersion === 2 ? unifiedFiles(resources) : undefined,
  };
}

/** What CRI has no word for but the names of cgroup v2. */
function unifiedFiles(resources: LinuxContainerResources): Readonly<Record<string, string>> | undefined {
  const { pidsLimit } = resources;
  const files = { ...(pidsLimit === undefined ? {} : { "pids.max": String(pidsLimit) }), ...oomGroupFile(resources) };
  return Object.keys(files).length === 0 ? undefined : files;
}

function namespacesOf(sandbox: PodSandboxConfig, pidTarget: string | undefined): WireNamespaceOption {
  return pidTarget === undefined ? sandbox.linux.namespaces : { ...sandbox.linux.namespaces, pid: "TARGET", targetId: pidTarget };
}

function toWireMount(mount: Mount): WireMount {
  const { containerPath, propagation, recursiveReadOnly = false, image } = mount;
  // CRI has no word for it: the runtime follows links by itself, after the kubelet has looked where they lead.
  const hostPath = mount.subPath === undefined ? mount.hostPath : `${mount.hostPath}/${mount.subPath}`;
  const source = image === undefined ? {} : { image: { image: image.id }, imageSubPath: image.subPath };
  return { containerPath, hostPath, readonly: mount.readonly, recursiveReadOnly, propagation: `PROPAGATION_${propagation}`, ...source };
}

function toWireProfile({ type, localhostRef }: SecurityProfile): WireSecurityProfile {
  return { profileType: type, localhostRef };
}

function resourcesMark(resources: LinuxContainerResources | undefined): Record<string, string> {
  return resources === undefined ? {} : { [marks.resources]: JSON.stringify(resources) };
}
