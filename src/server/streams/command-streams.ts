import type { Status } from "../../machinery/errors/status.ts";
import type { RemoteStreams } from "../../machinery/streaming/kubelet-api.ts";

/** The client's side of an exec or attach, whatever protocol carries it. */
export interface CommandStreams {
  readonly streams: RemoteStreams;
  /** Tells the outcome on the error channel and ends the connection. */
  finish(status: Status): Promise<void>;
}

/** Which streams the client asked for. */
export interface WantedStreams {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** The outcome of a command: success, or the exit code as a cause that clients read. Source: apimachinery remotecommand constants. */
export function exitStatus(exitCode: number): Status {
  if (exitCode === 0) return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 200 };
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    reason: "NonZeroExitCode",
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    details: { causes: [{ reason: "ExitCode", message: String(exitCode) }] },
    code: 500,
  };
}
