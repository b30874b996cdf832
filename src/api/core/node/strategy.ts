import { keepAllButStatus, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { Node } from "../../types/core/v1.gen.ts";
import { printRow } from "./print-row.ts";
import { validateCreate, validateStatus, validateUpdate } from "./validation.ts";

/** Nodes. A kubelet may send the first status with the node itself. Source: kubernetes pkg/registry/core/node. */
export const strategy: KindStrategy<Node> = {
  group: "",
  resource: "nodes",
  applyDefaults(node) {
    node.spec ??= {};
    if (node.spec.podCIDR && (node.spec.podCIDRs ?? []).length === 0) node.spec.podCIDRs = [node.spec.podCIDR];
    if (node.status?.capacity !== undefined) node.status.allocatable ??= { ...node.status.capacity };
  },
  validateCreate,
  warningsOnCreate: warnings,
  prepareForUpdate: keepStatus,
  validateUpdate,
  warningsOnUpdate: warnings,
  subresources: { status: { prepareForUpdate: keepAllButStatus, validateUpdate: validateStatus } },
  fieldLabels: ["spec.unschedulable"],
  selectableFields: (node) => ({ "spec.unschedulable": node.spec?.unschedulable === true ? "true" : "false" }),
  printRow,
};

/** Source: kubernetes registry/core/node fieldIsDeprecatedWarnings. */
function warnings({ spec }: Node): string[] {
  return [
    ...(spec?.configSource === undefined ? [] : ["spec.configSource: the feature is removed"]),
    ...(spec?.externalID ? ["spec.externalID: this field is deprecated, and is unused by Kubernetes"] : []),
  ];
}
