import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField } from "../../../machinery/errors/field-errors.ts";
import type { Pod, PodSpec } from "../../types/core/v1.gen.ts";
import { validateImageTrimmed } from "../pod-template/validate-containers.ts";
import { validatePodAnnotations, validateProfilesMatch } from "../pod-template/validate-pod-annotations.ts";
import { validatePodSpec } from "../pod-template/validate-pod-spec.ts";

/** Source: kubernetes validation ValidatePodCreate. */
export function validateCreate(pod: Pod): FieldError[] {
  const errors = validateAnnotationsAndSpec(pod);
  if ((pod.spec.ephemeralContainers ?? []).length > 0) errors.push(forbiddenField("spec.ephemeralContainers", "cannot be set on create"));
  if (pod.spec.nodeName && (pod.spec.schedulingGates ?? []).length > 0) errors.push(forbiddenField("spec.nodeName", "cannot be set until all schedulingGates have been cleared"));
  addAll(errors, validateProfilesMatch(pod.metadata.annotations, pod.spec, "spec"));
  return errors;
}

/** What holds for a pod whenever it is written. Source: kubernetes validation validatePodMetadataAndSpec. */
export function validateAnnotationsAndSpec(pod: Pod): FieldError[] {
  const { metadata, spec } = pod;
  return [
    ...validatePodAnnotations(metadata.annotations, spec, "metadata.annotations"),
    ...validatePodSpec(spec, "spec", { name: metadata.name ?? "" }),
    ...validateTokens(spec),
    ...(["containers", "initContainers"] as const).flatMap((list) => (spec[list] ?? []).flatMap(({ image }, index) => validateImageTrimmed(image, `spec.${list}[${index}].image`))),
  ];
}

/** Nobody's token can be projected. */
function validateTokens({ serviceAccountName, volumes = [] }: PodSpec): FieldError[] {
  if (serviceAccountName) return [];
  return volumes.flatMap(({ projected }, volume) =>
    (projected?.sources ?? []).flatMap(({ serviceAccountToken }, source) =>
      serviceAccountToken === undefined ? [] : [forbiddenField(`spec.volumes[${volume}].projected.sources[${source}].serviceAccountToken`, "must not be specified when serviceAccountName is not set")],
    ),
  );
}
