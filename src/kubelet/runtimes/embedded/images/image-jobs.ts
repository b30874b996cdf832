import { Worker } from "node:worker_threads";
import { workerFile } from "../../../../base/worker-file.ts";
import { ImagePullError } from "../../../cri/contract.ts";
import type { Layout } from "../layout.ts";
import type { StoredImage } from "./image-store.ts";
import type { Reference } from "./reference.ts";

export interface Credentials {
  readonly username?: string;
  readonly password?: string;
  readonly identityToken?: string;
}

export type ImageJob =
  | { readonly type: "load" }
  | { readonly type: "pull"; readonly reference: Reference; readonly credentials?: Credentials; readonly mirrors: readonly string[] };

export type ImageJobMessage =
  | { readonly type: "more" }
  | { readonly type: "done"; readonly images: readonly StoredImage[] }
  | { readonly type: "failed"; readonly message: string; readonly name?: string; readonly reason?: string };

/** Runs one job on a thread of its own. `archive` is the tar stream of a load. The signal ends the thread at once. */
export async function runImageJob(layout: Layout, job: ImageJob, options: { readonly archive?: AsyncIterable<Uint8Array>; readonly signal?: AbortSignal } = {}): Promise<readonly StoredImage[]> {
  const { archive, signal } = options;
  signal?.throwIfAborted();
  const worker = new Worker(workerFile(import.meta.url, "./image-thread.ts", "image-thread"), { workerData: { layout, job } });
  const chunks = archive?.[Symbol.asyncIterator]();
  try {
    return await new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason));
      worker.on("error", reject);
      worker.on("exit", () => reject(new Error("the image thread ended without an answer")));
      worker.on("message", (message: ImageJobMessage) => {
        if (message.type === "done") resolve(message.images);
        else if (message.type === "failed") reject(restoreError(message));
        else chunks?.next().then(({ value }) => worker.postMessage(value), reject);
      });
    });
  } finally {
    await worker.terminate();
  }
}

function restoreError({ message, name, reason }: { readonly message: string; readonly name?: string; readonly reason?: string }): Error {
  if (name === "ImagePullError") return new ImagePullError(reason as ImagePullError["reason"], message);
  return new Error(message);
}
