/** What a path is. `link` only where links are not followed. */
export type FileType = "file" | "folder" | "link" | "socket" | "charDevice" | "blockDevice" | "other";

export interface FileStat {
  readonly type: FileType;
  readonly sizeBytes: number;
  /** Permission bits, e.g. 0o644. */
  readonly mode: number;
  /** Owning group. */
  readonly gid: number;
}

/**
 * The host's files as the kubelet uses them: many small ones. Calls are synchronous on purpose: each takes some tens of
 * microseconds, and a hop to the thread pool costs more than that. Paths are absolute. Writing to a missing folder throws.
 */
export interface HostFiles {
  /** Makes the folder and its parents; does nothing when it is there. `mode` is exact, whatever the umask. */
  makeFolder(path: string, mode: number): void;
  /** Writes the whole file; `mode` is exact, whatever the umask. */
  writeFile(path: string, content: Uint8Array | string, mode: number): void;
  /** Undefined when there is no such file. At most `limitBytes` from the start. */
  readFile(path: string, limitBytes?: number): Uint8Array | undefined;
  /** Bytes of the file from `offset`, at most `length`; empty at its end. Throws when there is no such file. */
  readRange(path: string, offset: number, length: number): Uint8Array;
  /** Undefined when there is nothing. Follows links. */
  stat(path: string): FileStat | undefined;
  /** As `stat`, of a link itself. */
  statLink(path: string): FileStat | undefined;
  /** Names in the folder, sorted; empty when there is no such folder. */
  list(path: string): string[];
  /** Makes a link at `path` that says `target`. */
  link(target: string, path: string): void;
  /** What a link says; undefined when it is none. */
  readLink(path: string): string | undefined;
  /** The path with every link in it followed. Throws when something on the way is missing. */
  realPath(path: string): string;
  /** What lies at `path` below `root`, with links followed as far as they stay below it. Undefined: nothing. Throws when the path leads out, or anyone makes it lead out meanwhile. */
  statInside(root: string, path: string): FileStat | undefined;
  /** As `readFile`, with the care of `statInside`. Undefined when no ordinary file is there; a fifo is not waited for. */
  readFileInside(root: string, path: string, limitBytes: number): Uint8Array | undefined;
  /** As `makeFolder`, with the care of `statInside`. */
  makeFolderInside(root: string, path: string, mode: number): void;
  /** Puts `from` in the place of `to`, atomically. */
  rename(from: string, to: string): void;
  /** Removes whatever is there, folders with their content. Never follows links; does nothing when there is nothing. */
  remove(path: string): void;
  changeMode(path: string, mode: number): void;
  /** Of a link itself. An absent user stays. */
  changeOwner(path: string, uid: number | undefined, gid: number): void;
  /** Calls `onChange` after the file was written to, replaced or removed, until the answer's `close`. May call too often, never too rarely. */
  watch(path: string, onChange: () => void): { close(): void };
  /** Calls `onChange` after a file in the folder was written to, replaced, added or removed. Throws when there is no such folder. */
  watchFolder(path: string, onChange: () => void): { close(): void };
}

/** Joins parts of a path with single slashes; the first one keeps its leading slash. */
export function joinPath(...parts: readonly string[]): string {
  const path = parts.join("/");
  return path.includes("//") ? path.replaceAll(/\/{2,}/g, "/") : path;
}

/** The path without its last part. */
export function parentPath(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}
