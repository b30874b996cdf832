import type { HostPathVolumeSource } from "../../../api/types/core/v1.gen.ts";
import { type FileType, type HostFiles, parentPath } from "../../ports/host-files.ts";

const expected: Readonly<Record<string, { type: FileType; words: string }>> = {
  Directory: { type: "folder", words: "a directory" },
  File: { type: "file", words: "a file" },
  Socket: { type: "socket", words: "a socket file" },
  CharDevice: { type: "charDevice", words: "a character device" },
  BlockDevice: { type: "blockDevice", words: "a block device" },
};

/** Holds a host path against its type and makes what the type asks to be made. Source: kubernetes hostpath checkTypeInternal. */
export function checkHostPath(files: HostFiles, { path, type = "" }: HostPathVolumeSource): void {
  const stat = files.stat(path);
  if (type === "") {
    // The runtime binds the path, so it has to be there; upstream's runtimes make a folder as well.
    if (stat === undefined) files.makeFolder(path, 0o755);
    return;
  }
  if (type === "DirectoryOrCreate") {
    if (stat === undefined) return files.makeFolder(path, 0o755);
    if (stat.type !== "folder") throw failure(path, "is not a directory");
    return;
  }
  if (type === "FileOrCreate") {
    if (stat === undefined) {
      if (files.stat(parentPath(path)) === undefined) throw failure(path, "cannot be made: its folder does not exist");
      return files.writeFile(path, "", 0o644);
    }
    if (stat.type !== "file") throw failure(path, "is not a file");
    return;
  }
  const wanted = expected[type];
  if (wanted === undefined) throw failure(path, `has the unknown type ${type}`);
  if (stat?.type !== wanted.type) throw failure(path, `is not ${wanted.words}`);
}

function failure(path: string, words: string): Error {
  return new Error(`hostPath type check failed: ${path} ${words}`);
}
