import { inNormalForm } from "../../shared/normal-form.ts";
import type { Node, NodeSpec, NodeStatus } from "../../types/core/v1.gen.ts";
import type { ObjectMeta } from "../../types/meta/v1.gen.ts";
import { strategy } from "./strategy.ts";

export interface NodeOverrides {
  readonly name?: string;
  readonly metadata?: Partial<ObjectMeta>;
  readonly spec?: NodeSpec;
  readonly status?: NodeStatus;
  /** The status of the Ready condition; default "True". */
  readonly ready?: "True" | "False" | "Unknown";
}

/** A ready node of 4 cpus, 8 GiB and 110 pods. */
export function aNode({ name = "node-1", metadata, spec, status, ready = "True" }: NodeOverrides = {}): Node {
  const amount = { cpu: "4", memory: "8Gi", pods: "110" };
  return inNormalForm(strategy, {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, uid: `uid-${name}`, creationTimestamp: "2026-01-01T00:00:00Z", labels: { "kubernetes.io/hostname": name }, ...metadata },
    spec: { ...spec },
    status: { capacity: amount, allocatable: amount, conditions: [{ type: "Ready", status: ready }], ...status },
  } as Node);
}
