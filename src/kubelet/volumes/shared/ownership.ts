import { type HostFiles, joinPath } from "../../ports/host-files.ts";

/** Gives a volume to a group: everything in it group-owned and writable, folders with setgid. Source: kubernetes SetVolumeOwnership. */
export function own(files: HostFiles, path: string, group: number | undefined): void {
  if (group === undefined) return;
  const stat = files.statLink(path);
  if (stat === undefined || stat.type === "link") return;
  files.changeOwner(path, 0, group);
  files.changeMode(path, stat.type === "folder" ? stat.mode | 0o2770 : stat.mode | 0o660);
  if (stat.type !== "folder") return;
  for (const name of files.list(path)) own(files, joinPath(path, name), group);
}
