import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, invalidValue } from "../../../machinery/errors/field-errors.ts";
import { isQualifiedName } from "../../../machinery/validation/names.ts";
import type { PodAffinityTerm } from "../../types/core/v1.gen.ts";

/**
 * Keys whose values come from the pod itself. By the time of this look they stand among the selector's expressions, so a key
 * met twice there was somebody's own. Source: kubernetes validation ValidateMatchLabelKeysAndMismatchLabelKeys.
 */
export function validateLabelKeys({ labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] }: Pick<PodAffinityTerm, "labelSelector" | "matchLabelKeys" | "mismatchLabelKeys">, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [list, keys] of [["matchLabelKeys", matchLabelKeys], ["mismatchLabelKeys", mismatchLabelKeys]] as const) {
    if (keys.length > 0 && labelSelector === undefined) errors.push(forbiddenField(`${path}.${list}`, "must not be specified when labelSelector is not set"));
    else for (const [index, key] of keys.entries()) for (const problem of isQualifiedName(key)) errors.push(invalidValue(`${path}.${list}[${index}]`, key, problem));
  }
  const selected = new Set(Object.keys(labelSelector?.matchLabels ?? {}));
  for (const { key } of labelSelector?.matchExpressions ?? []) {
    const at = matchLabelKeys.lastIndexOf(key);
    if (at >= 0 && selected.has(key)) errors.push(invalidValue(`${path}[${at}]`, key, "exists in both matchLabelKeys and labelSelector"));
    selected.add(key);
  }
  for (const [index, key] of matchLabelKeys.entries()) {
    if (mismatchLabelKeys.includes(key)) errors.push(invalidValue(`${path}.matchLabelKeys[${index}]`, key, "exists in both matchLabelKeys and mismatchLabelKeys"));
  }
  return errors;
}
