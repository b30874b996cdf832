import { chmodSync, closeSync, constants, existsSync, fstatSync, lchownSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, realpathSync, renameSync, rmSync, type Stats, statSync, symlinkSync, watch, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { makeFoldersBeneath, withBeneath } from "../../runtimes/embedded/linux/open-beneath.ts";
import type { FileStat, FileType, HostFiles } from "../host-files.ts";

/** Source: linux include/uapi/asm-generic/fcntl.h */
const O_PATH = 0o10000000;

/** The files of this machine. */
export class NodeHostFiles implements HostFiles {
  makeFolder(path: string, mode: number): void {
    const first = mkdirSync(path, { recursive: true, mode });
    if (first !== undefined) chmodSync(path, mode);
  }

  writeFile(path: string, content: Uint8Array | string, mode: number): void {
    writeFileSync(path, content, { mode });
    chmodSync(path, mode);
  }

  readFile(path: string, limitBytes?: number): Uint8Array | undefined {
    try {
      return limitBytes === undefined ? readFileSync(path) : this.readRange(path, 0, limitBytes);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  readRange(path: string, offset: number, length: number): Uint8Array {
    const file = openSync(path, "r");
    try {
      const buffer = new Uint8Array(length);
      return buffer.subarray(0, readSync(file, buffer, 0, length, offset));
    } finally {
      closeSync(file);
    }
  }

  stat(path: string): FileStat | undefined {
    return statOf(statSync(path, { throwIfNoEntry: false }));
  }

  statLink(path: string): FileStat | undefined {
    return statOf(lstatSync(path, { throwIfNoEntry: false }));
  }

  list(path: string): string[] {
    try {
      return readdirSync(path).sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  link(target: string, path: string): void {
    symlinkSync(target, path);
  }

  readLink(path: string): string | undefined {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true ? readlinkSync(path) : undefined;
  }

  realPath(path: string): string {
    return realpathSync(path);
  }

  statInside(root: string, path: string): FileStat | undefined {
    return withBeneath(root, path, O_PATH, (fd) => statOf(fstatSync(fd)));
  }

  readFileInside(root: string, path: string, limitBytes: number): Uint8Array | undefined {
    return withBeneath(root, path, constants.O_RDONLY | constants.O_NONBLOCK, (fd) => {
      if (!fstatSync(fd).isFile()) return undefined;
      const buffer = new Uint8Array(limitBytes);
      return buffer.subarray(0, readSync(fd, buffer, 0, limitBytes, 0));
    });
  }

  makeFolderInside(root: string, path: string, mode: number): void {
    makeFoldersBeneath(root, path, mode);
  }

  rename(from: string, to: string): void {
    renameSync(from, to);
  }

  remove(path: string): void {
    rmSync(path, { recursive: true, force: true });
  }

  changeMode(path: string, mode: number): void {
    chmodSync(path, mode);
  }

  changeOwner(path: string, uid: number | undefined, gid: number): void {
    lchownSync(path, uid ?? -1, gid);
  }

  /** Watches the folder, because a rotated log is another file under the same name. */
  watch(path: string, onChange: () => void): { close(): void } {
    const name = basename(path);
    const folder = dirname(path);
    if (!existsSync(folder)) return { close: () => undefined };
    const watcher = watch(folder, { persistent: false }, (_event, changed) => {
      if (changed === null || changed === name) onChange();
    });
    watcher.on("error", onChange);
    return { close: () => watcher.close() };
  }

  watchFolder(path: string, onChange: () => void): { close(): void } {
    const watcher = watch(path, { persistent: false }, onChange);
    watcher.on("error", onChange);
    return { close: () => watcher.close() };
  }
}

function statOf(stats: Stats | undefined): FileStat | undefined {
  return stats === undefined ? undefined : { type: typeOf(stats), sizeBytes: stats.size, mode: stats.mode & 0o7777, gid: stats.gid };
}

function typeOf(stats: Stats): FileType {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "folder";
  if (stats.isSymbolicLink()) return "link";
  if (stats.isSocket()) return "socket";
  if (stats.isCharacterDevice()) return "charDevice";
  return stats.isBlockDevice() ? "blockDevice" : "other";
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
