import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, invalidValue } from "../../../machinery/errors/field-errors.ts";
import type { Pod } from "../../types/core/v1.gen.ts";
import { validatePodSpec } from "../pod-template/validate-pod-spec.ts";
import { mirrorAnnotation } from "./mirror.ts";

export { validateUpdate } from "./update-rules.ts";

/** Source: kubernetes validation ValidatePodCreate. */
export function validateCreate(pod: Pod): FieldError[] {
  const errors = validatePodSpec(pod.spec, "spec");
  errors.push(...validateImagesTrimmed(pod));
  if ((pod.spec.ephemeralContainers ?? []).length > 0) errors.push(forbiddenField("spec.ephemeralContainers", "cannot be set on create"));
  errors.push(...validateAnnotations(pod), ...validateHugePages(pod));
  return errors;
}

/** Templates may carry odd image names for others to replace; pods may not. */
function validateImagesTrimmed({ spec }: Pod): FieldError[] {
  const errors: FieldError[] = [];
  for (const list of ["containers", "initContainers"] as const) {
    for (const [index, { image }] of (spec[list] ?? []).entries()) {
      if (image !== undefined && image !== image.trim()) errors.push(invalidValue(`spec.${list}[${index}].image`, image, "must not have leading or trailing whitespace"));
    }
  }
  return errors;
}

function validateAnnotations({ metadata, spec }: Pod): FieldError[] {
  const mirrorOf = metadata?.annotations?.[mirrorAnnotation];
  if (mirrorOf === undefined || spec.nodeName) return [];
  return [invalidValue(`metadata.annotations[${mirrorAnnotation}]`, mirrorOf, "must set spec.nodeName if mirror pod annotation is set")];
}

/** Huge pages must come in sizes that the node can back from one pool each; sizes may differ between containers of a pod. */
function validateHugePages({ spec }: Pod): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, container] of (spec.containers ?? []).entries()) {
    const limits = container.resources?.limits ?? {};
    const requests = container.resources?.requests ?? {};
    const hugePages = Object.keys(limits).some((name) => name.startsWith("hugepages-"));
    const cpuOrMemory = ["cpu", "memory"].some((name) => limits[name] !== undefined || requests[name] !== undefined);
    if (hugePages && !cpuOrMemory && spec.resources === undefined) {
      errors.push({ type: "Forbidden", field: `spec.containers[${index}].resources`, detail: "HugePages require cpu or memory" });
    }
  }
  return errors;
}
