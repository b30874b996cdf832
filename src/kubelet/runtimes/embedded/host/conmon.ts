import { spawn } from "node:child_process";
import type { Socket } from "node:net";
import type { BundlePaths, Layout } from "../layout.ts";

export interface ConmonOptions {
  readonly id: string;
  readonly paths: BundlePaths;
  readonly logPath: string;
  readonly terminal: boolean;
  readonly stdin: boolean;
  readonly stdinOnce: boolean;
}

/** Time that conmon and crun may take to make a container before they are given up. */
const CREATE_TIMEOUT_MS = 60_000;

/** Arguments of crun that every call shares. */
export function crunArguments(layout: Layout): string[] {
  return ["--root", layout.crunRoot, "--cgroup-manager", "cgroupfs"];
}

/**
 * Creates a container under a conmon of its own, which outlives us, and answers the process id of the container.
 * conmon forks, so it is no child of ours; it reports on descriptor 3. Rejects with crun's words.
 */
export function conmonCreate(layout: Layout, options: ConmonOptions): Promise<number> {
  const { id, paths } = options;
  const args = [
    "--api-version", "1", "-c", id, "-u", id, "-n", id, "-r", "/usr/bin/crun", "-b", paths.bundle, "-p", paths.pidFile, "-P", paths.conmonPidFile,
    "-l", `k8s-file:${options.logPath}`, "--exit-dir", layout.exitsDir, "--persist-dir", paths.bundle, "--full-attach", "--no-sync-log", "--log-level", "error",
    ...crunArguments(layout).flatMap((argument) => ["--runtime-arg", argument]),
  ];
  if (options.terminal) args.push("-t");
  if (options.stdin) args.push("-i");
  if (options.stdin && !options.stdinOnce) args.push("--leave-stdin-open");
  return new Promise((resolve, reject) => {
    const child = spawn("conmon", args, { cwd: paths.bundle, stdio: ["ignore", "ignore", "pipe", "pipe"], env: { ...process.env, _OCI_SYNCPIPE: "3" }, timeout: CREATE_TIMEOUT_MS });
    let answer = "";
    let stderr = "";
    child.stderr?.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    const sync = child.stdio[3] as Socket;
    const settle = () => {
      sync.destroy();
      const report = parseReport(answer);
      if (report !== undefined && report.data > 0) resolve(report.data);
      else reject(new Error(report?.message ?? (stderr.trim() || "conmon ended without a report")));
    };
    sync.on("data", (chunk) => {
      answer += chunk;
      if (answer.endsWith("\n")) settle(); // conmon keeps its end open as long as it lives
    });
    sync.on("end", settle);
  });
}

function parseReport(text: string): { readonly data: number; readonly message?: string } | undefined {
  const line = text.split("\n").find((candidate) => candidate.startsWith("{"));
  return line === undefined ? undefined : JSON.parse(line);
}
