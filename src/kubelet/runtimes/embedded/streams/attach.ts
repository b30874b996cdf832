import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { workerFile } from "../../../../base/worker-file.ts";
import type { RemoteStreams } from "../../../../machinery/streaming/kubelet-api.ts";
import { bundlePaths } from "../layout.ts";
import { closeDescriptor, openPipe } from "../linux/descriptors.ts";
import { connectSeqpacket, shutDown } from "../linux/seqpacket.ts";
import type { ContainerRecord } from "../records.ts";
import type { RuntimeContext } from "../runtime-context.ts";
import { followResizes, pumpIn, pumpOut, streamOf } from "./stdio.ts";

/** Messages of conmon's control fifo. Source: conmon src/ctrl.c */
const CONTROL = { resize: 1, reopenLogs: 2 } as const;

/** Joins the streams of a container's own process, from now on. Resolves when it ends, when the client's input does and the container's stays open, or when the signal aborts. */
export async function attach({ layout }: RuntimeContext, record: ContainerRecord, streams: RemoteStreams, signal: AbortSignal): Promise<void> {
  const { bundle } = bundlePaths(layout, record.id);
  const socketFd = connectSeqpacket(bundle, "attach");
  const [stdin, stdout, stderr] = [openPipe(), openPipe(), openPipe()];
  const worker = new Worker(workerFile(import.meta.url, "./attach-thread.ts", "attach-thread"), {
    workerData: { socketFd, stdinFd: stdin.readFd, stdoutFd: stdout.writeFd, stderrFd: stderr.writeFd, leavesAtEndOfInput: !endsWithItsInput(record) },
  });
  let running = true;
  const ended = new Promise<void>((resolve, reject) => {
    worker.once("error", reject);
    worker.once("exit", () => {
      running = false;
      closeDescriptor(socketFd); // here and not in the thread: until now its number has meant no other one
      resolve();
    });
  });
  const end = () => {
    if (running) shutDown(socketFd);
  };
  signal.addEventListener("abort", end);
  const input = streamOf(stdin.writeFd, "write");
  const [output, errors] = [streamOf(stdout.readFd, "read"), streamOf(stderr.readFd, "read")];
  try {
    // Without stdin the container's own stays open: only a client that had one can end it.
    if (streams.stdin !== undefined) void pumpIn(streams.stdin, input).catch(end);
    void followResizes(streams.resizes, ({ width, height }) => control(bundlePaths(layout, record.id).control, `${CONTROL.resize} ${height} ${width}\n`)).catch(() => {});
    await Promise.all([ended, pumpOut(output, streams.stdout), pumpOut(errors, streams.stderr)]);
  } finally {
    signal.removeEventListener("abort", end);
    end();
    for (const stream of [input, output, errors]) stream.destroy();
  }
}

/** True when the end of a client's input is the end of the container's own, whose output is still wanted then. */
function endsWithItsInput({ config }: ContainerRecord): boolean {
  return config.stdinOnce && !config.tty;
}

/** Lets conmon write to a new file of the same name. */
export function reopenLog({ layout }: RuntimeContext, containerId: string): Promise<void> {
  return control(bundlePaths(layout, containerId).control, `${CONTROL.reopenLogs} 0 0\n`);
}

async function control(fifo: string, message: string): Promise<void> {
  const file = await open(fifo, constants.O_WRONLY | constants.O_NONBLOCK); // without a conmon at the other end this fails at once
  try {
    await file.write(message);
  } finally {
    await file.close();
  }
}
