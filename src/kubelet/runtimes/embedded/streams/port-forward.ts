import { RuntimeError } from "../../../cri/contract.ts";
import { sandboxPaths } from "../layout.ts";
import type { SandboxRecord } from "../records.ts";
import type { RuntimeContext } from "../runtime-context.ts";
import { pumpIn, pumpOut, streamOf } from "./stdio.ts";

export interface ForwardedBytes {
  readonly incoming: AsyncIterable<Uint8Array>;
  write(chunk: Uint8Array): Promise<void>;
}

/** Carries one connection to a port on the pod's loopback. The socket is made inside the pod's network and read out here. */
export async function portForward({ host, layout }: RuntimeContext, sandbox: SandboxRecord, port: number, connection: ForwardedBytes, signal: AbortSignal): Promise<void> {
  const namespaceFile = sandbox.address === undefined ? undefined : sandboxPaths(layout, sandbox.id).net;
  const fd = await host.call("connectInside", { namespaceFile, port }).catch((cause: Error) => {
    const { name, namespace } = sandbox.config.metadata;
    throw new RuntimeError("Unavailable", `failed to connect to localhost:${port} inside pod ${namespace}/${name}: ${cause.message.includes("ECONNREFUSED") ? "connection refused" : cause.message}`, { cause });
  });
  const socket = streamOf(fd, "both");
  const end = () => void socket.destroy();
  signal.addEventListener("abort", end);
  try {
    void pumpIn(connection.incoming, socket).catch(end);
    await pumpOut(socket, (chunk) => connection.write(chunk));
  } finally {
    signal.removeEventListener("abort", end);
    end();
  }
}
