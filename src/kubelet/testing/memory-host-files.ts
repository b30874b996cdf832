import { type FileStat, type HostFiles, joinPath, parentPath } from "../ports/host-files.ts";

type Entry =
  | { readonly type: "folder"; mode: number; gid: number }
  | { readonly type: "file"; content: Uint8Array; mode: number; gid: number }
  | { readonly type: "link"; readonly target: string };

/** Files on the host that something else writes, such as a simulated runtime's logs. */
export interface ForeignFiles {
  /** Empty when there is no file at this absolute path. */
  read(path: string): string;
  /** The file, or the folder with all that is in it. */
  remove(path: string): void;
}

/** A host's files in memory. */
export class MemoryHostFiles implements HostFiles {
  readonly #entries = new Map<string, Entry>([["/", { type: "folder", mode: 0o755, gid: 0 }]]);
  /** Names in each folder that has any. */
  readonly #names = new Map<string, Set<string>>();
  readonly #watchers = new Map<string, Set<() => void>>();
  readonly #foreign: ForeignFiles | undefined;

  constructor(foreign?: ForeignFiles) {
    this.#foreign = foreign;
  }

  makeFolder(path: string, mode: number): void {
    const at = this.#resolve(path);
    if (this.#entries.has(at)) return;
    if (at !== "/") this.makeFolder(parentPath(at), mode);
    this.#put(at, { type: "folder", mode, gid: 0 });
  }

  writeFile(path: string, content: Uint8Array | string, mode: number): void {
    const at = this.#resolve(path);
    if (this.#entries.get(parentPath(at))?.type !== "folder") throw new Error(`cannot write ${path}: its folder does not exist`);
    this.#put(at, { type: "file", content: typeof content === "string" ? new TextEncoder().encode(content) : content, mode, gid: 0 });
    for (const onChange of this.#watchers.get(path) ?? []) onChange();
    this.#tellFolder(at);
  }

  readFile(path: string, limitBytes?: number): Uint8Array | undefined {
    const entry = this.#entries.get(this.#resolve(path));
    const content = entry?.type === "file" ? entry.content : this.#foreignContent(path);
    return limitBytes === undefined ? content : content?.subarray(0, limitBytes);
  }

  readRange(path: string, offset: number, length: number): Uint8Array {
    const content = this.readFile(path);
    if (content === undefined) throw new Error(`cannot read ${path}: no such file`);
    return content.slice(offset, offset + length);
  }

  stat(path: string): FileStat | undefined {
    return this.#statOf(this.#entries.get(this.#resolve(path)), path);
  }

  statLink(path: string): FileStat | undefined {
    return this.#statOf(this.#entries.get(this.#at(path)), path);
  }

  list(path: string): string[] {
    return [...(this.#names.get(this.#resolve(path)) ?? [])].sort();
  }

  link(target: string, path: string): void {
    this.#put(this.#at(path), { type: "link", target });
  }

  readLink(path: string): string | undefined {
    const entry = this.#entries.get(this.#at(path));
    return entry?.type === "link" ? entry.target : undefined;
  }

  realPath(path: string): string {
    const at = this.#resolve(path);
    if (!this.#entries.has(at)) throw new Error(`cannot follow ${path}: no such file or directory`);
    return at;
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
    const source = this.#at(from);
    const target = this.#at(to);
    this.remove(to);
    for (const key of [...this.#below(source)]) {
      const entry = this.#entries.get(key);
      this.#drop(key);
      if (entry !== undefined) this.#put(target + key.slice(source.length), entry);
    }
  }

  remove(path: string): void {
    const at = this.#at(path);
    for (const key of [...this.#below(at)]) this.#drop(key);
    this.#foreign?.remove(at);
    this.#tellFolder(at);
  }

  changeMode(path: string, mode: number): void {
    const entry = this.#entries.get(this.#resolve(path));
    if (entry !== undefined && entry.type !== "link") entry.mode = mode;
  }

  changeOwner(path: string, _uid: number | undefined, gid: number): void {
    const entry = this.#entries.get(this.#resolve(path));
    if (entry !== undefined && entry.type !== "link") entry.gid = gid;
  }

  watch(path: string, onChange: () => void): { close(): void } {
    const watchers = this.#watchers.get(path) ?? new Set();
    this.#watchers.set(path, watchers.add(onChange));
    return { close: () => void watchers.delete(onChange) };
  }

  watchFolder(path: string, onChange: () => void): { close(): void } {
    if (this.stat(path)?.type !== "folder") throw new Error(`cannot watch ${path}: no such folder`);
    return this.watch(`${this.#resolve(path)}/`, onChange);
  }

  #tellFolder(changed: string): void {
    for (const onChange of this.#watchers.get(`${parentPath(changed)}/`) ?? []) onChange();
  }

  #put(at: string, entry: Entry): void {
    this.#entries.set(at, entry);
    const folder = parentPath(at);
    const names = this.#names.get(folder);
    const name = at.slice(at.lastIndexOf("/") + 1);
    if (names === undefined) this.#names.set(folder, new Set([name]));
    else names.add(name);
  }

  #drop(at: string): void {
    this.#entries.delete(at);
    const folder = parentPath(at);
    const names = this.#names.get(folder);
    names?.delete(at.slice(at.lastIndexOf("/") + 1));
    if (names?.size === 0) this.#names.delete(folder);
  }

  /** The path, and every path below it after its folder. */
  *#below(at: string): IterableIterator<string> {
    if (this.#entries.has(at)) yield at;
    for (const name of this.#names.get(at) ?? []) yield* this.#below(joinPath(at, name));
  }

  #inside(root: string, path: string): string {
    const base = this.#resolve(root);
    const at = this.#resolve(joinPath(root, path));
    if (at !== base && !at.startsWith(`${base}/`)) throw Object.assign(new Error(`${path} leads out of ${root}`), { code: "EXDEV" });
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

  /** The path with links in its folders followed, but not in its last part. */
  #at(path: string): string {
    const clean = joinPath(path).replace(/(.)\/$/, "$1");
    return clean === "/" ? "/" : joinPath(this.#resolve(parentPath(clean)), clean.slice(clean.lastIndexOf("/") + 1));
  }

  #resolve(path: string, depth = 0): string {
    if (depth > 40) throw new Error(`cannot follow ${path}: too many levels of symbolic links`);
    let current = "/";
    for (const part of path.split("/")) {
      if (part === "" || part === ".") continue;
      if (part === "..") {
        current = parentPath(current);
        continue;
      }
      const next = current === "/" ? `/${part}` : `${current}/${part}`;
      const entry = this.#entries.get(next);
      current = entry?.type === "link" ? this.#resolve(entry.target.startsWith("/") ? entry.target : joinPath(current, entry.target), depth + 1) : next;
    }
    return current;
  }
}
