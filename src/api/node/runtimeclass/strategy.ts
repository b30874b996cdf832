import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, immutableField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label } from "../../../machinery/validation/names.ts";
import { nodeLabelNote } from "../../shared/deprecated-node-labels.ts";
import { ageCell } from "../../shared/print-age.ts";
import { validateLabels } from "../../shared/validate-labels.ts";
import { validateResources } from "../../core/pod-template/validate-resources.ts";
import { validateTolerations } from "../../core/pod-template/validate-tolerations.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { Toleration } from "../../types/core/v1.gen.ts";
import type { RuntimeClass } from "../../types/node/v1.gen.ts";

/** Ways to run a pod's containers. Source: kubernetes pkg/registry/node/runtimeclass. */
export const strategy: KindStrategy<RuntimeClass> = {
  group: "node.k8s.io",
  resource: "runtimeclasses",
  requiresResourceVersion: true,
  createOnUpdate: true,
  validateCreate: validate,
  warningsOnCreate: warnings,
  warningsOnUpdate: warnings,
  validateUpdate: (runtimeClass, old) => (runtimeClass.handler === old.handler ? [] : [immutableField("handler", runtimeClass.handler)]),
  printRow: (runtimeClass, now) => [runtimeClass.metadata.name ?? "", runtimeClass.handler, ageCell(runtimeClass.metadata.creationTimestamp, now)],
};

/** Source: kubernetes pkg/api/node GetWarningsForRuntimeClass. */
function warnings({ scheduling }: RuntimeClass): string[] {
  return Object.keys(scheduling?.nodeSelector ?? {}).flatMap((key) => (nodeLabelNote(key) === undefined ? [] : [`scheduling.nodeSelector: ${nodeLabelNote(key)}`]));
}

/** Source: kubernetes pkg/apis/node/validation ValidateRuntimeClass. */
function validate({ handler, overhead, scheduling }: RuntimeClass): FieldError[] {
  const errors = handler ? isDns1123Label(handler).map((problem) => invalidValue("handler", handler, problem)) : [required("handler")];
  if (overhead !== undefined) addAll(errors, validateResources({ limits: overhead.podFixed ?? {} }, { containers: [] }, "overhead"));
  if (scheduling !== undefined) addAll(errors, validateLabels(scheduling.nodeSelector, "scheduling.nodeSelector"), validateTolerations(scheduling.tolerations ?? [], "scheduling.tolerations"), refuseSameTolerations(scheduling.tolerations ?? []));
  return errors;
}

/** The seconds do not tell two apart. The error shows one as upstream's own type has it. */
function refuseSameTolerations(tolerations: readonly Toleration[]): FieldError[] {
  const seen = new Set<string>();
  return tolerations.flatMap(({ key = "", operator = "", value = "", effect = "", tolerationSeconds }, index) => {
    const id = JSON.stringify([key, operator, value, effect]);
    if (seen.has(id)) return [duplicateValue(`scheduling.tolerations[${index}]`, { Key: key, Operator: operator, Value: value, Effect: effect, TolerationSeconds: tolerationSeconds ?? null })];
    seen.add(id);
    return [];
  });
}
