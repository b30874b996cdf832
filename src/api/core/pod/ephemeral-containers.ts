import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField } from "../../../machinery/errors/field-errors.ts";
import type { UpdateRules } from "../../strategy.ts";
import { specDiff } from "../../shared/spec-diff.ts";
import { countGeneration, keepStatus } from "../../shared/write-rules.ts";
import type { Pod } from "../../types/core/v1.gen.ts";
import { structInGo } from "../in-go/in-go.ts";
import { isMirrorPod, wholeObject } from "./mirror.ts";
import { validateAnnotationsAndSpec } from "./validation.ts";

/** Only adds ephemeral containers; everything else of the pod stays. Source: registry/core/pod podEphemeralContainersStrategy. */
export const ephemeralContainersRules: UpdateRules<Pod> = {
  prepareForUpdate(pod, old) {
    pod.spec = { ...old.spec, ephemeralContainers: pod.spec.ephemeralContainers };
    keepStatus(pod, old);
    countGeneration(pod, old);
  },
  validateUpdate,
};

function validateUpdate(pod: Pod, old: Pod): FieldError[] {
  const errors: FieldError[] = [];
  if (isMirrorPod(old)) return [forbiddenField(wholeObject, "static pods do not support ephemeral containers")];
  addAll(errors, validateAnnotationsAndSpec(pod));
  const after = pod.spec.ephemeralContainers ?? [];
  const before = old.spec.ephemeralContainers ?? [];
  for (const container of before) {
    const kept = after.findLast(({ name }) => name === container.name);
    if (kept === undefined) errors.push(forbiddenField("spec.ephemeralContainers", `existing ephemeral containers "${container.name}" may not be removed\n`));
    else if (!semanticEqual(kept, container)) {
      errors.push(forbiddenField("spec.ephemeralContainers", `existing ephemeral containers "${container.name}" may not be changed\n${specDiff(structInGo("EphemeralContainer", { ...container }), structInGo("EphemeralContainer", { ...kept }))}`));
    }
  }
  return errors;
}
