import { parentPort, workerData } from "node:worker_threads";
import type { Layout } from "../layout.ts";
import { loadArchive } from "./archive/load-archive.ts";
import type { ImageJob, ImageJobMessage } from "./image-jobs.ts";
import { pull } from "./registry/pull.ts";

/** Does one load or pull and ends: hashing and unpacking are too much work for the thread that serves requests. */
const port = parentPort;
if (port === null) throw new Error("image-thread.ts runs as a worker thread only");
const { layout, job } = workerData as { layout: Layout; job: ImageJob };

try {
  const images = job.type === "load" ? await loadArchive(layout, receive()) : [await pull(layout, job)];
  port.postMessage({ type: "done", images } satisfies ImageJobMessage);
} catch (error) {
  const { message, name, reason } = error as { message: string; name?: string; reason?: string };
  port.postMessage({ type: "failed", message, name, reason } satisfies ImageJobMessage);
}
port.close();

/** Chunks of the archive, one at a time: the next is asked for when the last was used. */
async function* receive(): AsyncGenerator<Uint8Array> {
  for (;;) {
    const next = new Promise<Uint8Array | undefined>((resolve) => port?.once("message", resolve));
    port?.postMessage({ type: "more" } satisfies ImageJobMessage);
    const chunk = await next;
    if (chunk === undefined) return;
    yield chunk;
  }
}
