import { type FileStat, type HostFiles, joinPath, parentPath } from "../ports/host-files.ts";

interface Folder {
  readonly type: "folder";
  readonly names: Map<string, Entry>;
  /** Where it lies; its own parent at the root. */
  parent: Folder;
  name: string;
  mode: number;
  gid: number;
}

type Entry = Folder | { readonly type: "file"; content: Uint8Array; mode: number; gid: number } | { readonly type: "link"; readonly target: string };

/** A place for an entry in a folder that is there. */
interface Place {
  readonly folder: Folder;
  readonly name: string;
  readonly entry: Entry | undefined;
}

const maximumLinks = 40;

/** Files on the host that something else writes, such as a simulated runtime's logs. */
export interface ForeignFiles {
  /** Empty when there is no file at this absolute path. */
  read(path: string): string;
  /** The file, or the folder with all that is in it. */
  remove(path: string): void;
}

/** A host's files in memory. */
export class MemoryHostFiles implements HostFiles {
  readonly #root: Folder = newRoot();
  readonly #watchers = new Map<string, Set<() => void>>();
  readonly #foreign: ForeignFiles | undefined;
  /** Where the last path led to, until folders move or links change: the next one nearly always leads into the same folder. */
  #latest: { readonly path: string; readonly folder: Folder } | undefined;

  constructor(foreign?: ForeignFiles) {
    this.#foreign = foreign;
  }

  makeFolder(path: string, mode: number): void {
    const place = this.#walk(path, { makeFolders: mode });
    if (place === undefined) throw new Error(`cannot make ${path}: a file is in the way`);
    if (place.entry === undefined) addFolder(place.folder, place.name, mode);
  }

  writeFile(path: string, content: Uint8Array | string, mode: number): void {
    const place = this.#walk(path);
    if (place === undefined) throw new Error(`cannot write ${path}: its folder does not exist`);
    place.folder.names.set(place.name, { type: "file", content: typeof content === "string" ? new TextEncoder().encode(content) : content, mode, gid: 0 });
    for (const onChange of this.#watchers.get(path) ?? []) onChange();
    this.#tell(place.folder);
  }

  readFile(path: string, limitBytes?: number): Uint8Array | undefined {
    const entry = this.#walk(path)?.entry;
    const content = entry?.type === "file" ? entry.content : this.#foreignContent(path);
    return limitBytes === undefined ? content : content?.subarray(0, limitBytes);
  }

  readRange(path: string, offset: number, length: number): Uint8Array {
    const content = this.readFile(path);
    if (content === undefined) throw new Error(`cannot read ${path}: no such file`);
    return content.slice(offset, offset + length);
  }

  stat(path: string): FileStat | undefined {
    return this.#statOf(this.#walk(path)?.entry, path);
  }

  statLink(path: string): FileStat | undefined {
    return this.#statOf(this.#walk(path, { isLinkMeant: true })?.entry, path);
  }

  list(path: string): string[] {
    const entry = this.#walk(path)?.entry;
    return entry?.type === "folder" ? [...entry.names.keys()].sort() : [];
  }

  link(target: string, path: string): void {
    const place = this.#walk(path, { isLinkMeant: true });
    if (place === undefined) throw new Error(`cannot make the link ${path}: its folder does not exist`);
    place.folder.names.set(place.name, { type: "link", target });
    this.#latest = undefined;
  }

  readLink(path: string): string | undefined {
    const entry = this.#walk(path, { isLinkMeant: true })?.entry;
    return entry?.type === "link" ? entry.target : undefined;
  }

  realPath(path: string): string {
    const place = this.#walk(path);
    if (place?.entry === undefined) throw new Error(`cannot follow ${path}: no such file or directory`);
    return pathOf(place);
  }

  statInside(root: string, path: string): FileStat | undefined {
    return this.stat(this.#inside(root, path));
  }

  readFileInside(root: string, path: string, limitBytes: number): Uint8Array | undefined {
    return this.readFile(this.#inside(root, path), limitBytes);
  }

  makeFolderInside(root: string, path: string, mode: number): void {
    this.makeFolder(this.#inside(root, path), mode);
  }

  rename(from: string, to: string): void {
    const source = this.#walk(from, { isLinkMeant: true });
    const target = this.#walk(to, { isLinkMeant: true });
    if (source?.entry === undefined || target === undefined) throw new Error(`cannot move ${from} to ${to}: no such file or directory`);
    this.#latest = undefined;
    source.folder.names.delete(source.name);
    target.folder.names.set(target.name, source.entry);
    if (source.entry.type === "folder") Object.assign(source.entry, { parent: target.folder, name: target.name });
    this.#tell(target.folder);
  }

  remove(path: string): void {
    this.#foreign?.remove(path);
    const place = this.#walk(path, { isLinkMeant: true });
    if (place === undefined) return;
    this.#latest = undefined;
    place.folder.names.delete(place.name);
    this.#tell(place.folder);
  }

  changeMode(path: string, mode: number): void {
    const entry = this.#walk(path)?.entry;
    if (entry !== undefined && entry.type !== "link") entry.mode = mode;
  }

  changeOwner(path: string, _uid: number | undefined, gid: number): void {
    const entry = this.#walk(path)?.entry;
    if (entry !== undefined && entry.type !== "link") entry.gid = gid;
  }

  watch(path: string, onChange: () => void): { close(): void } {
    const watchers = this.#watchers.get(path) ?? new Set();
    this.#watchers.set(path, watchers.add(onChange));
    return { close: () => void watchers.delete(onChange) };
  }

  watchFolder(path: string, onChange: () => void): { close(): void } {
    const place = this.#walk(path);
    if (place?.entry?.type !== "folder") throw new Error(`cannot watch ${path}: no such folder`);
    return this.watch(`${pathOf(place)}/`, onChange);
  }

  #tell(folder: Folder): void {
    if (this.#watchers.size === 0) return;
    for (const onChange of this.#watchers.get(`${folderPath(folder)}/`) ?? []) onChange();
  }

  #inside(root: string, path: string): string {
    const base = this.#walk(root);
    const place = this.#walk(joinPath(root, path));
    if (base === undefined || place === undefined) return joinPath(root, path); // nothing is there, which the caller finds out
    const at = pathOf(place);
    const from = pathOf(base);
    if (at !== from && !at.startsWith(`${from}/`)) throw Object.assign(new Error(`${path} leads out of ${root}`), { code: "EXDEV" });
    return at;
  }

  #foreignContent(path: string): Uint8Array | undefined {
    const text = this.#foreign?.read(path) ?? "";
    return text === "" ? undefined : new TextEncoder().encode(text);
  }

  #statOf(entry: Entry | undefined, path: string): FileStat | undefined {
    if (entry?.type === "folder") return { type: "folder", sizeBytes: 0, mode: entry.mode, gid: entry.gid };
    if (entry?.type === "link") return { type: "link", sizeBytes: 0, mode: 0o777, gid: 0 };
    const content = entry?.content ?? this.#foreignContent(path);
    return content === undefined ? undefined : { type: "file", sizeBytes: content.length, mode: entry?.mode ?? 0o640, gid: entry?.gid ?? 0 };
  }

  /** Follows the path and the links on it; that of its last part too, unless the link itself is meant. Undefined where a folder on the way is missing and is not to be made. */
  #walk(path: string, how: { readonly isLinkMeant?: boolean; readonly makeFolders?: number } = {}): Place | undefined {
    const parent = parentPath(path);
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (this.#latest?.path !== parent || name === "" || name === "." || name === "..") return this.#walkFromRoot(path, how);
    const { folder } = this.#latest;
    const entry = folder.names.get(name);
    return entry?.type === "link" && !how.isLinkMeant ? this.#walkFromRoot(path, how) : { folder, name, entry };
  }

  #walkFromRoot(path: string, { isLinkMeant = false, makeFolders }: { readonly isLinkMeant?: boolean; readonly makeFolders?: number }): Place | undefined {
    let parts = partsOf(path);
    let folder = this.#root;
    let place: Place = { folder, name: "", entry: folder };
    let links = 0;
    for (let at = 0; at < parts.length; at++) {
      const name = parts[at] as string;
      const entry = name === ".." ? folder.parent : folder.names.get(name);
      const isLast = at === parts.length - 1;
      if (entry?.type === "link" && !(isLast && isLinkMeant)) {
        if (++links > maximumLinks) throw new Error(`cannot follow ${path}: too many levels of symbolic links`);
        if (entry.target.startsWith("/")) folder = this.#root;
        parts = [...partsOf(entry.target), ...parts.slice(at + 1)];
        at = -1;
        continue;
      }
      place = name === ".." ? { folder: folder.parent.parent, name: folder.parent.name, entry } : { folder, name, entry };
      if (isLast) {
        if (links === 0 && path.endsWith(`/${name}`)) this.#latest = { path: parentPath(path), folder };
        return place;
      }
      if (entry?.type === "folder") folder = entry;
      else if (entry === undefined && makeFolders !== undefined) folder = addFolder(folder, name, makeFolders);
      else return undefined;
    }
    return place;
  }
}

function newRoot(): Folder {
  const root = { type: "folder" as const, names: new Map<string, Entry>(), name: "", mode: 0o755, gid: 0 } as Folder;
  root.parent = root;
  return root;
}

function addFolder(parent: Folder, name: string, mode: number): Folder {
  const folder: Folder = { type: "folder", names: new Map(), parent, name, mode, gid: 0 };
  parent.names.set(name, folder);
  return folder;
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

/** Without links; "" for the root. */
function folderPath(folder: Folder): string {
  return folder.parent === folder ? "" : `${folderPath(folder.parent)}/${folder.name}`;
}

function pathOf({ folder, name }: Place): string {
  return name === "" ? "/" : `${folderPath(folder)}/${name}`;
}
