import { type HostFiles, joinPath } from "../ports/host-files.ts";
import { ContainerConfigError } from "./config-error.ts";

/**
 * The host path of a subPath inside a volume, with every link followed and the result still inside the volume. A missing
 * folder is made where the mount may be written to. Throws ContainerConfigError when the path leads out of the volume.
 */
export function resolveSubPath(files: HostFiles, volume: string, subPath: string, writable: boolean): string {
  if (subPath.startsWith("/")) throw new ContainerConfigError(`subPath must not be an absolute path: ${subPath}`);
  if (subPath.split("/").includes("..")) throw new ContainerConfigError(`subPath must not contain '..': ${subPath}`);
  const root = files.realPath(volume);
  let current = root;
  for (const part of subPath.split("/").filter((name) => name !== "" && name !== ".")) {
    const next = joinPath(current, part);
    if (files.statLink(next) === undefined) {
      if (!writable) throw new ContainerConfigError(`failed to prepare subPath for volumeMount: ${joinPath(volume, subPath)} does not exist`);
      files.makeFolder(next, files.stat(current)?.mode ?? 0o755);
      current = next;
      continue;
    }
    current = files.realPath(next);
    if (current !== root && !current.startsWith(`${root}/`)) throw new ContainerConfigError(`subPath ${JSON.stringify(subPath)} leads out of its volume`);
  }
  return current;
}
