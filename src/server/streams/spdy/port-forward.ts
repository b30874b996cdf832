import type { KubeletApi } from "../../../machinery/streaming/kubelet-api.ts";
import type { SpdySession, SpdyStream } from "../../../machinery/streaming/spdy/session.ts";

export const portForwardProtocol = "portforward.k8s.io";

/** How long the second stream of a pair may take. Source: kubelet portforward httpstream.go. */
const pairTimeoutMs = 30_000;

export interface PortForwardTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly podUid?: string;
}

interface Pair {
  data?: SpdyStream;
  error?: SpdyStream;
  readonly giveUp: { cancel(): void };
}

/**
 * Forwards connections until the client goes: for each one the client opens a data stream and an error stream that carry
 * the same request id. What goes wrong with one connection is told on its error stream and ends no other.
 */
export async function forwardPorts(
  session: SpdySession,
  kubelet: KubeletApi,
  target: PortForwardTarget,
  options: { readonly signal: AbortSignal; setTimer(delayMs: number, task: () => void): { cancel(): void } },
): Promise<void> {
  const gone = new AbortController();
  const signal = AbortSignal.any([options.signal, gone.signal]);
  const pairs = new Map<string, Pair>();
  const close = () => void session.close();
  options.signal.addEventListener("abort", close, { once: true });
  try {
    await session.run((stream) => {
      const id = stream.headers.get("requestid") ?? "";
      let pair = pairs.get(id);
      if (pair === undefined) {
        const giveUp = options.setTimer(pairTimeoutMs, () => {
          pairs.delete(id);
          void stream.reset().catch(() => {});
        });
        pairs.set(id, (pair = { giveUp }));
      }
      const type = stream.headers.get("streamtype");
      if (type === "data") pair.data = stream;
      else if (type === "error") pair.error = stream;
      if (pair.data === undefined || pair.error === undefined) return;
      pair.giveUp.cancel();
      pairs.delete(id);
      void forwardOne(kubelet, target, pair.data, pair.error, signal);
    });
  } finally {
    options.signal.removeEventListener("abort", close);
    gone.abort(new Error("the client is gone"));
    for (const { giveUp } of pairs.values()) giveUp.cancel();
  }
}

async function forwardOne(kubelet: KubeletApi, target: PortForwardTarget, data: SpdyStream, error: SpdyStream, signal: AbortSignal): Promise<void> {
  const port = Number(data.headers.get("port"));
  try {
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${data.headers.get("port")} is not a port`);
    await kubelet.portForward(target, port, { incoming: data.incoming, write: (chunk) => data.write(chunk) }, signal);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `error forwarding port ${port} to pod ${target.podUid ?? target.pod}, uid : ${why}`;
    await error.write(new TextEncoder().encode(message)).catch(() => {});
  } finally {
    await error.end().catch(() => {});
    await data.end().catch(() => {});
  }
}
