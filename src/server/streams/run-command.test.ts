import assert from "node:assert/strict";
import { test } from "node:test";
import { StatusError } from "../../machinery/errors/status-error.ts";
import type { Status } from "../../machinery/errors/status.ts";
import type { KubeletApi } from "../../machinery/streaming/kubelet-api.ts";
import type { CommandOptions } from "./command-options.ts";
import type { CommandStreams } from "./command-streams.ts";
import { runCommand } from "./run-command.ts";

/** What the client is told on its error channel when the kubelet answers so. */
async function told(exec: KubeletApi["exec"]): Promise<Status | undefined> {
  let outcome: Status | undefined;
  const client = { streams: {}, finish: async (status: Status) => void (outcome = status) } as CommandStreams;
  const options = { command: ["true"], tty: false } as unknown as CommandOptions;
  await runCommand({ exec } as KubeletApi, "exec", { namespace: "default", pod: "web", container: "main" }, options, client, new AbortController().signal);
  return outcome;
}

const rows: { name: string; exec: KubeletApi["exec"]; expected: Partial<Status> }[] = [
  { name: "a command that succeeds", exec: async () => ({ exitCode: 0 }), expected: { status: "Success", code: 200 } },
  { name: "a command that fails", exec: async () => ({ exitCode: 3 }), expected: { reason: "NonZeroExitCode", message: "command terminated with non-zero exit code: exit status 3", code: 500 } },
  { name: "a container that does not run, in the words that people search for", exec: () => Promise.reject(new StatusError("NotFound", 'container not found ("main")')), expected: { reason: "InternalError", message: 'Internal error occurred: unable to upgrade connection: container not found ("main")', code: 500 } },
  { name: "any other refusal as it is", exec: () => Promise.reject(new StatusError("BadRequest", "no")), expected: { reason: "BadRequest", message: "no", code: 400 } },
];
for (const { name, exec, expected } of rows) {
  test(`runCommand tells of ${name}`, async () => {
    const status = await told(exec);
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, status?.[key as keyof Status]])), expected);
  });
}
