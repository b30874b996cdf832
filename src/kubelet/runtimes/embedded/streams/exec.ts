import type { RemoteStreams } from "../../../../machinery/streaming/kubelet-api.ts";
import { openPipe } from "../linux/descriptors.ts";
import { setTerminalSize } from "../linux/terminal.ts";
import type { RuntimeContext } from "../runtime-context.ts";
import { openConsoleSocket } from "./console-socket.ts";
import { followResizes, pumpIn, pumpOut, streamOf } from "./stdio.ts";

export interface ExecOptions {
  readonly command: readonly string[];
  readonly tty: boolean;
}

/** Runs a command in a container with the client's streams. When the signal aborts, the command is killed. */
export async function exec(context: RuntimeContext, containerId: string, options: ExecOptions, streams: RemoteStreams, signal: AbortSignal): Promise<{ readonly exitCode: number }> {
  const { layout, host, random } = context;
  const target = { layout, containerId, execId: random.uuid() };
  const kill = () => void host.call("execKill", target).catch(() => {});
  signal.addEventListener("abort", kill);
  try {
    return await (options.tty ? withTerminal : withPipes)(context, { ...target, command: options.command }, streams);
  } finally {
    signal.removeEventListener("abort", kill);
  }
}

interface Target {
  readonly layout: RuntimeContext["layout"];
  readonly containerId: string;
  readonly execId: string;
  readonly command: readonly string[];
}

async function withPipes({ host }: RuntimeContext, target: Target, streams: RemoteStreams): Promise<{ readonly exitCode: number }> {
  const [stdin, stdout, stderr] = [openPipe(), openPipe(), openPipe()];
  // The host thread hands the command its ends and closes ours of them: from then on the pipes end with the command.
  const finished = host.call("execStream", { ...target, stdio: [stdin.readFd, stdout.writeFd, stderr.writeFd] });
  const input = streamOf(stdin.writeFd, "write");
  const [output, errors] = [streamOf(stdout.readFd, "read"), streamOf(stderr.readFd, "read")];
  void pumpIn(streams.stdin, input).catch(() => input.destroy());
  try {
    const [answer] = await Promise.all([finished, pumpOut(output, streams.stdout), pumpOut(errors, streams.stderr)]);
    return answer;
  } finally {
    for (const stream of [input, output, errors]) stream.destroy();
  }
}

async function withTerminal({ layout, host, clock }: RuntimeContext, target: Target, streams: RemoteStreams): Promise<{ readonly exitCode: number }> {
  const console = await openConsoleSocket(layout.runDir, clock);
  try {
    const finished = host.call("execStream", { ...target, stdio: [], consoleSocket: console.path });
    const first = await Promise.race([console.terminal, finished]);
    if ("exitCode" in first) {
      await streams.stdout?.(new TextEncoder().encode(`${first.stderr}\r\n`));
      return first;
    }
    const { stream, fd } = first;
    void pumpIn(streams.stdin, stream, false).catch(() => {});
    void followResizes(streams.resizes, (size) => {
      if (!stream.destroyed) setTerminalSize(fd, size);
    }).catch(() => {});
    const [answer] = await Promise.all([finished, pumpOut(stream, streams.stdout)]);
    stream.destroy();
    return answer;
  } finally {
    console.close();
  }
}
