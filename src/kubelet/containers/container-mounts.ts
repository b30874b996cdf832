import type { Container, Pod, VolumeMount } from "../../api/types/core/v1.gen.ts";
import type { Image, Mount, MountPropagation } from "../cri/contract.ts";
import type { HostFiles } from "../ports/host-files.ts";
import { ContainerConfigError } from "./config-error.ts";
import { expand } from "./expansion.ts";
import { resolveSubPath } from "./sub-path.ts";

export interface ContainerMountsInput {
  readonly pod: Pod;
  readonly container: Container;
  /** Where each volume of the pod lies on the host. */
  readonly volumePaths: ReadonlyMap<string, string>;
  /** The images of this container's image volumes, by volume. */
  readonly volumeImages?: ReadonlyMap<string, Image>;
  readonly environment: ReadonlyMap<string, string>;
  readonly files: HostFiles;
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
  const hostPath = subPath === undefined || subPath === "" ? base : resolveSubPath(input.files, base, subPath, mount.readOnly !== true);
  return {
    containerPath: mount.mountPath.startsWith("/") ? mount.mountPath : `/${mount.mountPath}`,
    hostPath,
    readonly: mount.readOnly === true,
    ...(mount.recursiveReadOnly === "Enabled" ? { recursiveReadOnly: true } : {}),
    propagation: propagationOf(mount),
  };
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
