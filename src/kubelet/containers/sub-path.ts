import { type HostFiles, joinPath } from "../ports/host-files.ts";
import { ContainerConfigError } from "./config-error.ts";

/** What the kernel says of a path that leads out of its folder, or that someone keeps moving. */
const leadsOut = new Set(["EXDEV", "ELOOP", "EAGAIN"]);

/**
 * Sees that a subPath is there, inside its volume; a missing folder is made where the mount may be written to. Whoever can
 * write to the volume may change it at once, so the path that was looked at is not what is mounted: the runtime opens it
 * once more with the same care. Throws ContainerConfigError when the path leads out of the volume.
 */
export function prepareSubPath(files: HostFiles, volume: string, subPath: string, writable: boolean): void {
  if (subPath.startsWith("/")) throw new ContainerConfigError(`subPath must not be an absolute path: ${subPath}`);
  if (subPath.split("/").includes("..")) throw new ContainerConfigError(`subPath must not contain '..': ${subPath}`);
  try {
    if (files.statInside(volume, subPath) !== undefined) return;
    if (!writable) throw new ContainerConfigError(`failed to prepare subPath for volumeMount: ${joinPath(volume, subPath)} does not exist`);
    files.makeFolderInside(volume, subPath, (files.stat(volume)?.mode ?? 0o755) & 0o777);
  } catch (error) {
    const { code = "" } = error as { code?: string };
    if (code === "ENOENT") throw new ContainerConfigError(`failed to prepare subPath for volumeMount: ${joinPath(volume, subPath)} is a link that leads nowhere`, { cause: error });
    if (!leadsOut.has(code)) throw error;
    throw new ContainerConfigError(`subPath ${JSON.stringify(subPath)} leads out of its volume`, { cause: error });
  }
}
