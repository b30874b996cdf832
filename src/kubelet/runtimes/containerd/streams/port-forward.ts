import { RuntimeError } from "../../../cri/contract.ts";
import { connectStreaming, pump, readAll } from "./upgrade.ts";

const protocol = "portforward.k8s.io";

export interface ForwardedBytes {
  readonly incoming: AsyncIterable<Uint8Array>;
  write(chunk: Uint8Array): Promise<void>;
}

/** Carries one connection over the URL that the runtime gave: a data stream and an error stream with the same request id. */
export async function streamPort(url: string, port: number, connection: ForwardedBytes, signal: AbortSignal): Promise<void> {
  const { session, ended, destroy } = await connectStreaming(url, protocol, signal);
  signal.addEventListener("abort", destroy, { once: true });
  try {
    const headers = (streamType: string): Map<string, string> => new Map([["streamtype", streamType], ["port", String(port)], ["requestid", "0"]]);
    const error = await session.open(headers("error"));
    await error.end(); // only the runtime writes there
    const data = await session.open(headers("data"));
    void pump(connection.incoming, data);
    const failure = readAll(error.incoming);
    for await (const chunk of data.incoming) await connection.write(chunk);
    const why = await failure;
    if (why !== "") throw new RuntimeError("Unavailable", why);
  } finally {
    signal.removeEventListener("abort", destroy);
    await session.close();
    destroy();
    await ended;
  }
}
