import { keepAllButStatus, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { Node, NodeSpec } from "../../types/core/v1.gen.ts";
import { printRow } from "./print-row.ts";
import { validateCreate, validateStatus, validateUpdate } from "./validation.ts";

/** Nodes. A kubelet may send the first status with the node itself. Source: kubernetes pkg/registry/core/node. */
export const strategy: KindStrategy<Node> = {
  group: "",
  resource: "nodes",
  applyDefaults(node) {
    node.spec ??= {};
    alignPodRanges(node.spec);
    if (node.status?.capacity !== undefined) node.status.allocatable ??= { ...node.status.capacity };
  },
  prepareForCreate({ spec }) {
    delete spec?.configSource;
  },
  validateCreate,
  warningsOnCreate: warnings,
  prepareForUpdate(node, old) {
    keepStatus(node, old);
    if (old.spec?.configSource === undefined) delete node.spec?.configSource;
  },
  validateUpdate,
  warningsOnUpdate: warnings,
  subresources: { status: { prepareForUpdate: keepAllButStatus, validateUpdate: validateStatus } },
  fieldLabels: ["spec.unschedulable"],
  selectableFields: (node) => ({ "spec.unschedulable": node.spec?.unschedulable === true ? "true" : "false" }),
  printRow,
};

/** One range is the first of several: whoever names another by the old field alone means that one. Source: kubernetes pkg/apis/core/v1 Convert_v1_NodeSpec_To_core_NodeSpec. */
function alignPodRanges(spec: NodeSpec): void {
  const { podCIDR, podCIDRs = [] } = spec;
  if (podCIDR && podCIDR !== podCIDRs[0]) spec.podCIDRs = [podCIDR];
  else if (podCIDRs[0]) spec.podCIDR = podCIDRs[0];
}

/** Source: kubernetes registry/core/node fieldIsDeprecatedWarnings. */
function warnings({ spec }: Node): string[] {
  return [
    ...(spec?.configSource === undefined ? [] : ["spec.configSource: the feature is removed"]),
    ...(spec?.externalID ? ["spec.externalID: this field is deprecated, and is unused by Kubernetes"] : []),
  ];
}
