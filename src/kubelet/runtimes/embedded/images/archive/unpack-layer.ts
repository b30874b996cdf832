import { chmodSync, chownSync, closeSync, constants, lchownSync, linkSync, lstatSync, lutimesSync, mkdirSync, openSync, rmSync, symlinkSync, utimesSync, writeSync } from "node:fs";
import { makeFifo, makeWhiteout, markOpaque, setExtendedAttribute } from "../../linux/special-files.ts";
import { RootedPaths, UnsafeArchiveError } from "./rooted-path.ts";
import type { TarEntry } from "./tar-reader.ts";
import { readTar } from "./tar-reader.ts";

/** What one layer may at most become on disk. */
export interface UnpackLimits {
  readonly maxBytes: number;
  readonly maxEntries: number;
}

export const DEFAULT_LIMITS: UnpackLimits = { maxBytes: 64 * 2 ** 30, maxEntries: 2_000_000 };

const WHITEOUT = ".wh.";
const OPAQUE = ".wh..wh..opq";

/**
 * Unpacks a layer's tar stream into an empty folder, in the form that overlayfs wants: whiteouts become its marks.
 * Answers the bytes of all files. Throws UnsafeArchiveError for what no honest image holds.
 */
export async function unpackLayer(chunks: AsyncIterable<Uint8Array>, folder: string, limits: UnpackLimits = DEFAULT_LIMITS): Promise<number> {
  const paths = new RootedPaths(folder);
  const folderTimes: (readonly [string, number])[] = [];
  let bytes = 0;
  let entries = 0;
  for await (const entry of readTar(chunks)) {
    bytes += entry.sizeBytes;
    if (++entries > limits.maxEntries) throw new UnsafeArchiveError(`the layer holds more than ${limits.maxEntries} entries`);
    if (bytes > limits.maxBytes) throw new UnsafeArchiveError(`the layer holds more than ${limits.maxBytes} bytes`);
    const made = await unpackEntry(entry, paths, folder);
    if (made !== undefined && entry.type === "directory") folderTimes.push([made, entry.mtime]);
  }
  for (const [path, mtime] of folderTimes.reverse()) if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) utimesSync(path, mtime, mtime);
  return bytes;
}

async function unpackEntry(entry: TarEntry, paths: RootedPaths, folder: string): Promise<string | undefined> {
  const { parent, name } = paths.locate(entry.path);
  if (name === "") return setAttributes(folder, entry); // the root itself
  if (name === OPAQUE) {
    markOpaque(parent);
    return undefined;
  }
  const path = `${parent}/${name.startsWith(WHITEOUT) ? name.slice(WHITEOUT.length) : name}`;
  if (/\/\.{0,2}$/.test(path)) throw new UnsafeArchiveError(`the archive holds a whiteout of no file: ${entry.path}`);
  clearTheWay(path, entry, paths);
  if (name.startsWith(WHITEOUT)) {
    makeWhiteout(path);
    return undefined;
  }
  if (!(await create(path, entry, paths))) return undefined;
  return entry.type === "hardlink" ? path : setAttributes(path, entry);
}

/** The last entry of a name wins; only a folder may be named twice and keep its content. */
function clearTheWay(path: string, entry: TarEntry, paths: RootedPaths): void {
  const existing = lstatSync(path, { throwIfNoEntry: false });
  if (existing === undefined || (existing.isDirectory() && entry.type === "directory")) return;
  rmSync(path, { recursive: true });
  if (!existing.isFile()) paths.forget();
}

async function create(path: string, entry: TarEntry, paths: RootedPaths): Promise<boolean> {
  switch (entry.type) {
    case "directory":
      mkdirSync(path, { recursive: true });
      return true;
    case "file":
      await writeContent(path, entry);
      return true;
    case "symlink":
      symlinkSync(entry.linkPath, path);
      paths.forget();
      return true;
    case "hardlink":
      link(path, entry, paths);
      return true;
    case "fifo":
      makeFifo(path, entry.mode);
      return true;
    case "character":
    case "block":
      // Containers get a /dev of their own; a device elsewhere can only be meant to reach the host's.
      if (/^(\.?\/)*dev\//.test(entry.path)) return false;
      throw new UnsafeArchiveError(`the archive holds a device outside of /dev: ${entry.path}`);
  }
}

async function writeContent(path: string, entry: TarEntry): Promise<void> {
  const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
  try {
    for await (const chunk of entry.content()) {
      for (let offset = 0; offset < chunk.length; ) offset += writeSync(fd, chunk, offset);
    }
  } finally {
    closeSync(fd);
  }
}

function link(path: string, entry: TarEntry, paths: RootedPaths): void {
  const target = paths.locate(entry.linkPath.replace(/^\/+/, ""));
  const targetPath = `${target.parent}/${target.name}`;
  const stat = lstatSync(targetPath, { throwIfNoEntry: false });
  if (stat === undefined || stat.isDirectory()) throw new UnsafeArchiveError(`the archive links ${entry.path} to ${entry.linkPath}, which is no file before it`);
  linkSync(targetPath, path);
}

function setAttributes(path: string, entry: TarEntry): string {
  if (entry.type === "symlink") {
    lchownSync(path, entry.uid, entry.gid);
    lutimesSync(path, entry.mtime, entry.mtime);
    return path;
  }
  chownSync(path, entry.uid, entry.gid);
  chmodSync(path, entry.mode); // after chown, which takes set-user-id away
  for (const [name, value] of entry.xattrs) {
    // Of the overlay's own marks an archive must not bring any.
    if (name.startsWith("user.") || name === "security.capability") setExtendedAttribute(path, name, value);
  }
  utimesSync(path, entry.mtime, entry.mtime);
  return path;
}
