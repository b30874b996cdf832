import type { Clock } from "../../base/clock.ts";
import { StatusError } from "../../machinery/errors/status-error.ts";
import type { LogRequest } from "../../machinery/streaming/kubelet-api.ts";
import type { HostFiles } from "../ports/host-files.ts";
import { parseCriLine } from "./cri-line.ts";
import { LogFilter } from "./log-filter.ts";
import { tailOffset } from "./tail-offset.ts";

const blockBytes = 64 * 1_024;
const newline = 10;

export interface LogStream {
  readonly files: HostFiles;
  readonly clock: Clock;
  readonly path: string;
  readonly request: LogRequest;
  readonly write: (chunk: Uint8Array) => Promise<void>;
  readonly signal: AbortSignal;
  /** Resolves when the container writes no more. Asked only to follow. */
  readonly ended: () => Promise<void>;
}

/** Sends what is in a log file and, to follow, what comes, until the container ends. Woken by the file, never by a timer. */
export async function streamLog(stream: LogStream): Promise<void> {
  const { files, path, request, signal } = stream;
  if (files.stat(path) === undefined && request.follow !== true) throw new StatusError("NotFound", `failed to try resolving symlinks in path "${path}": lstat ${path}: no such file or directory`);
  const reader = new LogReader(stream);
  if (request.follow !== true) return reader.drain();

  let isEnded = false;
  let changed = Promise.withResolvers<void>();
  const wake = (): void => changed.resolve();
  const watcher = files.watch(path, wake);
  signal.addEventListener("abort", wake, { once: true });
  void stream.ended().then(
    () => ((isEnded = true), wake()),
    () => ((isEnded = true), wake()),
  );
  try {
    while (!signal.aborted) {
      const last = isEnded; // read once more after the end: the last lines may have come just before it
      changed = Promise.withResolvers<void>();
      await reader.drain();
      if (last || reader.isFull) return;
      if (!isEnded) await changed.promise;
    }
  } finally {
    watcher.close();
    signal.removeEventListener("abort", wake);
  }
}

/** Reads on from where it stopped; a file that was rotated away is read to its end, then the new one from its start. */
class LogReader {
  readonly #stream: LogStream;
  readonly #filter: LogFilter;
  #offset: number;
  #rest = new Uint8Array();

  constructor(stream: LogStream) {
    this.#stream = stream;
    this.#filter = new LogFilter(stream.request, stream.clock.now());
    const { tailLines } = stream.request;
    this.#offset = tailLines === undefined ? 0 : tailOffset(stream.files, stream.path, tailLines);
  }

  get isFull(): boolean {
    return this.#filter.isFull;
  }

  async drain(): Promise<void> {
    const { files, path, signal } = this.#stream;
    while (!signal.aborted && !this.isFull) {
      const size = files.stat(path)?.sizeBytes;
      if (size === undefined) return;
      if (size < this.#offset) this.#offset = 0; // a new file after rotation
      const block = files.readRange(path, this.#offset, blockBytes);
      if (block.length === 0) return;
      this.#offset += block.length;
      await this.#send(block);
    }
  }

  /** Whole lines only; what is behind the last newline waits for its rest. Many small lines go out as one chunk. */
  async #send(block: Uint8Array): Promise<void> {
    const all = this.#rest.length === 0 ? block : concat([this.#rest, block]);
    const end = all.lastIndexOf(newline) + 1;
    this.#rest = all.slice(end);
    const chunks: Uint8Array[] = [];
    for (const line of new TextDecoder().decode(all.subarray(0, end)).split("\n")) {
      const parsed = line === "" ? undefined : parseCriLine(line);
      const taken = parsed === undefined || this.isFull ? undefined : this.#filter.take(parsed);
      if (taken !== undefined && taken.length > 0) chunks.push(taken);
    }
    if (chunks.length > 0) await this.#stream.write(concat(chunks));
  }
}

function concat(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    result.set(chunk, offset);
    offset += chunk.length;
  }
  return result;
}
