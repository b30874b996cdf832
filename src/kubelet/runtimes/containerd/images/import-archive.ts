import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Clock, Millis } from "../../../../base/clock.ts";
import { type Image, RuntimeError } from "../../../cri/contract.ts";

/** The CRI part of containerd learns of an imported image by an event; asked again this often, at most this long. */
const lookMs: Millis = 10;
const giveUpMs: Millis = 10_000;

export interface ImportOptions {
  readonly socketPath: string;
  readonly clock: Clock;
}

/**
 * Hands an archive to containerd's own `ctr`, since CRI has no call for it. Resolves with the images' names when the
 * runtime knows them. Throws RuntimeError with `ctr`'s words when it refuses the archive.
 */
export async function importArchive(
  archive: AsyncIterable<Uint8Array>,
  { socketPath, clock }: ImportOptions,
  status: (name: string) => Promise<Image | undefined>,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const output = await runCtr(["--address", socketPath, "--namespace", "k8s.io", "images", "import", "-"], archive, signal);
  const names = importedNames(output);
  for (const name of names) {
    for (const until = clock.now() + giveUpMs; (await status(name)) === undefined; await clock.sleep(lookMs, signal)) {
      if (clock.now() > until) throw new RuntimeError("Internal", `image ${name} was imported, but the runtime does not list it after ${giveUpMs / 1_000} s`);
    }
  }
  return names;
}

/** The names in what `ctr images import` prints: `unpacking NAME (sha256:…)...done`, and since version 2 a table of them. */
export function importedNames(output: string): string[] {
  const names = output.split(/[\n\r]/).flatMap((line) => /^(?:unpacking )?(\S+\/\S+[:@]\S+)\s/.exec(line)?.[1] ?? []);
  return [...new Set(names)];
}

async function runCtr(args: readonly string[], archive: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<string> {
  const child = spawn("ctr", args, { stdio: ["pipe", "pipe", "pipe"], signal });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once("error", (cause: NodeJS.ErrnoException) => reject(cause.code === "ENOENT" ? noCtr(cause) : cause));
    child.once("close", resolve);
  });
  const fed = pipeline(Readable.from(archive), child.stdin).catch(() => {}); // `ctr` says itself why it read no further
  const code = await closed;
  await fed;
  signal?.throwIfAborted();
  if (code !== 0) throw new RuntimeError("InvalidArgument", `containerd did not take the archive: ${Buffer.concat(err).toString().trim().replace(/^ctr: /, "")}`);
  return Buffer.concat(out).toString();
}

function noCtr(cause: Error): RuntimeError {
  return new RuntimeError("FailedPrecondition", "cannot load an archive into containerd: its program ctr is not installed; install it, or push the image to a registry", { cause });
}
