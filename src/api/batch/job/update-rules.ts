import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, immutableField, invalidValue } from "../../../machinery/errors/field-errors.ts";
import type { Job, JobSpec } from "../../types/batch/v1.gen.ts";
import type { Container, PodSpec, PodTemplateSpec } from "../../types/core/v1.gen.ts";
import { podSpecInGo, podTemplateInGo } from "../../core/in-go/pod-in-go.ts";
import { selectorInGo } from "../../shared/in-key-order.ts";
import { isTrue } from "./status-changes.ts";
import { podFailurePolicyInGo } from "./validate-pod-failure-policy.ts";
import { successPolicyInGo } from "./validate-success-policy.ts";
import { hasPrefixedLabels, validateJob } from "./validation.ts";

const immutableFields = ["completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"] as const;

/**
 * What may change in a job that exists. The job must also be one that could be created: nothing is generated anew, so
 * a replacement written without the selector and labels of the old one is told so. Source: kubernetes registry/batch/job
 * jobStrategy.ValidateUpdate, batch validation ValidateJobSpecUpdate.
 */
export function validateUpdate(job: Job, old: Job): FieldError[] {
  const errors = validateJob(job, hasPrefixedLabels(old));
  addAll(errors, validateCompletions(job.spec, old.spec));
  if (!semanticEqual(job.spec.selector, old.spec.selector)) errors.push(immutableField("spec.selector", selectorInGo(job.spec.selector)));
  addAll(errors, validateTemplate(job.spec.template, old));
  for (const field of immutableFields) {
    if (!semanticEqual(job.spec[field], old.spec[field])) errors.push(immutableField(`spec.${field}`, shown(job.spec, field)));
  }
  return errors;
}

function shown(spec: JobSpec, field: (typeof immutableFields)[number]): unknown {
  if (field === "podFailurePolicy") return podFailurePolicyInGo(spec.podFailurePolicy);
  return field === "successPolicy" ? successPolicyInGo(spec.successPolicy) : (spec[field] ?? null);
}

/** An Indexed job can grow or shrink, but only as a whole: completions and parallelism to the same number. */
function validateCompletions(spec: JobSpec, old: JobSpec): FieldError[] {
  if (spec.completions === old.completions) return [];
  if (spec.completionMode !== "Indexed") return [immutableField("spec.completions", spec.completions)];
  // An Indexed job without completions has been told so already.
  const inTandem = spec.completions === undefined || spec.completions === spec.parallelism;
  return inTandem ? [] : [invalidValue("spec.completions", spec.completions, "can only be modified in tandem with spec.parallelism")];
}

/** Where and with how much a job's pods run may change while none of them runs. Source: validatePodTemplateUpdate. */
function validateTemplate(template: PodTemplateSpec, old: Job): FieldError[] {
  if (!isIdle(old)) return semanticEqual(template, old.spec.template) ? [] : [immutableField("spec.template", podTemplateInGo(template))];
  return semanticEqual(withSchedulingOf(template.spec, old.spec.template.spec), old.spec.template.spec) ? [] : [immutableField("spec.template.spec", podSpecInGo(template.spec))];
}

/** Suspended, and its pods gone. Source: mutable scheduling directives and pod resources of suspended Jobs (1.36 beta). */
function isIdle(old: Job): boolean {
  const { spec, status } = old;
  return spec.suspend === true && (status?.active ?? 0) === 0 && (status?.startTime === undefined || isTrue(old, "Suspended"));
}

/** The spec with the old one's scheduling directives and resources in place: equal to the old one when nothing else changed. */
function withSchedulingOf(template: PodSpec, old: PodSpec): PodSpec {
  const spec: PodSpec = { ...template, nodeSelector: old.nodeSelector, tolerations: old.tolerations, schedulingGates: old.schedulingGates };
  spec.affinity = { ...spec.affinity, nodeAffinity: old.affinity?.nodeAffinity };
  spec.containers = withResourcesOf(spec.containers, old.containers);
  if (spec.initContainers !== undefined) spec.initContainers = withResourcesOf(spec.initContainers, old.initContainers ?? []);
  return spec;
}

/** Only where the lists are of one length, and container by container of one name. */
function withResourcesOf(containers: readonly Container[], old: readonly Container[]): Container[] {
  if (containers.length !== old.length) return [...containers];
  return containers.map((container, index) => (container.name === old[index]?.name ? { ...container, resources: old[index].resources } : container));
}
