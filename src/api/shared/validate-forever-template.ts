import type { FieldError } from "../../machinery/errors/field-error.ts";
import { forbiddenField, notSupported } from "../../machinery/errors/field-errors.ts";
import { validatePodTemplate } from "../core/pod-template/validate-pod-spec.ts";
import type { PodTemplateSpec } from "../types/core/v1.gen.ts";

/** The template (of a `templateOf`) of pods that are meant to run for ever: restarted always, without a deadline. Source: kubernetes validation ValidatePodTemplateSpecForRC and its siblings. */
export function validateForeverTemplate(template: PodTemplateSpec, path: string, templateOf = "ReplicaSet"): FieldError[] {
  const errors = validatePodTemplate(template, path);
  const { restartPolicy, activeDeadlineSeconds } = template.spec ?? {};
  if (restartPolicy !== "Always") errors.push(notSupported(`${path}.spec.restartPolicy`, restartPolicy ?? "", ["Always"]));
  if (activeDeadlineSeconds !== undefined) errors.push(forbiddenField(`${path}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${templateOf} is not Supported`));
  return errors;
}
