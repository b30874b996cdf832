import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import { type HostFiles, joinPath, parentPath } from "../ports/host-files.ts";
import { validateTargetPath } from "./shared/target-path.ts";

/** A file of a volume that the kubelet writes. */
export interface PayloadFile {
  readonly content: Uint8Array;
  readonly mode: number;
  /** Owner, where not root. */
  readonly uid?: number;
}

/** Files by their path relative to the volume. */
export type Payload = ReadonlyMap<string, PayloadFile>;

const dataLink = "..data";
const newDataLink = "..data_tmp";

export interface AtomicWriter {
  readonly files: HostFiles;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Writes a set of files so that readers see all of the old ones or all of the new ones. Source: kubernetes AtomicWriter.
 *
 *     volume/key         ──► ..data/key
 *     volume/..data      ──► ..2026_01_02_15_04_05.123456789
 *     volume/..2026_…/key
 *
 * A change makes a new timestamped folder, then moves the one link. Nothing is written when nothing changed. Answers
 * whether something did.
 */
export function writeAtomically({ files, clock, random }: AtomicWriter, volume: string, payload: Payload, group?: number): boolean {
  for (const path of payload.keys()) validateTargetPath(path);
  const current = files.readLink(joinPath(volume, dataLink));
  if (current !== undefined && isSame(files, joinPath(volume, current), payload)) return false;

  const folder = folderName(clock.now(), random);
  files.makeFolder(joinPath(volume, folder), 0o755);
  for (const [path, file] of payload) writeOne(files, joinPath(volume, folder, path), file, group);
  if (group !== undefined) ownFolders(files, joinPath(volume, folder), group);

  files.remove(joinPath(volume, newDataLink));
  files.link(folder, joinPath(volume, newDataLink));
  files.rename(joinPath(volume, newDataLink), joinPath(volume, dataLink));
  linkVisible(files, volume, payload);
  if (current !== undefined) files.remove(joinPath(volume, current));
  return true;
}

function writeOne(files: HostFiles, path: string, file: PayloadFile, group: number | undefined): void {
  const parent = parentPath(path);
  if (files.stat(parent) === undefined) files.makeFolder(parent, 0o755);
  files.writeFile(path, file.content, group === undefined ? file.mode : file.mode | 0o440);
  if (group !== undefined || file.uid !== undefined) files.changeOwner(path, file.uid ?? 0, group ?? 0);
}

/** The group may enter, and what is made in its folders is the group's as well. Source: kubernetes SetVolumeOwnership of a volume for reading. */
const groupMayEnter = 0o2550;

function ownFolders(files: HostFiles, folder: string, group: number): void {
  const stat = files.statLink(folder);
  if (stat?.type !== "folder") return;
  files.changeOwner(folder, 0, group);
  files.changeMode(folder, stat.mode | groupMayEnter);
  for (const name of files.list(folder)) ownFolders(files, joinPath(folder, name), group);
}

/** Each first part of a path gets a link through `..data`; links to what is gone go. */
function linkVisible(files: HostFiles, volume: string, payload: Payload): void {
  const visible = new Set([...payload.keys()].map((path) => path.split("/")[0] ?? path));
  for (const name of files.list(volume)) {
    if (!name.startsWith("..") && !visible.has(name)) files.remove(joinPath(volume, name));
  }
  for (const name of visible) {
    if (files.statLink(joinPath(volume, name)) === undefined) files.link(joinPath(dataLink, name), joinPath(volume, name));
  }
}

function isSame(files: HostFiles, folder: string, payload: Payload): boolean {
  let found = 0;
  for (const path of walk(files, folder, "")) {
    const wanted = payload.get(path);
    const is = files.readFile(joinPath(folder, path));
    if (wanted === undefined || is === undefined || !sameBytes(is, wanted.content)) return false;
    found++;
  }
  return found === payload.size;
}

function* walk(files: HostFiles, folder: string, prefix: string): IterableIterator<string> {
  for (const name of files.list(folder)) {
    const path = prefix === "" ? name : `${prefix}/${name}`;
    if (files.statLink(joinPath(folder, name))?.type === "folder") yield* walk(files, joinPath(folder, name), path);
    else yield path;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function folderName(now: number, random: Random): string {
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(/[-T:]/g, "_");
  return `..${stamp}.${String(random.int(1_000_000_000)).padStart(9, "0")}`;
}
