import type { KubeletApi } from "../../../machinery/streaming/kubelet-api.ts";
import { BytePipe } from "../../../machinery/streaming/byte-pipe.ts";
import type { MessageSocket } from "../message-socket.ts";
import type { PortForwardTarget } from "../spdy/port-forward.ts";

/** Newest first. Source: kubelet portforward websocket.go. */
export const portForwardChannelProtocols = ["v4.channel.k8s.io", "v4.base64.channel.k8s.io"] as const;

/**
 * One connection a port over one WebSocket, two channels each: 2n carries data, 2n+1 an error text. Each channel begins
 * with the port as two bytes, little end first.
 */
export async function forwardPortsOverChannels(socket: MessageSocket, kubelet: KubeletApi, target: PortForwardTarget, ports: readonly number[], signal: AbortSignal): Promise<void> {
  const base64 = socket.protocol.includes("base64");
  const pipes = ports.map(() => new BytePipe());
  const send = (channel: number, data: Uint8Array) => {
    if (base64) return socket.send(`${channel}${btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(""))}`);
    return socket.send(Uint8Array.of(channel, ...data));
  };
  const gone = new AbortController();
  const both = AbortSignal.any([signal, gone.signal]);
  const forwards = ports.map(async (port, index) => {
    const mark = Uint8Array.of(port & 0xff, port >> 8);
    await send(index * 2, mark);
    await send(index * 2 + 1, mark);
    try {
      await kubelet.portForward(target, port, { incoming: pipes[index] as BytePipe, write: (chunk) => send(index * 2, chunk) }, both);
    } catch (error) {
      if (!both.aborted) await send(index * 2 + 1, new TextEncoder().encode(`error forwarding port ${port} to pod ${target.pod}: ${error instanceof Error ? error.message : String(error)}`)).catch(() => {});
    }
  });
  const reading = (async () => {
    for await (const message of socket.incoming) {
      const bytes = typeof message !== "string" ? message : Uint8Array.from([(message.codePointAt(0) ?? 0) - 0x30, ...Uint8Array.from(atob(message.slice(1)), (letter) => letter.charCodeAt(0))]);
      const channel = bytes[0] ?? -1;
      if (channel % 2 === 0) await pipes[channel / 2]?.push(bytes.subarray(1));
    }
  })();
  await Promise.race([Promise.all(forwards), reading.catch(() => {})]);
  gone.abort(new Error("the client is gone"));
  for (const pipe of pipes) pipe.end();
  await Promise.allSettled(forwards);
  socket.close(1000, "");
}
