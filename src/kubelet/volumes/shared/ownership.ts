import type { PodSecurityContext } from "../../../api/types/core/v1.gen.ts";
import { type HostFiles, joinPath } from "../../ports/host-files.ts";

const groupMayReadAndWrite = 0o660;
/** Of folders besides: to enter them, and that what is made in them belongs to the group as well. */
const ofFolders = 0o2110;

/**
 * Gives a volume to the pod's fsGroup, where it has one: everything in it group-owned and writable, folders with setgid.
 * With OnRootMismatch nothing is touched when the volume's own folder is right already; it is the last to be changed, so
 * that a walk that was cut off is taken up again. Source: kubernetes SetVolumeOwnership.
 */
export function own(files: HostFiles, path: string, context: PodSecurityContext | undefined): void {
  const { fsGroup, fsGroupChangePolicy } = context ?? {};
  if (fsGroup === undefined) return;
  if (fsGroupChangePolicy === "OnRootMismatch" && isOwned(files, path, fsGroup)) return;
  ownTree(files, path, fsGroup);
}

function isOwned(files: HostFiles, path: string, group: number): boolean {
  const stat = files.stat(path);
  if (stat === undefined || stat.gid !== group) return false;
  const wanted = stat.type === "folder" ? groupMayReadAndWrite | ofFolders : groupMayReadAndWrite;
  return (stat.mode & wanted) === wanted;
}

function ownTree(files: HostFiles, path: string, group: number): void {
  const stat = files.statLink(path);
  if (stat === undefined || stat.type === "link") return;
  if (stat.type === "folder") for (const name of files.list(path)) ownTree(files, joinPath(path, name), group);
  files.changeOwner(path, undefined, group);
  files.changeMode(path, stat.mode | groupMayReadAndWrite | (stat.type === "folder" ? ofFolders : 0));
}
