import { spawn } from "node:child_process";
import { existsSync, fchownSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { RealClock } from "../../../../base/real-clock.ts";
import { bundlePaths, type Layout } from "../layout.ts";
import { closeDescriptor } from "../linux/descriptors.ts";
import { connectLoopback } from "../linux/loopback.ts";
import { CLONE, inside } from "../linux/namespaces.ts";
import type { OciSpec } from "../spec/oci-spec.ts";
import { hostIdOf } from "../spec/user-mapping.ts";
import { crunArguments } from "./conmon.ts";
import type { Finished } from "./spawn.ts";

/** Output kept of a command that is run to its end; the rest is dropped. Source: containerd keeps 16 MiB. */
const MAX_OUTPUT = 16 * 1024 * 1024;

/** How often crun is asked which process a command is that is to be killed, and how often at most. */
const ASK_EVERY_MS = 10;
const MOST_ASKED = 1_000;

/** A clock cannot cross the thread border, and a command inside a container lives in real time. */
const clock = new RealClock();

export interface ExecArguments {
  readonly layout: Layout;
  readonly containerId: string;
  /** Unique among the container's commands. */
  readonly execId: string;
  readonly command: readonly string[];
}

/** Runs a command in a container and answers all of its output. `timedOut` when it had to be killed after `timeoutMs`. */
export function execCollect(args: ExecArguments & { readonly timeoutMs?: number }): Promise<{ stdout: Uint8Array; stderr: Uint8Array; exitCode: number; timedOut: boolean }> {
  const prepared = prepare(args, false);
  return new Promise((resolve, reject) => {
    const child = spawn(args.layout.crunProgram, prepared.args, { stdio: ["ignore", "pipe", "pipe"] });
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    let timedOut = false;
    const timer = args.timeoutMs === undefined ? undefined : clock.setTimer(args.timeoutMs, () => {
      timedOut = true;
      void kill(prepared).then(() => child.kill("SIGKILL"));
    });
    child.on("error", reject);
    child.on("close", (code) => {
      timer?.cancel();
      prepared.discard();
      resolve({ stdout: stdout(), stderr: stderr(), exitCode: code ?? 137, timedOut });
    });
  });
}

/** Runs a command whose streams are the given descriptors, which are closed here; with a terminal, its end comes over the console socket and `stderr` answers what crun had to say. */
export function execStream(args: ExecArguments & { readonly stdio: readonly number[]; readonly consoleSocket?: string }): Promise<Finished> {
  const tty = args.consoleSocket !== undefined;
  const prepared = prepare(args, tty);
  // So that /dev/stdout and the like can be opened: crun gives them to the command's user, but not across user namespaces.
  if (prepared.hostUser !== undefined) for (const fd of args.stdio) fchownSync(fd, prepared.hostUser, prepared.hostUser);
  const extra = args.consoleSocket === undefined ? [] : ["--tty", "--console-socket", args.consoleSocket];
  return new Promise((resolve, reject) => {
    const child = spawn(args.layout.crunProgram, [...prepared.args.slice(0, -1), ...extra, args.containerId], { stdio: tty ? ["ignore", "ignore", "pipe"] : [...args.stdio] });
    let complaints = "";
    child.stderr?.on("data", (chunk) => {
      complaints += chunk;
    });
    for (const fd of args.stdio) closeDescriptor(fd);
    child.on("error", reject);
    child.on("close", (code) => {
      prepared.discard();
      resolve({ exitCode: code ?? 137, stderr: complaints.trim() });
    });
  });
}

/** Kills a command that `execStream` started, or is about to start. One that has ended is no error. */
export function execKill({ layout, containerId, execId }: Omit<ExecArguments, "command">): Promise<void> {
  return kill(commandFiles(layout, containerId, execId));
}

/** A connected TCP socket to the port on the loopback inside a network namespace; `namespaceFile` absent means the host's. */
export function connectInside({ namespaceFile, port }: { readonly namespaceFile?: string; readonly port: number }): number {
  if (namespaceFile === undefined) return connectLoopback(port);
  return inside([{ path: namespaceFile, type: CLONE.NEWNET }], () => connectLoopback(port));
}

interface CommandFiles {
  /** What crun is to run; there until the command has ended. */
  readonly processFile: string;
  /** Which process it is, once crun has written it. */
  readonly pidFile: string;
}

function commandFiles(layout: Layout, containerId: string, execId: string): CommandFiles {
  const { bundle } = bundlePaths(layout, containerId);
  return { processFile: `${bundle}/exec-${execId}.json`, pidFile: `${bundle}/exec-${execId}.pid` };
}

interface Prepared extends CommandFiles {
  readonly args: string[];
  readonly hostUser: number | undefined;
  readonly discard: () => void;
}

function prepare({ layout, containerId, execId, command }: ExecArguments, terminal: boolean): Prepared {
  const { config } = bundlePaths(layout, containerId);
  const { processFile, pidFile } = commandFiles(layout, containerId, execId);
  const { process, linux } = JSON.parse(readFileSync(config, "utf8")) as OciSpec;
  const env = terminal && !process.env.some((entry) => entry.startsWith("TERM=")) ? [...process.env, "TERM=xterm"] : process.env;
  writeFileSync(processFile, JSON.stringify({ ...process, args: command, terminal, env }));
  return {
    processFile,
    pidFile,
    hostUser: hostIdOf(process.user.uid, linux.uidMappings),
    args: [...crunArguments(layout), "exec", "--process", processFile, "--pid-file", pidFile, containerId],
    discard: () => {
      rmSync(processFile, { force: true });
      rmSync(pidFile, { force: true });
    },
  };
}

/**
 * Kills a command. crun says which process it is only when that already runs: killed before, crun would leave it behind
 * for good. What crun has not started in 10 s is given up.
 */
async function kill({ processFile, pidFile }: CommandFiles): Promise<void> {
  for (let asked = 0; asked < MOST_ASKED && existsSync(processFile); asked++) {
    try {
      const pid = Number(readFileSync(pidFile, "utf8"));
      if (pid > 0) return void process.kill(pid, "SIGKILL"); // 0 while the file is being written
    } catch {
      // it is not there yet, or the command has ended
    }
    await clock.sleep(ASK_EVERY_MS);
  }
}

function collect(stream: NodeJS.ReadableStream): () => Uint8Array {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    if (size < MAX_OUTPUT) chunks.push(chunk);
    size += chunk.length;
  });
  return () => Buffer.concat(chunks).subarray(0, MAX_OUTPUT);
}
