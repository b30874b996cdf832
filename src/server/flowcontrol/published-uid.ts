import type { ObjectReader } from "../object-reader.ts";
import { flowSchemas, priorityLevelConfigurations } from "../resources.ts";

/** The UIDs of the published flow control objects, as the X-Kubernetes-PF-* headers tell them. */
export function flowControlUid(objects: ObjectReader) {
  return (kind: "FlowSchema" | "PriorityLevelConfiguration", name: string): string | undefined => {
    const found = kind === "FlowSchema" ? objects.cached(flowSchemas, "", name) : objects.cached(priorityLevelConfigurations, "", name);
    return found?.metadata?.uid;
  };
}
