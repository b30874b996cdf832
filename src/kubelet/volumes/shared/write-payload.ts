import { writeAtomically, type Payload } from "../atomic-writer.ts";
import type { VolumeContext } from "../contract.ts";

/** Writes the files of a volume into its folder, readable for the pod's fsGroup where it has one. */
export function writePayload(context: VolumeContext, payload: Payload, folder: string = context.onDisk()): string {
  const group = context.pod.spec.securityContext?.fsGroup;
  if (context.files.stat(folder) === undefined) {
    context.files.makeFolder(folder, group === undefined ? 0o777 : 0o2777);
    if (group !== undefined) context.files.changeOwner(folder, 0, group);
  }
  writeAtomically(context, folder, payload, group);
  return folder;
}

/** The same for files that are secret. */
export async function writeSecretPayload(context: VolumeContext, payload: Payload): Promise<string> {
  return writePayload(context, payload, await context.inMemory());
}
