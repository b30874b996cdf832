import { lstatSync, readdirSync, realpathSync } from "node:fs";
import type { Device } from "../../../cri/contract.ts";

export interface OciDevice {
  readonly path: string;
  readonly type: "c" | "b";
  readonly major: number;
  readonly minor: number;
  readonly fileMode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Folders of /dev that every container has of its own. */
const SKIPPED = new Set(["pts", "shm", "fd", "mqueue", "console", "ptmx", "tty"]);

/** Every device of the host, for privileged containers. */
export function hostDevices(folder = "/dev"): OciDevice[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (folder === "/dev" && SKIPPED.has(entry.name)) return [];
    if (entry.isDirectory()) return hostDevices(path);
    return entry.isCharacterDevice() || entry.isBlockDevice() ? [describe(path, path)] : [];
  });
}

/** The device a pod asks for. Throws what `stat` throws when the host has none. */
export function requestedDevice(device: Device): OciDevice {
  return describe(realpathSync(device.hostPath), device.containerPath);
}

function describe(hostPath: string, containerPath: string): OciDevice {
  const stat = lstatSync(hostPath);
  return {
    path: containerPath, type: stat.isBlockDevice() ? "b" : "c", fileMode: stat.mode & 0o777, uid: stat.uid, gid: stat.gid,
    major: ((stat.rdev >>> 8) & 0xfff), minor: (stat.rdev & 0xff) | ((stat.rdev >>> 12) & 0xfff00),
  };
}
