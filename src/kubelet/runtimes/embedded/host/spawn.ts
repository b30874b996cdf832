import { openSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import { closeDescriptor, openPipe } from "../linux/descriptors.ts";
import { startProgram, waitFor } from "../linux/posix-spawn.ts";

/** Error output kept of a program; the rest is dropped. */
const MAX_STDERR = 16_384;

export interface Finished {
  readonly exitCode: number;
  readonly stderr: string;
}

/** A descriptor of /dev/null, for programs that shall neither read nor write. */
export const nothing = openSync("/dev/null", "r+");

/** Runs a program to its end. `input` is what it reads, at most 64 KiB. Rejects when the program is not there. */
export async function run(program: string, args: readonly string[], options: { readonly input?: string } = {}): Promise<Finished> {
  const stdin = options.input === undefined ? undefined : openPipe();
  const stderr = openPipe();
  let pid: number;
  try {
    pid = startProgram(program, args, [stdin?.readFd ?? nothing, nothing, stderr.writeFd]);
  } finally {
    closeDescriptor(stderr.writeFd);
    if (stdin !== undefined) closeDescriptor(stdin.readFd);
  }
  if (stdin !== undefined) {
    writeSync(stdin.writeFd, options.input ?? "");
    closeDescriptor(stdin.writeFd);
  }
  // The pipe ends when the program does: that is how its end is heard of without waiting in the kernel.
  const text = await readToEnd(stderr.readFd);
  return { exitCode: waitFor(pid), stderr: text.trim() };
}

function readToEnd(fd: number): Promise<string> {
  const stream = new Socket({ fd, readable: true, writable: false });
  return new Promise((resolve, reject) => {
    let text = "";
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      if (text.length < MAX_STDERR) text += chunk;
    });
    stream.on("error", reject);
    stream.on("close", () => resolve(text));
  });
}
