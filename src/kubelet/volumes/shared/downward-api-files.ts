import type { DownwardAPIVolumeFile } from "../../../api/types/core/v1.gen.ts";
import { fieldValue } from "../../containers/field-ref.ts";
import { resourceFieldValue } from "../../containers/resource-ref.ts";
import type { PayloadFile } from "../atomic-writer.ts";
import type { VolumeContext } from "../contract.ts";

/** The files that show a pod's own fields. Volumes may name metadata and resources only, so no address is needed. */
export function downwardApiFiles({ pod, allocatable }: VolumeContext, items: readonly DownwardAPIVolumeFile[], defaultMode: number): Map<string, PayloadFile> {
  const encoder = new TextEncoder();
  const result = new Map<string, PayloadFile>();
  for (const item of items) {
    const text = item.fieldRef !== undefined ? fieldValue(pod, item.fieldRef.fieldPath, { podIPs: [], hostIPs: [] }) : resourceText(item);
    result.set(item.path, { content: encoder.encode(text), mode: item.mode ?? defaultMode });
  }
  return result;

  function resourceText(item: DownwardAPIVolumeFile): string {
    const ref = item.resourceFieldRef;
    const container = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find((entry) => entry.name === ref?.containerName);
    if (ref === undefined || container === undefined) throw new Error(`failed to retrieve container by name ${ref?.containerName ?? ""}`);
    return resourceFieldValue(pod, container, ref, allocatable);
  }
}
