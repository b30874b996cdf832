import { parentPort, workerData } from "node:worker_threads";
import { Engine } from "./engine.ts";
import { failureOf } from "./failure.ts";
import { closeDatabase, openDatabase } from "./open-database.ts";
import { buffersOf } from "./packed.ts";
import type { Answer, Reply, Request, WorkerOptions } from "./protocol.ts";

/** The thread on which SQLite's synchronous calls run, so that a slow disk delays only the answers that wait for it. */
const { path, maxSizeBytes } = workerData as WorkerOptions;
const port = parentPort;
if (port === null) throw new Error("the store's worker must be started as a worker thread");

let opened: { database: ReturnType<typeof openDatabase>; engine: Engine } | undefined;

function run(request: Request): Reply {
  if (request.type === "open") {
    const database = openDatabase(path);
    opened = { database, engine: new Engine(database, { path, maxSizeBytes }) };
    return { revision: opened.engine.revision, sweeping: opened.engine.sweeping };
  }
  if (opened === undefined) throw new Error(`the store was asked to ${request.type} before it was opened`);
  const { database, engine } = opened;
  switch (request.type) {
    case "commit":
      return engine.commit(request);
    case "get":
      return engine.get(request);
    case "range":
      return engine.range(request);
    case "changes":
      return engine.changes(request);
    case "compact":
      engine.compact(request.revision);
      return { sweeping: engine.sweeping };
    case "sweep":
      engine.sweep();
      return { sweeping: engine.sweeping };
    case "close":
      closeDatabase(database, path);
      return { closed: true };
  }
}

function buffers(reply: Reply): ArrayBuffer[] {
  if ("before" in reply) return [reply.revisions.buffer, ...buffersOf(reply.before)];
  if ("previous" in reply) return [reply.revisions.buffer, ...buffersOf(reply.entries), ...buffersOf(reply.previous)];
  return "entries" in reply ? buffersOf(reply.entries) : [];
}

port.on("message", (request: Request) => {
  try {
    const reply = run(request);
    port.postMessage({ reply } satisfies Answer, buffers(reply));
    if (request.type === "close") port.close();
  } catch (error) {
    const doing = request.type === "open" ? "open" : request.type === "get" || request.type === "range" || request.type === "changes" ? "read" : "write to";
    port.postMessage({ failure: failureOf(error, doing, path) } satisfies Answer);
  }
});
