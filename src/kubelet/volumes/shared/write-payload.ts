import { writeAtomically, type Payload } from "../atomic-writer.ts";
import type { VolumeContext } from "../contract.ts";

/** Writes the files of a volume into its folder, readable for the pod's fsGroup where it has one. */
export function writePayload(context: VolumeContext, payload: Payload): string {
  const group = context.pod.spec.securityContext?.fsGroup;
  if (context.files.stat(context.path) === undefined) {
    context.files.makeFolder(context.path, group === undefined ? 0o777 : 0o2777);
    if (group !== undefined) context.files.changeOwner(context.path, 0, group);
  }
  writeAtomically(context, context.path, payload, group);
  return context.path;
}
