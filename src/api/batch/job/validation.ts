import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label } from "../../../machinery/validation/names.ts";
import { validatePodTemplate } from "../../core/pod-template/validate-pod-spec.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import { inKeyOrder, selectorInGo } from "../../shared/in-key-order.ts";
import { selectorMatches } from "../../shared/selector-matches.ts";
import { validateLabelSelector } from "../../shared/validate-label-selector.ts";
import type { Job, JobSpec } from "../../types/batch/v1.gen.ts";
import { validateIndexes } from "./validate-indexes.ts";
import { validateManagedBy } from "./validate-managed-by.ts";
import { validatePodFailurePolicy } from "./validate-pod-failure-policy.ts";
import { validateSuccessPolicy } from "./validate-success-policy.ts";

const uidLabel = "batch.kubernetes.io/controller-uid";
const nameLabel = "batch.kubernetes.io/job-name";

export function validateCreate(job: Job): FieldError[] {
  return validateJob(job, true);
}

/** Whether a job has the labels that jobs of old, made before the prefix, do not have. */
export function hasPrefixedLabels({ spec }: Job): boolean {
  const labels = spec.template.metadata?.labels;
  return labels?.[uidLabel] !== undefined && labels[nameLabel] !== undefined;
}

/** `withPrefixed` asks for the labels under `batch.kubernetes.io` too. Source: kubernetes pkg/apis/batch/validation ValidateJob. */
export function validateJob(job: Job, withPrefixed: boolean): FieldError[] {
  const errors = validateGeneratedSelector(job, withPrefixed);
  addAll(errors, validateJobSpec(job.spec, "spec"), validateSelectorMatchesTemplate(job.spec));
  if (job.spec.completionMode === "Indexed" && (job.spec.completions ?? 0) > 0) {
    // The last pod's host name must still be one.
    const last = `${job.metadata.name}-${(job.spec.completions ?? 0) - 1}`;
    if (isDns1123Label(last).length > 0) errors.push(invalidValue("metadata.name", job.metadata.name, `will not able to create pod with invalid DNS label: ${last}`));
  }
  return errors;
}

/** The rules that need no job around them, as in a CronJob's template. Source: validateJobSpec. */
export function validateJobSpec(spec: JobSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"] as const) {
    addAll(errors, validateNonNegative(spec[field], `${path}.${field}`));
  }
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) errors.push(required(`${path}.backoffLimitPerIndex`, "when maxFailedIndexes is specified"));
  addAll(errors, validateManagedBy(spec.managedBy, `${path}.managedBy`), validateIndexes(spec, path), validatePodFailurePolicy(spec, path), validateSuccessPolicy(spec, path), validatePodReplacementPolicy(spec, path), validatePodTemplate(spec.template, `${path}.template`), validateRestartPolicy(spec, path));
  return errors;
}

/** A pod that restarts for ever never completes. */
function validateRestartPolicy({ template, podFailurePolicy }: JobSpec, path: string): FieldError[] {
  const at = `${path}.template.spec.restartPolicy`;
  const policy = template.spec?.restartPolicy;
  if (!policy || policy === "Always") return [required(at, 'valid values: "OnFailure", "Never"')];
  if (policy !== "OnFailure" && policy !== "Never") return [notSupported(at, policy, ["OnFailure", "Never"])];
  if (podFailurePolicy !== undefined && policy !== "Never") return [invalidValue(at, policy, 'only "Never" is supported when podFailurePolicy is specified')];
  return [];
}

const replacementPolicies = ["Failed", "TerminatingOrFailed"];

function validatePodReplacementPolicy({ podReplacementPolicy, podFailurePolicy }: JobSpec, path: string): FieldError[] {
  if (podReplacementPolicy === undefined) return [];
  const at = `${path}.podReplacementPolicy`;
  if (podFailurePolicy !== undefined) return podReplacementPolicy === "Failed" ? [] : [notSupported(at, podReplacementPolicy, ["Failed"])];
  return replacementPolicies.includes(podReplacementPolicy) ? [] : [notSupported(at, podReplacementPolicy, replacementPolicies)];
}

/** No selector matches nothing. */
function validateSelectorMatchesTemplate({ selector, template }: JobSpec): FieldError[] {
  const errors = selector === undefined ? [required("spec.selector")] : validateLabelSelector(selector, "spec.selector");
  const labels = template.metadata?.labels;
  const matches = selector !== undefined && (errors.length > 0 || selectorMatches(selector, labels ?? {}));
  if (!matches) errors.push(invalidValue("spec.template.metadata.labels", labels === undefined ? null : inKeyOrder(labels), "`selector` does not match template `labels`"));
  return errors;
}

/** The labels and the selector are the server's unless manualSelector says otherwise. Source: validateGeneratedSelector. */
function validateGeneratedSelector({ metadata, spec }: Job, withPrefixed: boolean): FieldError[] {
  if (spec.manualSelector === true || spec.selector === undefined) return [];
  const { uid = "", name = "" } = metadata;
  const expected: Record<string, string> = { "controller-uid": uid, "job-name": name, ...(withPrefixed ? { [uidLabel]: uid, [nameLabel]: name } : {}) };
  const errors: FieldError[] = [];
  const labels = spec.template.metadata?.labels;
  for (const [key, value] of Object.entries(expected)) {
    const label = labels?.[key];
    if (label === undefined) errors.push(required(`spec.template.metadata.labels[${key}]`, `must be '${value}'`));
    else if (label !== value) errors.push(invalidValue(`spec.template.metadata.labels[${key}]`, inKeyOrder(labels), `must be '${value}'`));
  }
  // What was asked for beside the generated labels would have no pods. A selector that is none at all is told so elsewhere.
  const isSelector = validateLabelSelector(spec.selector, "spec.selector").length === 0;
  if (isSelector && !selectorMatches(spec.selector, expected)) errors.push(invalidValue("spec.selector", selectorInGo(spec.selector), "`selector` not auto-generated"));
  return errors;
}
