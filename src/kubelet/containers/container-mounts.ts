import type { Container, Pod, VolumeMount } from "../../api/types/core/v1.gen.ts";
import type { Image, Mount, MountPropagation } from "../cri/contract.ts";
import type { HostFiles } from "../ports/host-files.ts";
import { ContainerConfigError } from "./config-error.ts";
import { expand } from "./expansion.ts";
import { prepareSubPath } from "./sub-path.ts";

export interface ContainerMountsInput {
  readonly pod: Pod;
  readonly container: Container;
  /** Where each volume of the pod lies on the host. */
  readonly volumePaths: ReadonlyMap<string, string>;
  /** The images of this container's image volumes, by volume. */
  readonly volumeImages?: ReadonlyMap<string, Image>;
  readonly environment: ReadonlyMap<string, string>;
  readonly files: HostFiles;
  /** Whether the runtime can make what is mounted below a mount read-only too. */
  readonly canRecursiveReadOnly: boolean;
  /** The pod's /etc/hosts on the host; absent where the container brings its own. */
  readonly hostsFile?: string;
  /** The container's file for its last words. */
  readonly terminationFile?: string;
}

/** Everything that is mounted into a container. Throws ContainerConfigError. */
export function containerMounts(input: ContainerMountsInput): Mount[] {
  const { container } = input;
  const mounts = (container.volumeMounts ?? []).map((mount) => volumeMount(input, mount));
  const taken = new Set(mounts.map((mount) => mount.containerPath));
  if (input.hostsFile !== undefined && !taken.has("/etc/hosts")) mounts.push(plain("/etc/hosts", input.hostsFile));
  const terminationPath = container.terminationMessagePath ?? "/dev/termination-log";
  if (input.terminationFile !== undefined && terminationPath !== "" && !taken.has(terminationPath)) mounts.push(plain(terminationPath, input.terminationFile));
  return mounts;
}

function volumeMount(input: ContainerMountsInput, mount: VolumeMount): Mount {
  const base = input.volumePaths.get(mount.name);
  if (base === undefined) throw new ContainerConfigError(`cannot find volume "${mount.name}" to mount into container "${input.container.name}"`);
  const subPath = mount.subPathExpr === undefined || mount.subPathExpr === "" ? mount.subPath : expandSubPath(mount.subPathExpr, input.environment);
  const image = input.volumeImages?.get(mount.name);
  if (image !== undefined) return { ...plain(mount.mountPath, ""), image: { id: image.id, ...(subPath === undefined ? {} : { subPath }) }, readonly: true };
  const readonly = mount.readOnly === true || isKubelets(input.pod, mount.name);
  const hasSubPath = subPath !== undefined && subPath !== "";
  if (hasSubPath) prepareSubPath(input.files, base, subPath, !readonly);
  return {
    containerPath: mount.mountPath.startsWith("/") ? mount.mountPath : `/${mount.mountPath}`,
    hostPath: base,
    ...(hasSubPath ? { subPath } : {}),
    readonly,
    ...(isRecursiveReadOnly(mount, input.canRecursiveReadOnly) ? { recursiveReadOnly: true } : {}),
    propagation: propagationOf(mount),
  };
}

/** Volumes that the kubelet writes to are for reading only: a link that a container puts there would lead the kubelet astray. Source: kubernetes Attributes.ReadOnly of these plugins. */
function isKubelets(pod: Pod, name: string): boolean {
  const volume = pod.spec.volumes?.find((each) => each.name === name);
  return volume?.configMap !== undefined || volume?.secret !== undefined || volume?.downwardAPI !== undefined || volume?.projected !== undefined;
}

/** A variable that is not set is an error here, other than in commands. */
function expandSubPath(expression: string, environment: ReadonlyMap<string, string>): string {
  const missing: string[] = [];
  const path = expand(expression, (name) => {
    const value = environment.get(name);
    if (value === undefined) missing.push(name);
    return value;
  });
  if (missing.length > 0) throw new ContainerConfigError(`missing value for ${JSON.stringify(missing[0])}`);
  return path;
}

/** Source: kubernetes resolveRecursiveReadOnly. */
function isRecursiveReadOnly({ name, readOnly, recursiveReadOnly }: VolumeMount, canDo: boolean): boolean {
  if (readOnly !== true || recursiveReadOnly === undefined || recursiveReadOnly === "Disabled") return false;
  if (recursiveReadOnly === "Enabled" && !canDo) throw new ContainerConfigError(`volume ${JSON.stringify(name)} requested recursive read-only mode, but it is not supported by the runtime`);
  return canDo;
}

function propagationOf(mount: VolumeMount): MountPropagation {
  switch (mount.mountPropagation) {
    case "Bidirectional":
      return "BIDIRECTIONAL";
    case "HostToContainer":
      return "HOST_TO_CONTAINER";
    default:
      return "PRIVATE";
  }
}

function plain(containerPath: string, hostPath: string): Mount {
  return { containerPath, hostPath, readonly: false, propagation: "PRIVATE" };
}
