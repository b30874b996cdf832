import { annotations } from "../containers/container-config.ts";
import type { ContainerStatus } from "../cri/contract.ts";
import { type HostFiles, joinPath } from "../ports/host-files.ts";
import { tailLog } from "../logs/tail-log.ts";

/** Source: kubernetes MaxContainerTerminationMessageLength and friends. */
const maximumFileBytes = 4_096;
const maximumLogBytes = 2_048;
const maximumLogLines = 80;

/** A container's last words: what it wrote into its file, or the end of its log when it failed without a word and wanted that. */
export function terminationMessage(files: HostFiles, run: ContainerStatus, logFolder: string): string {
  const path = run.annotations[annotations.terminationMessageFile];
  const content = path === undefined ? undefined : readMessage(files, path, run.annotations[annotations.terminationMessageSubPath]);
  const text = content === undefined ? "" : new TextDecoder().decode(content);
  if (text !== "") return text;
  const fallBack = run.annotations[annotations.terminationMessagePolicy] === "FallbackToLogsOnError" && run.exitCode !== 0;
  return fallBack ? tailLog(files, logPathOf(run, logFolder), { lines: maximumLogLines, bytes: maximumLogBytes }) : "";
}

/** The path of a volume may be anything, a folder or a fifo too. What cannot be read has no words. */
function readMessage(files: HostFiles, path: string, subPath: string | undefined): Uint8Array | undefined {
  if (subPath === undefined) return files.stat(path)?.type === "file" ? files.readFile(path, maximumFileBytes) : undefined;
  try {
    return files.readFileInside(path, subPath, maximumFileBytes);
  } catch {
    return undefined;
  }
}

function logPathOf(run: ContainerStatus, logFolder: string): string {
  return run.logPath.startsWith("/") ? run.logPath : joinPath(logFolder, run.logPath);
}
