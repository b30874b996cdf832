import type { Pod } from "../../api/types/core/v1.gen.ts";
import { type HostFiles, joinPath } from "../ports/host-files.ts";

/** `<pod>_<namespace>_<container>-<id>.log`: what log collectors take pod and container from. Source: kubernetes logSymlink. */
export function logLink(folder: string, pod: Pod, container: string, containerId: string): string {
  return joinPath(folder, `${pod.metadata.name}_${pod.metadata.namespace}_${container}-${containerId}.log`);
}

/** Removes the links to logs of one pod that are gone. */
export function removeLogLinks(files: HostFiles, folder: string, pod: Pod): void {
  const prefix = `${pod.metadata.name}_${pod.metadata.namespace}_`;
  for (const name of files.list(folder)) {
    const path = joinPath(folder, name);
    if (name.startsWith(prefix) && files.stat(path) === undefined) files.remove(path);
  }
}
