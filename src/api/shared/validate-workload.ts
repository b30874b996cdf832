import { semanticEqual } from "../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../machinery/errors/field-error.ts";
import { addAll, immutableField, invalidValue, required } from "../../machinery/errors/field-errors.ts";
import { isPercent } from "../../machinery/validation/values.ts";
import { type IntOrString, percentOf } from "../../machinery/int-or-string/int-or-string.ts";
import type { PodTemplateSpec } from "../types/core/v1.gen.ts";
import { inKeyOrder, selectorInGo } from "./in-key-order.ts";
import type { SelectorLike } from "./format-selector.ts";
import { selectorMatches } from "./selector-matches.ts";
import { validateForeverTemplate } from "./validate-forever-template.ts";
import { selectsEverything, validateLabelSelector } from "./validate-label-selector.ts";

interface Workload {
  readonly selector?: SelectorLike;
  readonly template?: PodTemplateSpec;
}

/**
 * What Deployments, ReplicaSets and StatefulSets ask of their selector and template. `kind` in upstream's words: `deployment`.
 * Without a selector no labels fit. Source: kubernetes apps validation ValidateReplicaSetSpec and its siblings.
 */
export function validateSelectedTemplate({ selector, template }: Workload, kind: string, templateOf = "ReplicaSet"): FieldError[] {
  const errors = validateLabelSelector(selector, "spec.selector");
  const isReadable = errors.length === 0;
  if (selector === undefined) errors.unshift(required("spec.selector"));
  else if (selectsEverything(selector)) errors.push(invalidValue("spec.selector", selector, `empty selector is invalid for ${kind}`));
  if (template === undefined) return [...errors, required("spec.template")];
  // Upstream has no words for a stateful set's.
  if (!isReadable) return [...errors, invalidValue("spec.selector", selectorInGo(selector), templateOf === "StatefulSet" ? "" : "invalid label selector")];
  addAll(errors, validateLabelsSelected(selector, template), validateForeverTemplate(template, "spec.template", templateOf));
  return errors;
}

/** The labels of a template must be those that its owner selects. */
export function validateLabelsSelected(selector: SelectorLike | undefined, template: PodTemplateSpec): FieldError[] {
  const { labels } = template.metadata ?? {};
  if (selector !== undefined && selectorMatches(selector, labels ?? {})) return [];
  return [invalidValue("spec.template.metadata.labels", inKeyOrder(labels), "`selector` does not match template `labels`")];
}

/** Who is selected is decided once. */
export function validateSelectorKept(selector: SelectorLike | undefined, old: SelectorLike | undefined): FieldError[] {
  return semanticEqual(selector, old) ? [] : [immutableField("spec.selector", selectorInGo(selector))];
}

/** The numbers of a rolling update as upstream's own types, which messages show, have them. */
export function rollingUpdateInGo(update: { readonly maxUnavailable?: IntOrString; readonly maxSurge?: IntOrString } | undefined): object | null {
  return update === undefined ? null : { MaxUnavailable: update.maxUnavailable ?? 0, MaxSurge: update.maxSurge ?? 0 };
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
