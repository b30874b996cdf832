import type { KubeObject } from "../../machinery/meta/object.ts";
import { priorityClasses } from "../resources.ts";
import type { BootstrapObject } from "./bootstrap-object.ts";

/** Source: kubernetes pkg/apis/scheduling/v1/helpers.go. */
const systemClasses = [
  { name: "system-node-critical", value: 2_000_001_000, description: "Used for system critical pods that must not be moved from their current node." },
  { name: "system-cluster-critical", value: 2_000_000_000, description: "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary." },
];

export const priorityClassObjects: readonly BootstrapObject[] = systemClasses.map(({ name, value, description }) => ({
  resource: priorityClasses,
  object: { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name }, value, description, preemptionPolicy: "PreemptLowerPriority" } as KubeObject,
}));
