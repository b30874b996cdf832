import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField } from "../../../machinery/errors/field-errors.ts";
import type { UpdateRules } from "../../strategy.ts";
import { countGeneration, keepStatus } from "../../shared/write-rules.ts";
import type { Pod } from "../../types/core/v1.gen.ts";
import { validateEphemeralContainers } from "../pod-template/validate-ephemeral-containers.ts";
import { isMirrorPod } from "./mirror.ts";

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
  if (isMirrorPod(old)) errors.push(forbiddenField("", "static pods do not support ephemeral containers"));
  errors.push(...validateEphemeralContainers(pod.spec, "spec"));
  const after = pod.spec.ephemeralContainers ?? [];
  const before = old.spec.ephemeralContainers ?? [];
  const changed = before.find((container) => {
    const kept = after.find(({ name }) => name === container.name);
    return kept === undefined || !deepEqual(kept, container);
  });
  if (changed === undefined) return errors;
  const removed = !after.some(({ name }) => name === changed.name);
  const detail = removed ? `existing ephemeral containers "${changed.name}" may not be removed\n` : `existing ephemeral containers "${changed.name}" may not be changed\n`;
  errors.push(forbiddenField("spec.ephemeralContainers", detail));
  return errors;
}
