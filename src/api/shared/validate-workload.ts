import { semanticEqual } from "../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../machinery/errors/field-error.ts";
import { immutableField, invalidValue, required } from "../../machinery/errors/field-errors.ts";
import { isPercent } from "../../machinery/validation/values.ts";
import { type IntOrString, percentOf } from "../../machinery/int-or-string/int-or-string.ts";
import type { PodTemplateSpec } from "../types/core/v1.gen.ts";
import type { SelectorLike } from "./format-selector.ts";
import { selectorMatches } from "./selector-matches.ts";
import { validateForeverTemplate } from "./validate-forever-template.ts";
import { selectsEverything, validateLabelSelector } from "./validate-label-selector.ts";

interface Workload {
  readonly selector?: SelectorLike;
  readonly template?: PodTemplateSpec;
}

/** What Deployments, ReplicaSets, DaemonSets and StatefulSets ask of their selector and template. `kind` in upstream's words: `deployment`. */
export function validateSelectedTemplate({ selector, template }: Workload, kind: string): FieldError[] {
  const errors = validateLabelSelector(selector, "spec.selector");
  if (selector === undefined) errors.unshift(required("spec.selector"));
  else if (selectsEverything(selector)) errors.push(invalidValue("spec.selector", selector, `empty selector is invalid for ${kind}`));
  if (template === undefined) return [...errors, required("spec.template")];
  const labels = template.metadata?.labels ?? {};
  if (selector !== undefined && errors.length === 0 && !selectorMatches(selector, labels)) {
    errors.push(invalidValue("spec.template.metadata.labels", labels, "`selector` does not match template `labels`"));
  }
  errors.push(...validateForeverTemplate(template, "spec.template"));
  return errors;
}

/** Who is selected is decided once. */
export function validateSelectorKept(selector: SelectorLike | undefined, old: SelectorLike | undefined): FieldError[] {
  return semanticEqual(selector, old) ? [] : [immutableField("spec.selector", selector)];
}

/** A count that is not negative, or a percentage. Source: kubernetes apps validation ValidatePositiveIntOrPercent. */
export function validateCountOrPercent(value: IntOrString | undefined, path: string): FieldError[] {
  if (value === undefined) return [];
  if (typeof value === "string") return isPercent(value).map((problem) => invalidValue(path, value, problem));
  return value < 0 ? [invalidValue(path, value, "must be greater than or equal to 0")] : [];
}

/** Source: kubernetes apps validation IsNotMoreThan100Percent. */
export function validateAtMostAll(value: IntOrString | undefined, path: string): FieldError[] {
  const percent = value === undefined ? undefined : percentOf(value);
  return percent !== undefined && percent > 100 ? [invalidValue(path, value, "must not be greater than 100%")] : [];
}

/** The number of a count or percentage, whichever it is: 0 means nothing either way. */
export function countOrPercent(value: IntOrString | undefined): number {
  if (value === undefined) return 0;
  return typeof value === "number" ? value : (percentOf(value) ?? 0);
}
