import type { ContainerState, ContainerStatus, Image, LinuxContainerResources, Mount, MountPropagation, PodSandboxStatus, SandboxState } from "../../../cri/contract.ts";
import type { InterfaceCounters } from "../../../proc/net-dev.ts";
import type { WireContainerStatus, WireImage, WireMount, WireNetworkUsage, WireSandboxStatus } from "../cri-messages.ts";
import { marks, withoutMarks } from "./marks.ts";

const nanosecondsPerMs = 1e6;

export function fromWireSandbox(status: WireSandboxStatus): PodSandboxStatus {
  const { network } = status;
  return {
    id: status.id,
    metadata: status.metadata ?? { name: "", uid: "", namespace: "", attempt: 0 },
    state: status.state as SandboxState,
    createdAt: toMs(status.createdAt),
    ips: [network?.ip ?? "", ...(network?.additionalIps ?? []).map(({ ip }) => ip)].filter((ip) => ip !== ""),
    resources: resourcesOf(status.annotations),
    labels: withoutMarks(status.labels),
    annotations: withoutMarks(status.annotations),
  };
}

/** CRI tells of bytes and errors, not of packets. Its default interface comes first. */
export function fromWireNetwork(usage: WireNetworkUsage | undefined): readonly InterfaceCounters[] | undefined {
  const all = [usage?.defaultInterface, ...(usage?.interfaces ?? [])].filter((one) => one !== undefined && one.name !== "");
  if (all.length === 0) return undefined;
  const byName = new Map(all.map((one) => [one?.name, one]));
  return [...byName.values()].map((one) => ({ name: one?.name ?? "", rxBytes: one?.rxBytes?.value ?? 0, rxErrors: one?.rxErrors?.value ?? 0, txBytes: one?.txBytes?.value ?? 0, txErrors: one?.txErrors?.value ?? 0 }));
}

export function fromWireContainer(status: WireContainerStatus, sandboxId: string): ContainerStatus {
  const { annotations, image, reason, message, user } = status;
  const hasEnded = status.state === "CONTAINER_EXITED";
  return {
    id: status.id,
    sandboxId,
    metadata: status.metadata ?? { name: "", attempt: 0 },
    state: status.state as ContainerState,
    createdAt: toMs(status.createdAt),
    startedAt: status.startedAt > 0 ? toMs(status.startedAt) : undefined,
    finishedAt: hasEnded ? toMs(Math.max(status.finishedAt, status.startedAt)) : undefined, // a shim's end may be older than containerd's note of the start
    exitCode: hasEnded ? status.exitCode : undefined,
    image: { id: annotations[marks.imageId] ?? status.imageRef, userSpecified: annotations[marks.userSpecifiedImage] ?? image?.image ?? "" },
    imageRef: status.imageRef,
    reason: reason === "" ? undefined : reason,
    message: message === "" ? undefined : message,
    labels: withoutMarks(status.labels),
    annotations: withoutMarks(annotations),
    mounts: status.mounts.map(fromWireMount),
    logPath: status.logPath,
    resources: resourcesOf(annotations),
    user: user?.linux,
    stopSignal: status.stopSignal === "RUNTIME_DEFAULT" ? undefined : status.stopSignal.replace("PLUS", "+").replace("MINUS", "-"),
  };
}

export function fromWireImage({ id, repoTags, repoDigests, size, uid, username }: WireImage): Image {
  return { id, repoTags, repoDigests, sizeBytes: size, uid: uid?.value, username: username === "" ? undefined : username };
}

function fromWireMount(mount: WireMount): Mount {
  const propagation = mount.propagation.replace("PROPAGATION_", "") as MountPropagation;
  const image = mount.image === undefined ? {} : { image: { id: mount.image.image, subPath: mount.imageSubPath === "" ? undefined : mount.imageSubPath } };
  return { containerPath: mount.containerPath, hostPath: mount.hostPath, readonly: mount.readonly, propagation, ...image };
}

function resourcesOf(annotations: Readonly<Record<string, string>>): LinuxContainerResources | undefined {
  const text = annotations[marks.resources];
  return text === undefined ? undefined : (JSON.parse(text) as LinuxContainerResources);
}

function toMs(nanoseconds: number): number {
  return Math.floor(nanoseconds / nanosecondsPerMs);
}
