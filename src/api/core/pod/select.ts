import type { Pod } from "../../types/core/v1.gen.ts";

/** Source: kubernetes registry/core/pod ToSelectableFields. */
export const fieldLabels = [
  "spec.nodeName",
  "spec.restartPolicy",
  "spec.schedulerName",
  "spec.serviceAccountName",
  "spec.hostNetwork",
  "status.phase",
  "status.podIP",
  "status.podIPs",
  "status.nominatedNodeName",
] as const;

export function selectableFields({ spec, status }: Pod): Record<string, string> {
  const podIP = status?.podIPs?.[0]?.ip ?? status?.podIP ?? "";
  return {
    "spec.nodeName": spec.nodeName ?? "",
    "spec.restartPolicy": spec.restartPolicy ?? "",
    "spec.schedulerName": spec.schedulerName ?? "",
    "spec.serviceAccountName": spec.serviceAccountName ?? "",
    "spec.hostNetwork": spec.hostNetwork === true ? "true" : "false",
    "status.phase": status?.phase ?? "",
    "status.podIP": podIP,
    "status.podIPs": podIP,
    "status.nominatedNodeName": status?.nominatedNodeName ?? "",
  };
}
