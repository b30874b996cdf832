import type { Node, NodeSpec, Pod, PodSpec } from "../../api/types/core/v1.gen.ts";

/** A node with 4 cpus, 8 GiB and room for 110 pods. */
export function aNode(overrides: { readonly name?: string; readonly labels?: Record<string, string>; readonly spec?: NodeSpec; readonly allocatable?: Record<string, string>; readonly images?: { names: string[]; sizeBytes: number }[] } = {}): Node {
  const { name = "n1", labels = {}, spec = {}, allocatable = {}, images } = overrides;
  return { apiVersion: "v1", kind: "Node", metadata: { name, labels }, spec, status: { allocatable: { cpu: "4", memory: "8Gi", pods: "110", ...allocatable }, ...(images === undefined ? {} : { images }) } };
}

/** A pod without a node that asks for `cpu`. */
export function aPendingPod(overrides: { readonly name?: string; readonly cpu?: string; readonly spec?: Partial<PodSpec> } = {}): Pod {
  const { name = "web", cpu, spec = {} } = overrides;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default", uid: `uid-${name}`, generation: 1 },
    spec: { containers: [{ name: "main", image: "busybox:1.36", ...(cpu === undefined ? {} : { resources: { requests: { cpu } } }) }], schedulerName: "default-scheduler", ...spec },
    status: { phase: "Pending" },
  };
}
