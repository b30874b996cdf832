import { StatusError } from "../../../machinery/errors/status-error.ts";
import { required, notSupported } from "../../../machinery/errors/field-errors.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { metadataOf } from "../../shared/write-rules.ts";
import { formatTime } from "../../../machinery/time/time.ts";
import type { Binding, Pod } from "../../types/core/v1.gen.ts";

/** Source: kubernetes validation ValidatePodBinding. */
export function validateBinding({ target }: Binding): FieldError[] {
  const errors: FieldError[] = [];
  if (target?.kind !== undefined && target.kind !== "" && target.kind !== "Node") errors.push(notSupported("target.kind", target.kind, ["Node", "<empty>"]));
  if (!target?.name) errors.push(required("target.name"));
  return errors;
}

/**
 * Puts the pod on a node: node name, the binding's annotations and labels, PodScheduled=True. Throws a Conflict for a
 * pod that is being deleted, still gated or on a node already. Source: registry/core/pod/storage setPodHostAndAnnotations.
 */
export function bindPod(pod: Pod, binding: Binding, now: number): void {
  const name = pod.metadata.name ?? "";
  if (pod.metadata.deletionTimestamp !== undefined) refuse(name, `pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod.spec.nodeName) refuse(name, `pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if ((pod.spec.schedulingGates ?? []).length > 0) refuse(name, `pod ${name} has non-empty .spec.schedulingGates`);

  pod.spec.nodeName = binding.target.name;
  const metadata = metadataOf(pod);
  if (binding.metadata?.annotations !== undefined) metadata.annotations = { ...metadata.annotations, ...binding.metadata.annotations };
  if (binding.metadata?.labels !== undefined) metadata.labels = { ...metadata.labels, ...binding.metadata.labels };
  pod.status ??= {};
  const others = (pod.status.conditions ?? []).filter((condition) => condition.type !== "PodScheduled");
  pod.status.conditions = [...others, { type: "PodScheduled", status: "True", lastTransitionTime: formatTime(now), observedGeneration: metadata.generation }];
}

function refuse(name: string, why: string): never {
  throw new StatusError("Conflict", `Operation cannot be fulfilled on pods/binding "${name}": ${why}`, { details: { name, kind: "pods/binding" } });
}
