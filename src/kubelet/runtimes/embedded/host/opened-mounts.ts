import { existsSync, fstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Mount } from "../../../cri/contract.ts";
import { bundlePaths, type Layout } from "../layout.ts";
import { closeDescriptor } from "../linux/descriptors.ts";
import { attachTree, cloneTree } from "../linux/mount-tree.ts";
import { detach, MS, mount as mountAt } from "../linux/mounts.ts";
import { CLONE, inside } from "../linux/namespaces.ts";
import { withBeneath } from "../linux/open-beneath.ts";

const O_PATH = 0o10000000;
const prefix = "opened-";
/** The mount namespace of the host, where the main thread lives. */
const HOST = `/proc/${process.pid}`;

/**
 * Binds those of a container's mounts into its bundle that must be opened before they are mounted, and answers the mounts
 * with where they lie now:
 * - A subPath is bound as it was opened, not as the path reads a moment later: a link that is put there meanwhile leads nowhere.
 * - What a container mounts into a Bidirectional volume shows on the host, so the volume is taken as the host has it: the
 *   cluster's own mount namespace hears of the host's mounts and tells it nothing.
 */
export function bindOpenedMounts(layout: Layout, containerId: string, mounts: readonly Mount[]): Mount[] {
  const { bundle } = bundlePaths(layout, containerId);
  return mounts.map((mount, index) => {
    if (mount.image !== undefined) return mount;
    if (mount.propagation === "HOST_TO_CONTAINER") needPropagation(mount, "/proc/thread-self", /^(shared|master):/, "shared or slave");
    if (mount.subPath === undefined && mount.propagation !== "BIDIRECTIONAL") return mount;
    const target = `${bundle}/${prefix}${index}`;
    const opened = mount.propagation === "BIDIRECTIONAL" ? inside([{ path: `${HOST}/ns/mnt`, type: CLONE.NEWNS }], () => open(mount, true)) : open(mount, false);
    try {
      if (opened.isFolder) mkdirSync(target);
      else writeFileSync(target, "");
      attachTree(opened.tree, target);
    } finally {
      closeDescriptor(opened.tree);
    }
    return { ...mount, hostPath: target };
  });
}

export function detachOpenedMounts(layout: Layout, containerId: string): void {
  const { bundle } = bundlePaths(layout, containerId);
  if (!existsSync(bundle)) return;
  for (const name of readdirSync(bundle)) if (name.startsWith(prefix)) letGo(`${bundle}/${name}`);
}

/** What is mounted below a volume of the host's must stay there when the bundle's view of it goes. */
function letGo(target: string): void {
  try {
    mountAt({ source: "none", target, flags: MS.REC | MS.PRIVATE });
  } catch (error) {
    if ((error as { code?: string }).code !== "EINVAL") throw error; // nothing is mounted there
  }
  detach(target);
}

function open(mount: Mount, mustBeShared: boolean): { readonly tree: number; readonly isFolder: boolean } {
  if (mustBeShared) needPropagation(mount, HOST, /^shared:/, "shared");
  const { hostPath, subPath = "." } = mount;
  try {
    const opened = subPath === "." ? openWhole(hostPath) : withBeneath(hostPath, subPath, O_PATH, (fd) => ({ tree: cloneTree(fd, ""), isFolder: fstatSync(fd).isDirectory() }));
    if (opened === undefined) throw new Error(`subPath ${JSON.stringify(subPath)} of the volume at ${mount.containerPath} is not there any more`);
    return opened;
  } catch (error) {
    if (!["EXDEV", "ELOOP", "EAGAIN"].includes((error as { code?: string }).code ?? "")) throw error;
    throw new Error(`subPath ${JSON.stringify(subPath)} leads out of its volume`, { cause: error });
  }
}

function openWhole(hostPath: string): { readonly tree: number; readonly isFolder: boolean } {
  const tree = cloneTree(undefined, hostPath);
  return { tree, isFolder: fstatSync(tree).isDirectory() };
}

/** Source: containerd ensureShared, ensureSharedOrSlave, with its words, then what to do. */
function needPropagation({ hostPath }: Mount, processFolder: string, wanted: RegExp, words: string): void {
  const { point, options } = mountPointOf(hostPath, readFileSync(`${processFolder}/mountinfo`, "utf8"));
  if (!options.some((option) => wanted.test(option))) throw new Error(`path ${JSON.stringify(hostPath)} is mounted on ${JSON.stringify(point)} but it is not a ${words} mount; make it one with: mount --make-rshared ${point}`);
}

/** The mount that a path lies on, by the longest mount point above it; of several on one point the last covers the others. */
function mountPointOf(path: string, mountInfo: string): { readonly point: string; readonly options: readonly string[] } {
  let found: { readonly point: string; readonly options: readonly string[] } = { point: "/", options: [] };
  for (const line of mountInfo.split("\n")) {
    const fields = line.split(" ");
    const point = (fields[4] ?? "").replaceAll("\\040", " ");
    const isAbove = point === "/" || path === point || path.startsWith(`${point}/`);
    if (point !== "" && isAbove && point.length >= found.point.length) found = { point, options: fields.slice(6, fields.indexOf("-")) };
  }
  return found;
}
