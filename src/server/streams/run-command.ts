import { internalError } from "../../machinery/errors/constructors.ts";
import { isStatus, type StatusError } from "../../machinery/errors/status-error.ts";
import { toStatusError } from "../errors.ts";
import type { KubeletApi } from "../../machinery/streaming/kubelet-api.ts";
import type { CommandOptions } from "./command-options.ts";
import { type CommandStreams, exitStatus } from "./command-streams.ts";

export interface CommandTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly podUid?: string;
  readonly container: string;
}

/** Runs an exec or attach over the client's streams and tells its outcome. Never rejects. */
export async function runCommand(kubelet: KubeletApi, subresource: "exec" | "attach", target: CommandTarget, options: CommandOptions, client: CommandStreams, signal: AbortSignal): Promise<void> {
  try {
    if (subresource === "exec") {
      const { exitCode } = await kubelet.exec({ ...target, command: options.command, tty: options.tty }, client.streams, signal);
      await client.finish(exitStatus(exitCode));
    } else {
      await kubelet.attach({ ...target, tty: options.tty }, client.streams, signal);
      await client.finish(exitStatus(0));
    }
  } catch (error) {
    await client.finish(refusal(error).status).catch(() => {});
  }
}

/** A node that has no such pod or no running container refuses the upgrade, and this is how upstream's server passes that on. */
function refusal(error: unknown): StatusError {
  return isStatus(error, "NotFound") ? internalError(`unable to upgrade connection: ${error.message}`) : toStatusError(error);
}
