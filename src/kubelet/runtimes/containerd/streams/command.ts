import type { RemoteStreams, TerminalSize } from "../../../../machinery/streaming/kubelet-api.ts";
import type { SpdyStream } from "../../../../machinery/streaming/spdy/session.ts";
import { RuntimeError } from "../../../cri/contract.ts";
import { connectStreaming, pump, readAll } from "./upgrade.ts";

/** Version 4 tells the end of a command as a Status, and has a channel for the size of the terminal. */
const protocol = "v4.channel.k8s.io";

/** Runs or joins a command over the URL that the runtime gave. Resolves with its exit code when all its output was taken. */
export async function streamCommand(url: string, tty: boolean, streams: RemoteStreams, signal: AbortSignal): Promise<{ readonly exitCode: number }> {
  const { session, ended, destroy } = await connectStreaming(url, protocol, signal);
  signal.addEventListener("abort", destroy, { once: true });
  try {
    const open = (type: string): Promise<SpdyStream> => session.open(new Map([["streamtype", type]]));
    // The server knows how many streams to wait for and starts the command when the last is there.
    const error = await open("error");
    const stdin = streams.stdin === undefined ? undefined : await open("stdin");
    const stdout = streams.stdout === undefined ? undefined : await open("stdout");
    const stderr = streams.stderr === undefined || tty ? undefined : await open("stderr");
    const resize = tty ? await open("resize") : undefined;

    // A terminal has no half-closed input, and containerd lets go of the output when it sees one.
    if (streams.stdin !== undefined && stdin !== undefined) void pump(streams.stdin, tty ? { write: stdin.write, end: async () => {} } : stdin);
    if (streams.resizes !== undefined && resize !== undefined) void pump(sizesAsJson(streams.resizes), resize);
    const [outcome] = await Promise.all([readAll(error.incoming), take(stdout, streams.stdout), take(stderr, streams.stderr)]);
    signal.throwIfAborted();
    return { exitCode: exitCodeOf(outcome) };
  } finally {
    signal.removeEventListener("abort", destroy);
    await session.close();
    destroy();
    await ended;
  }
}

async function take(stream: SpdyStream | undefined, write: RemoteStreams["stdout"]): Promise<void> {
  if (stream === undefined || write === undefined) return;
  for await (const chunk of stream.incoming) await write(chunk);
}

async function* sizesAsJson(sizes: AsyncIterable<TerminalSize>): AsyncGenerator<Uint8Array> {
  for await (const { width, height } of sizes) yield new TextEncoder().encode(`${JSON.stringify({ Width: width, Height: height })}\n`);
}

interface EndStatus {
  readonly status?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] };
}

/** The exit code in the Status that ends a command; an attach that ends well tells nothing. Source: kubelet remotecommand. */
export function exitCodeOf(outcome: string): number {
  if (outcome.trim() === "") return 0;
  let status: EndStatus;
  try {
    status = JSON.parse(outcome) as EndStatus;
  } catch {
    throw new RuntimeError("Internal", outcome);
  }
  if (status.status === "Success") return 0;
  const code = status.details?.causes?.find(({ reason }) => reason === "ExitCode")?.message;
  if (status.reason === "NonZeroExitCode" && code !== undefined) return Number(code);
  throw new RuntimeError("Internal", status.message ?? outcome);
}
