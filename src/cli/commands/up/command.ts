import { chmodSync, mkdirSync, openSync } from "node:fs";
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { clusterPid, followProgress } from "../../cluster/control-client.ts";
import { type ClusterLocation, locateCluster, locationOptions, locationWords, readClusterFile, runtimeNames, type ShutdownChoice, stringOption, wantsJson } from "../../cluster/location.ts";
import { shutdownChoice, shutdownOptions } from "../../cluster/shutdown-options.ts";
import { progressFd, type StartResult } from "../../cluster/protocol.ts";
import { type Command, type CommandContext, CommandError, type OptionValues, UsageError } from "../../contract.ts";
import { contextName } from "../../kubeconfig/merge.ts";
import { addToUserKubeconfig, userKubeconfigPath } from "../../kubeconfig/user-file.ts";
import { progressLine } from "../../output/progress-line.ts";

export const command: Command = {
  name: "up",
  summary: "start a cluster and wait until its node is ready",
  usage: "up [--data-dir DIR] [--name NAME] [--port PORT] [--runtime RUNTIME] [--shutdown-grace-period TIME] [--foreground] [--no-merge]",
  options: {
    ...locationOptions,
    port: { type: "string", placeholder: "PORT", help: "port of the API server (default: 6443, or the next free one)" },
    runtime: { type: "string", placeholder: "RUNTIME", help: "what runs the containers: embedded (default) or containerd, which must run already" },
    "runtime-endpoint": { type: "string", placeholder: "SOCKET", help: "containerd's socket (default: /run/containerd/containerd.sock)" },
    ...shutdownOptions,
    foreground: { type: "boolean", help: "stay and print the log instead of leaving the cluster running" },
    "no-merge": { type: "boolean", help: "leave the user's own kubeconfig alone" },
  },
  run,
};

async function run(positionals: readonly string[], options: OptionValues, context: CommandContext): Promise<number> {
  if (positionals.length > 0) throw new UsageError(`up takes no argument, got ${JSON.stringify(positionals[0])}`);
  const location = locateCluster(options);
  const json = wantsJson(options);
  const port = portOption(options);
  const runtime = runtimeOption(options);
  const shutdown = shutdownChoice(options);
  const existing = readClusterFile(location.dataDir);
  if (existing !== undefined && existing.name !== location.name) {
    throw new CommandError(`${location.dataDir} holds the cluster ${JSON.stringify(existing.name)}, not ${JSON.stringify(location.name)}`, "leave --name out, or choose another --data-dir");
  }
  if (existing !== undefined && runtime !== undefined && runtime !== (existing.runtime ?? runtimeNames[0])) {
    throw new CommandError(`the cluster in ${location.dataDir} runs its containers with ${existing.runtime ?? runtimeNames[0]}, not with ${runtime}`, "leave --runtime out, or choose another --data-dir");
  }
  const running = clusterPid(location.dataDir);
  if (running !== undefined && options["foreground"] === true) {
    throw new CommandError(`the cluster in ${location.dataDir} already runs as process ${running}`, `stop it first with: wherry down --keep-data${locationWords(location)}`);
  }
  const started = running === undefined ? await start(location, startWords({ port, runtime, shutdown }, options), options["foreground"] === true, context) : undefined;
  if (options["no-merge"] !== true) addToUserKubeconfig(userKubeconfigPath(context.env), location.name, location.dataDir);
  report(location, started?.result, json, options["no-merge"] === true, context);
  return started?.exit === undefined ? 0 : await started.exit;
}

function portOption(options: OptionValues): number | undefined {
  const text = stringOption(options, "port");
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new UsageError(`--port ${text}: a port is a number from 1 to 65535`);
  return port;
}

/**
 * Half of V8's young generation in the cluster's process, in MiB. Left alone it grows so far that ten thousand pods take
 * 280 MB instead of 210, at the same speed: short-lived buffers wait in it for a collection that seldom comes.
 */
const youngHalfMib = 16;

/**
 * How much V8 lets the heap grow over what lives in it before it collects. By its own measure it would let the garbage of
 * a thousand Jobs grow to three times that, and give little of it back.
 */
const heapGrowthPercent = 30;

function runtimeOption(options: OptionValues): (typeof runtimeNames)[number] | undefined {
  const text = stringOption(options, "runtime");
  if (text === undefined) return undefined;
  const name = runtimeNames.find((known) => known === text);
  if (name === undefined) throw new UsageError(`--runtime ${text}: the runtimes are ${runtimeNames.join(" and ")}`);
  return name;
}

interface Choices {
  readonly port: number | undefined;
  readonly runtime: string | undefined;
  readonly shutdown: ShutdownChoice | undefined;
}

/** What the cluster's process is told beside where it lives. */
function startWords({ port, runtime, shutdown }: Choices, options: OptionValues): string[] {
  const endpoint = stringOption(options, "runtime-endpoint");
  const words = { port, runtime, "runtime-endpoint": endpoint, shutdown: shutdown === undefined ? undefined : JSON.stringify(shutdown) };
  return Object.entries(words).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]));
}

interface Started {
  readonly result: StartResult;
  /** With --foreground: the exit code, once the cluster ends. */
  readonly exit?: Promise<number>;
}

/**
 * glibc gives every thread its own arena and hardly returns what was freed in them: with a dozen threads that is more than
 * everything the cluster holds. Two are enough for what is allocated outside JavaScript.
 */
const fewArenas = { MALLOC_ARENA_MAX: "2", MALLOC_TRIM_THRESHOLD_: "131072" };

/** Starts the cluster's process and follows its progress until the node is ready. */
async function start(location: ClusterLocation, startWords: readonly string[], foreground: boolean, context: CommandContext): Promise<Started> {
  const logFolder = join(location.dataDir, "log");
  createFolders(location, logFolder);
  const log = foreground ? "inherit" : openSync(join(logFolder, "wherry.log"), "a", 0o600);
  const [program = "", ...args] = context.self;
  const words = ["serve", "--data-dir", location.dataDir, "--name", location.name, ...startWords];
  const progress = progressLine(context.terminal, context.clock);
  const child = spawn(program, [`--heap-growing-percent=${heapGrowthPercent}`, `--max-semi-space-size=${youngHalfMib}`, ...args, ...words], { detached: !foreground, stdio: ["ignore", log, log, "pipe"], cwd: "/", env: { ...process.env, ...fewArenas } });
  const exited = new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
  const interrupt = (): void => void child.kill("SIGTERM");
  context.signal.addEventListener("abort", interrupt, { once: true });
  try {
    const result = await followProgress<StartResult>(child.stdio[progressFd] as Readable, progress.step);
    progress.finish(`cluster ${JSON.stringify(result.name)} is ready at ${result.server}`);
    if (foreground) return { result, exit: exited };
    context.signal.removeEventListener("abort", interrupt);
    child.unref();
    (child.stdio[progressFd] as Readable).destroy();
    return { result };
  } catch (error) {
    if (error instanceof CommandError) throw new CommandError(error.message, error.fix, { cause: error });
    throw error;
  }
}

function createFolders(location: ClusterLocation, logFolder: string): void {
  try {
    mkdirSync(logFolder, { recursive: true });
    chmodSync(location.dataDir, 0o700);
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === "EACCES" ? "run it as root: sudo wherry up" : "choose another folder with --data-dir";
    throw new CommandError(`cannot make ${location.dataDir}: ${(cause as Error).message}`, why, { cause });
  }
}

function report(location: ClusterLocation, started: StartResult | undefined, json: boolean, leftAlone: boolean, { terminal, env }: CommandContext): void {
  const own = join(location.dataDir, "kubeconfig");
  if (json) {
    terminal.out(`${JSON.stringify({ name: location.name, dataDir: location.dataDir, kubeconfig: own, context: leftAlone ? undefined : contextName(location.name), alreadyRunning: started === undefined })}\n`);
    return;
  }
  if (started === undefined) terminal.err(`cluster ${JSON.stringify(location.name)} already runs\n`);
  const use = leftAlone ? `export KUBECONFIG=${own}` : `context ${JSON.stringify(contextName(location.name))} is now the current one in ${userKubeconfigPath(env)}`;
  terminal.err(`${use}\nnow type: kubectl get nodes\n`);
}
