import type { Pod } from "../../api/types/core/v1.gen.ts";
import { ContainerConfigError } from "./config-error.ts";

/** Addresses that are known only once the pod has its sandbox. */
export interface PodAddresses {
  readonly podIPs: readonly string[];
  readonly hostIPs: readonly string[];
}

/** The value of a field of the pod that containers may ask for (downward API). Source: kubernetes pkg/fieldpath and podFieldSelectorRuntimeValue. */
export function fieldValue(pod: Pod, path: string, addresses: PodAddresses): string {
  const subscript = /^(metadata\.(?:labels|annotations))\['(.*)'\]$/.exec(path);
  if (subscript !== null) {
    const map = subscript[1] === "metadata.labels" ? pod.metadata.labels : pod.metadata.annotations;
    return map?.[subscript[2] ?? ""] ?? "";
  }
  switch (path) {
    case "metadata.name":
      return pod.metadata.name ?? "";
    case "metadata.namespace":
      return pod.metadata.namespace ?? "";
    case "metadata.uid":
      return pod.metadata.uid ?? "";
    case "metadata.labels":
      return formatMap(pod.metadata.labels);
    case "metadata.annotations":
      return formatMap(pod.metadata.annotations);
    case "spec.nodeName":
      return pod.spec.nodeName ?? "";
    case "spec.serviceAccountName":
      return pod.spec.serviceAccountName ?? "";
    case "status.hostIP":
      return addresses.hostIPs[0] ?? "";
    case "status.hostIPs":
      return addresses.hostIPs.join(",");
    case "status.podIP":
      return addresses.podIPs[0] ?? "";
    case "status.podIPs":
      return addresses.podIPs.join(",");
    default:
      throw new ContainerConfigError(`unsupported fieldPath: ${path}`);
  }
}

/** One `key="value"` a line in key order, values quoted as Go's %q does. */
function formatMap(map: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(map ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join("\n");
}
