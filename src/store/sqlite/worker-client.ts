import { Worker } from "node:worker_threads";
import { workerFile } from "../../base/worker-file.ts";
import { StoreUnavailableError } from "../contract.ts";
import { toError } from "./failure.ts";
import type { Answer, Calls, CallType, WorkerOptions } from "./protocol.ts";

interface Waiting {
  readonly resolve: (reply: never) => void;
  readonly reject: (error: Error) => void;
}

/** Memory of the worker's JavaScript, in MiB; values travel in buffers outside it. Nothing stays young there for longer than one request. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 4 };

/** Asks the worker and pairs its answers, which come in order, with those who wait. */
export class WorkerClient {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  readonly #onDeath: (reason: Error) => void;
  #dead: Error | undefined;

  /** `onDeath` is called at most once, when the worker ends without having been closed. */
  constructor(options: WorkerOptions, onDeath: (reason: Error) => void, workerUrl = workerFile(import.meta.url, "./worker.ts", "sqlite-worker")) {
    this.#onDeath = onDeath;
    this.#worker = new Worker(workerUrl, { name: "store", workerData: options, resourceLimits });
    this.#worker.on("message", (answer: Answer) => this.#settle(answer));
    this.#worker.on("error", (error) => this.#die(error));
    this.#worker.on("exit", () => this.#die(undefined));
  }

  call<T extends CallType>(request: Calls[T]["request"] & { readonly type: T }, transfer: ArrayBuffer[] = []): Promise<Calls[T]["reply"]> {
    if (this.#dead !== undefined) return Promise.reject(this.#dead);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(request, transfer);
    });
  }

  /** Waits until the thread is gone, so that its memory and its lock are. */
  async terminate(): Promise<void> {
    this.#dead ??= new StoreUnavailableError("the store's worker has been stopped");
    await this.#worker.terminate();
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) throw new Error("the store's worker answered a question that nobody asked");
    if ("failure" in answer) waiting.reject(toError(answer.failure));
    else waiting.resolve(answer.reply as never);
  }

  #die(cause: unknown): void {
    if (this.#dead !== undefined) return;
    const why = cause instanceof Error ? `: ${cause.message}` : "";
    this.#dead = new StoreUnavailableError(`the store's worker thread ended unexpectedly${why}; restart the server, nothing acknowledged is lost`, { cause });
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#dead);
    this.#onDeath(this.#dead);
  }
}
