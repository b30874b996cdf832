import type { CommandStreams, WantedStreams } from "../command-streams.ts";
import { parseResizes } from "../resize.ts";
import type { SpdySession, SpdyStream } from "../../../machinery/streaming/spdy/session.ts";

/** Newest first. Version 2 has no resize channel and tells errors as text, version 4 as a Status. */
export const commandProtocols = ["v5.channel.k8s.io", "v4.channel.k8s.io", "v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io"] as const;

/** Waits until the client has opened every stream that it asked for. Rejects when the connection ends first. */
export async function spdyCommandStreams(session: SpdySession, protocol: string, wanted: WantedStreams): Promise<CommandStreams> {
  const expected = new Set(["error", ...(wanted.stdin ? ["stdin"] : []), ...(wanted.stdout ? ["stdout"] : []), ...(wanted.stderr && !wanted.tty ? ["stderr"] : [])]);
  if (wanted.tty && protocol !== "v2.channel.k8s.io" && protocol !== "channel.k8s.io") expected.add("resize");
  const opened = new Map<string, SpdyStream>();
  const complete = Promise.withResolvers<void>();
  session
    .run((stream) => {
      opened.set(stream.headers.get("streamtype") ?? "", stream);
      if ([...expected].every((type) => opened.has(type))) complete.resolve();
    })
    .then(() => complete.reject(new Error("the client went before it opened its streams")), complete.reject);
  await complete.promise;

  const writer = (type: string) => {
    const stream = opened.get(type);
    return stream === undefined ? {} : { [type]: (chunk: Uint8Array) => stream.write(chunk) };
  };
  const [stdin, resize, error] = [opened.get("stdin"), opened.get("resize"), opened.get("error")];
  return {
    streams: {
      ...(stdin === undefined ? {} : { stdin: stdin.incoming }),
      ...writer("stdout"),
      ...writer("stderr"),
      ...(resize === undefined ? {} : { resizes: parseResizes(resize.incoming) }),
    },
    async finish(status) {
      const structured = protocol === "v4.channel.k8s.io" || protocol === "v5.channel.k8s.io";
      const text = structured ? JSON.stringify(status) : status.status === "Success" ? "" : (status.message ?? "");
      if (text !== "") await error?.write(new TextEncoder().encode(text)).catch(() => {});
      for (const stream of opened.values()) await stream.end().catch(() => {});
      await session.close();
    },
  };
}
