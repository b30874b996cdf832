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
  if (subPath.startsWith("/")) throw new ContainerConfigError(`error SubPath \`${subPath}\` must not be an absolute path`);
  if (subPath.split("/").includes("..")) throw new ContainerConfigError(`unable to provision SubPath \`${subPath}\`: must not contain '..'`);
  try {
    if (files.statInside(volume, subPath) !== undefined) return;
    if (!writable) throw new ContainerConfigError(`failed to prepare subPath for volumeMount: ${joinPath(volume, subPath)} does not exist`);
    files.makeFolderInside(volume, subPath, files.stat(volume)?.mode ?? 0o755);
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") throw new ContainerConfigError(`failed to prepare subPath for volumeMount: ${joinPath(volume, subPath)} is a link that leads nowhere`, { cause: error });
    throw inWords(error, `subPath ${JSON.stringify(subPath)}`);
  }
}

/** Reads a file that a container has left in a volume. Undefined when no ordinary file is there. Throws ContainerConfigError when the path leads out of the volume. */
export function readVolumeFile(files: HostFiles, volume: string, path: string, limitBytes: number): string | undefined {
  try {
    const content = files.readFileInside(volume, path, limitBytes);
    return content === undefined ? undefined : new TextDecoder().decode(content);
  } catch (error) {
    throw inWords(error, `path ${JSON.stringify(path)}`);
  }
}

function inWords(error: unknown, what: string): unknown {
  return leadsOut.has((error as { code?: string }).code ?? "") ? new ContainerConfigError(`${what} leads out of its volume`, { cause: error }) : error;
}
