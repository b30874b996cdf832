import type { HostFiles } from "../ports/host-files.ts";
import { parentPath } from "../ports/host-files.ts";

/** Who may use an image by one of its names: everyone, or whose pod has one of these secrets. */
type Access = "everyone" | readonly string[];

/** By image id, then by repository. */
type Records = Readonly<Record<string, Readonly<Record<string, Access>>>>;

/** Secrets by which one image was pulled that are remembered; a pod with a forgotten one proves itself anew. */
const maximumSecrets = 100;

/**
 * Whose credentials brought the images that this node has pulled. An image that is here was perhaps behind a password: a
 * pod that has not shown one must not get it because another's pod did. Images that were loaded are no one's secret.
 * Source: KEP-2535 with the policy NeverVerifyPreloadedImages.
 */
export class PullRecords {
  readonly #files: HostFiles;
  readonly #path: string;
  #records: Records | undefined;

  constructor(files: HostFiles, path: string) {
    this.#files = files;
    this.#path = path;
  }

  /** True for an image that no pull brought, or one that was pulled from this repository without credentials or with one of these secrets (by uid). */
  mayUse(imageId: string, repository: string, secretUids: readonly string[]): boolean {
    const record = this.#read()[imageId];
    if (record === undefined) return true;
    const access = record[repository] ?? [];
    return access === "everyone" || secretUids.some((uid) => access.includes(uid));
  }

  /** The image was pulled just now, with this secret; undefined: with none. Records of images that are not `present` go. */
  notePull(imageId: string, repository: string, secretUid: string | undefined, present: ReadonlySet<string>): void {
    const records = this.#read();
    const record = records[imageId] ?? {};
    const before = record[repository] ?? [];
    const access: Access = before === "everyone" || secretUid === undefined ? "everyone" : [...before.filter((uid) => uid !== secretUid), secretUid].slice(-maximumSecrets);
    const kept = Object.entries(records).filter(([id]) => present.has(id));
    const changed = Object.fromEntries([...kept, [imageId, { ...record, [repository]: access }]]);
    if (JSON.stringify(changed) === JSON.stringify(records)) return;
    this.#records = changed;
    this.#files.makeFolder(parentPath(this.#path), 0o700);
    this.#files.writeFile(`${this.#path}.new`, JSON.stringify(changed), 0o600);
    this.#files.rename(`${this.#path}.new`, this.#path);
  }

  #read(): Records {
    if (this.#records !== undefined) return this.#records;
    const content = this.#files.readFile(this.#path);
    try {
      this.#records = content === undefined ? {} : (JSON.parse(new TextDecoder().decode(content)) as Records);
    } catch (error) {
      throw new Error(`cannot read whose credentials brought the images of this node: ${this.#path} is no JSON; remove the file and the images that are secret`, { cause: error });
    }
    return this.#records;
  }
}
