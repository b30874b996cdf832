import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { Clock, Millis } from "../../base/clock.ts";
import { type HostFiles, joinPath } from "../ports/host-files.ts";
import { readManifest } from "./read-manifest.ts";

/** Programs write a file in several steps; it is read once it has been left alone for this long. */
const settleMs: Millis = 100;
/** In case the folder was removed and made anew, which ends a watch. Source: kubernetes kubelet FileCheckFrequency. */
export const lookAgainMs: Millis = 20_000;
/** A mirror pod has to fit into the store; no manifest comes near. */
const maximumBytes = 1_048_576;

export interface ManifestFolderOptions {
  readonly files: HostFiles;
  readonly clock: Clock;
  readonly path: string;
  readonly nodeName: string;
  /** Told of all static pods whenever one has changed. */
  readonly onPods: (pods: readonly Pod[]) => void;
  /** A file could not be used; told once until the file or what is wrong with it changes. */
  readonly onBadFile: (path: string, why: string) => void;
}

interface KnownFile {
  /** Absent for a file that could not be read. */
  readonly content?: string;
  readonly pod?: Pod;
  readonly error?: string;
}

/**
 * The folder that static pods are described in, a file each. Hidden files and folders are passed over; a file that is
 * no good counts as if it were not there and keeps no other from being used.
 */
export class ManifestFolder {
  readonly #options: ManifestFolderOptions;
  #known = new Map<string, KnownFile>();

  constructor(options: ManifestFolderOptions) {
    this.#options = options;
  }

  /** What the folder holds now. */
  pods(): readonly Pod[] {
    return this.#pods(this.#list());
  }

  /** Looks at the folder now and after each change until `signal` aborts. The first look has happened when this returns. */
  async follow(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    this.#look(true);
    while (!signal.aborted) {
      const changed = Promise.withResolvers<void>();
      const watch = this.#watch(() => changed.resolve());
      this.#look(false); // what changed while nobody watched
      const timer = clock.setTimer(lookAgainMs, () => changed.resolve());
      const stop = (): void => changed.resolve();
      signal.addEventListener("abort", stop, { once: true });
      await changed.promise;
      signal.removeEventListener("abort", stop);
      timer.cancel();
      watch?.close();
      await clock.sleep(settleMs, signal).catch(() => undefined);
    }
  }

  #watch(onChange: () => void): { close(): void } | undefined {
    try {
      return this.#options.files.watchFolder(this.#options.path, onChange);
    } catch {
      return undefined; // the folder is gone; it is looked for again
    }
  }

  #look(first: boolean): void {
    const { onPods, onBadFile } = this.#options;
    const before = this.#known;
    const now = this.#list();
    this.#known = now;
    const isSame = now.size === before.size && [...now].every(([file, known]) => before.get(file) === known);
    if (isSame && !first) return;
    for (const [file, { error }] of now) if (error !== undefined && before.get(file)?.error !== error) onBadFile(file, error);
    for (const { file, by } of hiddenNames(now)) onBadFile(file, `${by} describes a pod of the same name and counts`);
    onPods(this.#pods(now));
  }

  #list(): Map<string, KnownFile> {
    const { files, path } = this.#options;
    const now = new Map<string, KnownFile>();
    for (const name of files.list(path).filter((entry) => !entry.startsWith("."))) {
      const file = joinPath(path, name);
      const known = this.#read(file, this.#known.get(file));
      if (known !== undefined) now.set(file, known);
    }
    return now;
  }

  /** What is in a file: what was known of it where that has not changed. Undefined for what is no file. */
  #read(file: string, before: KnownFile | undefined): KnownFile | undefined {
    const { files, nodeName } = this.#options;
    try {
      const stat = files.stat(file);
      if (stat?.type !== "file") return undefined;
      if (stat.sizeBytes > maximumBytes) throw new Error(`the file has ${stat.sizeBytes} bytes, and a manifest may have ${maximumBytes}`);
      const bytes = files.readFile(file, maximumBytes);
      if (bytes === undefined) return undefined;
      const content = new TextDecoder("latin1").decode(bytes);
      if (before?.content === content) return before;
      return { content, ...parsed(bytes, file, nodeName) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return before !== undefined && before.content === undefined && before.error === message ? before : { error: message };
    }
  }

  #pods(known: ReadonlyMap<string, KnownFile>): Pod[] {
    return [...lastOfName(known).values()].flatMap((file) => known.get(file)?.pod ?? []);
  }
}

/** Of two files that describe a pod of the same name the one that comes last counts. */
function lastOfName(known: ReadonlyMap<string, KnownFile>): Map<string, string> {
  return new Map([...known].flatMap(([file, { pod }]) => (pod === undefined ? [] : [[nameOf(pod), file] as const])));
}

function hiddenNames(known: ReadonlyMap<string, KnownFile>): { file: string; by: string }[] {
  const last = lastOfName(known);
  return [...known].flatMap(([file, { pod }]) => {
    const by = pod === undefined ? file : (last.get(nameOf(pod)) ?? file);
    return by === file ? [] : [{ file, by }];
  });
}

function nameOf({ metadata }: Pod): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function parsed(content: Uint8Array, path: string, nodeName: string): Omit<KnownFile, "content"> {
  try {
    return { pod: readManifest(content, { path, nodeName }) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
