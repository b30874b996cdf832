import { mkdirSync, writeFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { workerFile } from "../../../../base/worker-file.ts";
import { RuntimeError } from "../../../cri/contract.ts";
import type { Layout } from "../layout.ts";
import { bindMount, MS, mount } from "../linux/mounts.ts";
import { isPinned } from "./cluster-namespace.ts";
import type { Answer, Arguments, OperationName, Reply } from "./protocol.ts";

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Memory of the thread's JavaScript, in MiB. It holds nothing for long; without limits its garbage would pile up. */
const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 };

/** The host thread, seen from the main thread: asks it for operations and hands back their answers. */
export class Host {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #closed = false;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("message", (reply: Reply) => this.#settle(reply));
    worker.on("error", (error) => this.#failAll(error));
    worker.on("exit", () => this.#failAll(new Error("the host thread has ended")));
  }

  /** Starts the thread in the cluster's mount namespace, which is made and pinned when there is none. */
  static async open(layout: Layout, mixedUnified: string | undefined): Promise<Host> {
    preparePins(layout);
    const worker = new Worker(workerFile(import.meta.url, "./host-thread.ts", "host-thread"), { workerData: { layout, mixedUnified }, resourceLimits });
    const threadId = await new Promise<number | undefined>((resolve, reject) => {
      worker.once("message", (message: { created?: number }) => resolve(message.created));
      worker.once("error", reject);
    });
    if (threadId !== undefined) bindMount(`/proc/self/task/${threadId}/ns/mnt`, layout.mountNamespacePin);
    worker.unref();
    return new Host(worker);
  }

  call<Name extends OperationName>(name: Name, args: Arguments<Name>): Promise<Answer<Name>> {
    if (this.#closed) return Promise.reject(new RuntimeError("Unavailable", "the runtime is closed"));
    const id = ++this.#lastId;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#worker.ref();
    this.#worker.postMessage({ id, name, args });
    return answer as Promise<Answer<Name>>;
  }

  /** Ends the thread. What it has mounted and started lives on. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker.terminate();
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ("error" in reply) {
      waiting?.reject(Object.assign(new Error(reply.error.message), { code: reply.error.code }));
    } else waiting?.resolve(reply.answer);
  }

  #failAll(cause: Error): void {
    this.#closed = true;
    for (const { reject } of this.#waiting.values()) reject(new RuntimeError("Unavailable", "the host thread has ended", { cause }));
    this.#waiting.clear();
  }
}

/** A namespace file can only be pinned below a mount that no other namespace shares. */
function preparePins(layout: Layout): void {
  mkdirSync(layout.pinsDir, { recursive: true, mode: 0o700 });
  if (isPinned(layout)) return;
  bindMount(layout.pinsDir, layout.pinsDir);
  mount({ source: "none", target: layout.pinsDir, flags: MS.PRIVATE });
  writeFileSync(layout.mountNamespacePin, "");
}
