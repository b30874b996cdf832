import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { inclusiveRangeError } from "../../../machinery/validation/names.ts";
import { maxInt32 } from "../../shared/numbers.ts";
import { specDiff } from "../../shared/spec-diff.ts";
import type { Container, Pod, PodSpec, Toleration } from "../../types/core/v1.gen.ts";
import { podSpecInGo } from "../in-go/pod-in-go.ts";
import { validateTolerations } from "../pod-template/validate-tolerations.ts";
import { containerAppArmor, mirrorAnnotation } from "../pod-template/validate-pod-annotations.ts";
import { validateGatedScheduling } from "./update-gated.ts";
import { validateAnnotationsAndSpec } from "./validation.ts";

/** Source: kubernetes validation updatablePodSpecFields. */
const updatableFields = [
  "`spec.containers[*].image`",
  "`spec.initContainers[*].image`",
  "`spec.activeDeadlineSeconds`",
  "`spec.tolerations` (only additions to existing tolerations)",
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
].join(",");

/** What may change in a pod that exists. Source: kubernetes validation ValidatePodUpdate. */
export function validateUpdate(pod: Pod, old: Pod): FieldError[] {
  const errors = [...validateAnnotationsAndSpec(pod), ...validateAnnotationChanges(pod, old)];
  for (const list of ["containers", "initContainers"] as const) {
    const after = pod.spec[list] ?? [];
    if (after.length !== (old.spec[list] ?? []).length) {
      errors.push(forbiddenField(`spec.${list}`, "pod updates may not add or remove containers"));
      return errors;
    }
    addAll(errors, validateImages(after, `spec.${list}`));
  }
  const deadlineErrors = validateDeadline(pod.spec.activeDeadlineSeconds, old.spec.activeDeadlineSeconds);
  addAll(errors, deadlineErrors);
  if (deadlineErrors.length > 0 && pod.spec.activeDeadlineSeconds !== undefined) return errors;
  addAll(errors, validateAddedTolerations(pod.spec.tolerations ?? [], old.spec.tolerations ?? []));
  addAll(errors, validateGates(pod.spec, old.spec));

  const allowed = takeAllowed(pod.spec, old.spec);
  addAll(errors, validateGatedScheduling(allowed, pod.spec, old.spec));
  if (!semanticEqual(allowed, old.spec)) {
    errors.push(forbiddenField("spec", `pod updates may not change fields other than ${updatableFields}\n${specDiff(podSpecInGo(old.spec), podSpecInGo(allowed))}`));
  }
  return errors;
}

function validateImages(containers: readonly Container[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, { image }] of containers.entries()) {
    if (!image) errors.push(required(`${path}[${index}].image`));
    else if (image !== image.trim()) errors.push(invalidValue(`${path}[${index}].image`, image, "must not have leading or trailing whitespace"));
  }
  return errors;
}

/** A deadline may be set and shortened; it is never lengthened or taken away. */
function validateDeadline(after: number | undefined, before: number | undefined): FieldError[] {
  const path = "spec.activeDeadlineSeconds";
  if (after === undefined) return before === undefined ? [] : [invalidValue(path, null, "must not update from a positive integer to nil value")];
  if (after < 0 || after > maxInt32) return [invalidValue(path, after, inclusiveRangeError(0, maxInt32))];
  if (before !== undefined && before < after) return [invalidValue(path, after, "must be less than or equal to previous value")];
  return [];
}

function validateAddedTolerations(after: readonly Toleration[], before: readonly Toleration[]): FieldError[] {
  const path = "spec.tolerations";
  const kept = before.every((old) => after.some((toleration) => sameButSeconds(toleration, old)));
  if (!kept) return [forbiddenField(path, "existing toleration can not be modified except its tolerationSeconds")];
  return validateTolerations(after, path);
}

function sameButSeconds(a: Toleration, b: Toleration): boolean {
  return a.key === b.key && a.operator === b.operator && a.value === b.value && a.effect === b.effect;
}

/** Gates only ever open. Source: validateSchedulingGates on update. */
function validateGates(spec: PodSpec, old: PodSpec): FieldError[] {
  const known = new Set((old.schedulingGates ?? []).map((gate) => gate.name));
  return (spec.schedulingGates ?? []).flatMap(({ name }, index) =>
    known.has(name) ? [] : [forbiddenField(`spec.schedulingGates[${index}].name`, `only deletion is allowed, but found new scheduling gate '${name}'`)],
  );
}

/** The new spec with every change undone that is allowed to anyone: what still differs from the old one is not allowed. */
function takeAllowed(spec: PodSpec, old: PodSpec): PodSpec {
  const allowed: PodSpec = { ...spec };
  allowed.containers = withImagesOf(spec.containers, old.containers);
  if (spec.initContainers !== undefined && old.initContainers !== undefined) allowed.initContainers = withImagesOf(spec.initContainers, old.initContainers);
  copyField(allowed, old, "activeDeadlineSeconds");
  copyField(allowed, old, "tolerations");
  copyField(allowed, old, "schedulingGates");
  const graceBefore = old.terminationGracePeriodSeconds;
  if (graceBefore !== undefined && graceBefore < 0 && spec.terminationGracePeriodSeconds === 1) allowed.terminationGracePeriodSeconds = graceBefore;
  return allowed;
}

function withImagesOf(containers: readonly Container[], old: readonly Container[]): Container[] {
  return containers.map((container, index) => ({ ...container, image: old[index]?.image }));
}

function copyField(to: PodSpec, from: PodSpec, field: "activeDeadlineSeconds" | "tolerations" | "schedulingGates"): void {
  if (from[field] === undefined) delete to[field];
  else Object.assign(to, { [field]: from[field] });
}

/** Whether a pod mirrors a static one, and how AppArmor confines it, is decided at its creation. Source: ValidatePodSpecificAnnotationUpdates. */
export function validateAnnotationChanges({ metadata }: Pod, { metadata: old }: Pod): FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(old.annotations ?? {})) {
    if (metadata.annotations?.[key] === value) continue;
    if (key.startsWith(containerAppArmor)) errors.push(forbiddenField(`metadata.annotations[${key}]`, "may not remove or update AppArmor annotations"));
    if (key === mirrorAnnotation) errors.push(forbiddenField(`metadata.annotations[${key}]`, "may not remove or update mirror pod annotation"));
  }
  for (const key in metadata.annotations) {
    if (old.annotations?.[key] !== undefined) continue;
    if (key.startsWith(containerAppArmor)) errors.push(forbiddenField(`metadata.annotations[${key}]`, "may not add AppArmor annotations"));
    if (key === mirrorAnnotation) errors.push(forbiddenField(`metadata.annotations[${key}]`, "may not add mirror pod annotation"));
  }
  return errors;
}
