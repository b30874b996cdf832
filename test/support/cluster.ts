import { spawn, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { ensureImages } from "../../tools/images/ensure.ts";
import { kubectlPath } from "../../tools/kubectl/kubectl.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Written to standard input. */
  readonly input?: string;
  /** Killed and failed after this long. Default 120 s, which is more than any command is told to wait. */
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs a program to its end without a shell. After the timeout it is killed with all that it started and counts as exit code 137. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: options.cwd ?? root, env: { ...process.env, ...options.env }, detached: true });
    const timer = setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), options.timeoutMs ?? 120_000);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 137, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
    child.stdin.on("error", () => {}); // the program may end before it read all
    child.stdin.end(options.input ?? "");
  });
}

/** The first line that a program prints. Fails when it ends without one. */
export async function firstLine(output: Readable): Promise<string> {
  for await (const line of createInterface(output)) return line;
  throw new Error("the program ended without a word");
}

/** Resolves when a process that is nobody's child is gone. */
export async function untilEnded(pid: number): Promise<void> {
  while (!hasEnded(pid)) await sleep(50);
}

/** One that nobody has waited for yet still has its entry, without threads that could do anything. */
function hasEnded(pid: number): boolean {
  try {
    const [, state] = /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return (state === "Z" || state === "X") && readdirSync(`/proc/${pid}/task`).length === 1;
  } catch {
    return true;
  }
}

/** A cluster of a test's own: its own folder, name, port and kubeconfig. Its name is its own on this machine too, so that two runs of the tests may go on at once. */
export interface TestCluster {
  readonly name: string;
  readonly dataDir: string;
  readonly kubeconfig: string;
  readonly kubectlProgram: string;
  wherry(args: readonly string[], options?: RunOptions): Promise<Finished>;
  /** Runs stock kubectl; throws with its output when it fails. */
  kubectl(...args: string[]): Promise<string>;
  /** The same, whatever the exit code, with more options. */
  tryKubectl(args: readonly string[], options?: RunOptions): Promise<Finished>;
  up(): Promise<void>;
  /** The process that runs the cluster. */
  pid(): number;
  /** Kills that process as `kill -9` does, and resolves when it is gone: what comes next does not meet it dying. */
  crash(): Promise<void>;
  /** Takes it down and removes its folders. */
  dispose(): Promise<void>;
}

export interface TestClusterOptions {
  /** At most 12 lower-case letters and digits, to which three are added; part of the names of its bridge and tables. */
  readonly name: string;
  /** Images made from Debian packages and loaded after the start. Default: none. */
  readonly images?: readonly ("busybox" | "perl")[];
  /** Further words for every `wherry up`. Default: none. */
  readonly upWords?: readonly string[];
  /** False leaves starting it to the test. Default true. */
  readonly start?: boolean;
}

/** For `upWords`: clients that go on through a restart come back to the port they know, and of the usual ones another cluster could have it by then. */
export function anUnusualPort(): readonly string[] {
  return ["--port", String(randomInt(20_000, 30_000))];
}

/** Clusters of this process that are not yet taken down, by their folder. */
const living = new Set<string>();

// The test runner ends a file that takes too long with SIGTERM; nothing may stay behind then either. It may come twice: the second one must not end this.
process.on("SIGTERM", () => {
  for (const dataDir of living) spawnSync(process.execPath, [join(root, "bin/wherry.js"), "down", "--data-dir", dataDir]);
  process.exit(1);
});

export async function testCluster({ name: purpose, images = [], upWords = [], start = true }: TestClusterOptions): Promise<TestCluster> {
  const name = `${purpose}${randomInt(36 ** 2, 36 ** 3).toString(36)}`;
  const folder = mkdtempSync(join(tmpdir(), `wherry-${name}-`));
  const dataDir = join(folder, "data");
  living.add(dataDir);
  const kubeconfig = join(folder, "kubeconfig");
  const env = { KUBECONFIG: kubeconfig };
  const kubectlProgram = kubectlPath();
  const place = ["--data-dir", dataDir];
  const wherry = (args: readonly string[], options: RunOptions = {}): Promise<Finished> => run(process.execPath, [join(root, "bin/wherry.js"), ...args, ...place], { ...options, env: { ...env, ...options.env } });
  const must = async (what: Promise<Finished>): Promise<string> => {
    const { code, stdout, stderr } = await what;
    if (code !== 0) throw new Error(`exit code ${code}\n${stdout}\n${stderr}`);
    return stdout;
  };
  const tryKubectl = (args: readonly string[], options: RunOptions = {}): Promise<Finished> => run(kubectlProgram, args, { ...options, env: { ...env, ...options.env } });
  const cluster: TestCluster = {
    name,
    dataDir,
    kubeconfig,
    kubectlProgram,
    wherry,
    tryKubectl,
    kubectl: (...args) => must(tryKubectl(args)),
    up: async () => void (await must(wherry(["up", "--name", name, ...upWords]))),
    pid: () => Number(readFileSync(join(dataDir, "run", "wherry.pid"), "utf8")),
    crash: async () => {
      const pid = cluster.pid();
      process.kill(pid, "SIGKILL");
      await untilEnded(pid);
    },
    dispose: async () => {
      await must(wherry(["down"]));
      living.delete(dataDir);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  if (!start) return cluster;
  try {
    await cluster.up();
    for (const archive of await ensureImages(images, () => {})) await must(wherry(["image", "load", archive]));
  } catch (error) {
    const log = spawnSync("tail", ["-n", "40", join(dataDir, "log", "wherry.log")], { encoding: "utf8" }).stdout;
    await cluster.dispose().catch(() => {});
    throw new Error(`the cluster did not start; the end of its log:\n${log}`, { cause: error });
  }
  return cluster;
}
