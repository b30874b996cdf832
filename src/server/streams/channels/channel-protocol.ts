import { BytePipe } from "../../../machinery/streaming/byte-pipe.ts";
import type { CommandStreams, WantedStreams } from "../command-streams.ts";
import type { MessageSocket } from "../message-socket.ts";
import type { TerminalSize } from "../../../machinery/streaming/kubelet-api.ts";
import { parseResizes } from "../resize.ts";

/**
 * Remote commands over WebSocket: the first byte of each message names the channel. Source: apiserver util/wsstream and
 * client-go tools/remotecommand/websocket.go.
 */
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4 } as const;
/** `v5` only: the byte after it names the channel that the client has closed. */
const closeSignal = 255;

/** Newest first: the order in which they are offered. */
export const channelProtocols = ["v5.channel.k8s.io", "v4.channel.k8s.io", "v4.base64.channel.k8s.io", "channel.k8s.io", "base64.channel.k8s.io", ""] as const;

/** The streams of a remote command over `socket`. Reads the socket from now on. */
export function channelStreams(socket: MessageSocket, wanted: WantedStreams): CommandStreams {
  const base64 = socket.protocol.includes("base64");
  const stdin = new BytePipe();
  const resize = new BytePipe();

  async function send(channel: number, data: Uint8Array): Promise<void> {
    if (base64) return socket.send(`${channel}${toBase64(data)}`);
    const message = new Uint8Array(data.length + 1);
    message[0] = channel;
    message.set(data, 1);
    return socket.send(message);
  }

  async function read(): Promise<void> {
    try {
      for await (const message of socket.incoming) {
        const { channel, data } = split(message, base64);
        if (channel === channels.stdin) await stdin.push(data);
        else if (channel === channels.resize) await resize.push(data);
        else if (channel === closeSignal && data[0] === channels.stdin) stdin.end();
      }
    } finally {
      stdin.end();
      resize.end();
    }
  }

  void read().catch(() => {});
  const resizes: AsyncIterable<TerminalSize> = parseResizes(resize);
  return {
    streams: {
      ...(wanted.stdin ? { stdin } : {}),
      ...(wanted.stdout ? { stdout: (chunk: Uint8Array) => send(channels.stdout, chunk) } : {}),
      ...(wanted.stderr && !wanted.tty ? { stderr: (chunk: Uint8Array) => send(channels.stderr, chunk) } : {}),
      ...(wanted.tty ? { resizes } : {}),
    },
    async finish(status) {
      // Before v4 the channel carries a text, and nothing on success.
      const structured = socket.protocol.startsWith("v4") || socket.protocol.startsWith("v5");
      const text = structured ? JSON.stringify(status) : status.status === "Success" ? "" : (status.message ?? "");
      if (text !== "") await send(channels.error, new TextEncoder().encode(text)).catch(() => {});
      socket.close(1000, "");
    },
  };
}

function split(message: Uint8Array | string, base64: boolean): { channel: number; data: Uint8Array } {
  if (typeof message !== "string") return { channel: message[0] ?? -1, data: message.subarray(1) };
  if (!base64) return split(new TextEncoder().encode(message), false);
  return { channel: (message.codePointAt(0) ?? 0) - 0x30, data: fromBase64(message.slice(1)) };
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
