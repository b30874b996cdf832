import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { CommandError } from "../contract.ts";
import { type ClusterLocation, locationWords } from "./location.ts";
import type { Progress } from "./protocol.ts";

const longestSocketPath = 100;

/**
 * Calls `use` with a path to the control socket that is short enough for the kernel (108 bytes), whatever the folder's
 * name: a long one is reached through an open file descriptor of the folder.
 */
export async function withSocketPath<T>(dataDir: string, use: (path: string) => Promise<T>): Promise<T> {
  const path = join(dataDir, "run", "control.sock");
  if (Buffer.byteLength(path) <= longestSocketPath) return use(path);
  const folder = openSync(join(dataDir, "run"), "r");
  try {
    return await use(`/proc/self/fd/${folder}/control.sock`);
  } finally {
    closeSync(folder);
  }
}

/** The process that runs the cluster, or undefined when none does. */
export function clusterPid(dataDir: string): number | undefined {
  const path = join(dataDir, "run", "wherry.pid");
  if (!existsSync(path)) return undefined;
  const pid = Number(readFileSync(path, "utf8"));
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    // A pid may have been given to another program since: the data folder in the command line tells.
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(dataDir) ? pid : undefined;
  } catch {
    return undefined;
  }
}

export interface ControlRequest {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: Readable;
}

/** Sends one request to a running cluster. Throws a CommandError that says how to start it when none runs. */
export async function callCluster(location: ClusterLocation, { method, path, body }: ControlRequest, signal: AbortSignal): Promise<IncomingMessage> {
  if (clusterPid(location.dataDir) === undefined) {
    throw new CommandError(`no cluster runs in ${location.dataDir}`, `start it with: wherry up${locationWords(location)}`);
  }
  return withSocketPath(location.dataDir, (socketPath) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const call = request({ socketPath, method, path, signal }, resolve);
      call.on("error", (cause) => reject(new CommandError(`the cluster in ${location.dataDir} does not answer: ${cause.message}`, `look at: wherry logs${locationWords(location)}`, { cause })));
      if (body === undefined) call.end();
      else body.on("error", reject).pipe(call);
    }),
  );
}

/** The answer's JSON. A failure that the cluster explained is thrown as CommandError. */
export async function readJson<T>(answer: IncomingMessage): Promise<T> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const value: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  if (answer.statusCode === 200) return value as T;
  const { message, fix } = value as { message: string; fix: string };
  throw new CommandError(message, fix);
}

/** Follows a stream of progress lines to its end, telling `onStep`, and answers the result. */
export async function followProgress<T>(lines: Readable, onStep: (text: string) => void): Promise<T> {
  const reader = createInterface({ input: lines });
  lines.on("error", () => reader.close()); // the process went away in the middle: what came before counts
  for await (const line of reader) {
    const progress = JSON.parse(line) as Progress;
    if (progress.type === "step") onStep(progress.text);
    else if (progress.type === "failed") throw new CommandError(progress.message, progress.fix);
    else return progress.result as T;
  }
  throw new CommandError("the cluster's process ended without an answer", "look at the end of log/wherry.log in its data folder");
}
