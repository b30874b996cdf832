import { Socket } from "node:net";
import type { BundlePaths, Layout } from "../layout.ts";
import { closeDescriptor, openPipe } from "../linux/descriptors.ts";
import { startProgram, waitFor } from "../linux/posix-spawn.ts";
import { needProgram } from "../programs.ts";
import { nothing } from "./spawn.ts";

export interface ConmonOptions {
  readonly id: string;
  readonly paths: BundlePaths;
  readonly logPath: string;
  readonly terminal: boolean;
  readonly stdin: boolean;
  readonly stdinOnce: boolean;
}

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
    "--api-version", "1", "-c", id, "-u", id, "-n", id, "-r", layout.crunProgram, "-b", paths.bundle, "-p", paths.pidFile, "-P", paths.conmonPidFile,
    "-l", `k8s-file:${options.logPath}`, "--exit-dir", layout.exitsDir, "--persist-dir", paths.bundle, "--full-attach", "--no-sync-log", "--log-level", "error",
    ...crunArguments(layout).flatMap((argument) => ["--runtime-arg", argument]),
  ];
  if (options.terminal) args.push("-t");
  if (options.stdin) args.push("-i");
  if (options.stdin && !options.stdinOnce) args.push("--leave-stdin-open");
  const report = openPipe();
  let pid: number;
  try {
    pid = startProgram(needProgram("conmon"), args, [nothing, nothing, nothing, report.writeFd], { ...process.env, _OCI_SYNCPIPE: "3" });
  } finally {
    closeDescriptor(report.writeFd);
  }
  return readReport(report.readFd).finally(() => waitFor(pid)); // what we started has long ended; its fork lives on
}

function readReport(fd: number): Promise<number> {
  const stream = new Socket({ fd, readable: true, writable: false });
  return new Promise((resolve, reject) => {
    let answer = "";
    const settle = () => {
      stream.destroy();
      const report = parseReport(answer);
      if (report !== undefined && report.data > 0) resolve(report.data);
      else reject(new Error(report?.message ?? "conmon ended without a report"));
    };
    stream.on("data", (chunk) => {
      answer += chunk;
      if (answer.endsWith("\n")) settle(); // conmon keeps its end open as long as it lives
    });
    stream.on("end", settle);
    stream.on("error", reject);
  });
}

function parseReport(text: string): { readonly data: number; readonly message?: string } | undefined {
  const line = text.split("\n").find((candidate) => candidate.startsWith("{"));
  return line === undefined ? undefined : JSON.parse(line);
}
