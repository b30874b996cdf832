import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { immutableField, invalidValue } from "../../../machinery/errors/field-errors.ts";
import type { Job, JobSpec } from "../../types/batch/v1.gen.ts";
import type { Container, PodSpec, PodTemplateSpec } from "../../types/core/v1.gen.ts";
import { validateCreate } from "./validation.ts";

const immutableFields = ["selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"] as const;

/**
 * What may change in a job that exists. The job must also be one that could be created: nothing is generated anew, so
 * a replacement written without the selector and labels of the old one is told so. Source: kubernetes registry/batch/job
 * jobStrategy.ValidateUpdate.
 */
export function validateUpdate(job: Job, old: Job): FieldError[] {
  const errors = validateCreate(job);
  errors.push(...validateCompletions(job.spec, old.spec));
  for (const field of immutableFields) {
    if (!semanticEqual(job.spec[field], old.spec[field])) errors.push(immutableField(`spec.${field}`, job.spec[field]));
  }
  errors.push(...validateTemplate(job.spec.template, old));
  return errors;
}

/** An Indexed job can grow or shrink, but only as a whole: completions and parallelism to the same number. */
function validateCompletions(spec: JobSpec, old: JobSpec): FieldError[] {
  if (spec.completions === old.completions) return [];
  if (spec.completionMode !== "Indexed") return [immutableField("spec.completions", spec.completions)];
  const inTandem = spec.completions !== undefined && old.completions !== undefined && spec.completions === spec.parallelism;
  return inTandem ? [] : [invalidValue("spec.completions", spec.completions, `can only be modified in tandem with spec.parallelism`)];
}

/** Where and with how much a job's pods run may change while none of them runs. */
function validateTemplate(template: PodTemplateSpec, old: Job): FieldError[] {
  const allowed = isIdle(old) ? withSchedulingOf(template, old.spec.template) : template;
  return semanticEqual(allowed, old.spec.template) ? [] : [immutableField("spec.template", template)];
}

/** Suspended, and its pods gone. Source: mutable scheduling directives and pod resources of suspended Jobs (1.36 beta). */
function isIdle({ spec, status }: Job): boolean {
  if (spec.suspend !== true || (status?.active ?? 0) !== 0) return false;
  const suspended = status?.conditions?.some((condition) => condition.type === "Suspended" && condition.status === "True") ?? false;
  return status?.startTime === undefined || suspended;
}

/** The template with the old one's scheduling directives and resources in place: equal to the old one when nothing else changed. */
function withSchedulingOf(template: PodTemplateSpec, old: PodTemplateSpec): PodTemplateSpec {
  const spec: PodSpec = { ...template.spec };
  const before = old.spec;
  spec.nodeSelector = before.nodeSelector;
  spec.tolerations = before.tolerations;
  spec.schedulingGates = before.schedulingGates;
  spec.affinity = { ...spec.affinity, nodeAffinity: before.affinity?.nodeAffinity };
  spec.containers = withResourcesOf(spec.containers, before.containers);
  if (spec.initContainers !== undefined) spec.initContainers = withResourcesOf(spec.initContainers, before.initContainers ?? []);
  return { ...template, spec, metadata: { ...template.metadata, labels: old.metadata?.labels, annotations: old.metadata?.annotations } };
}

function withResourcesOf(containers: readonly Container[], old: readonly Container[]): Container[] {
  return containers.map((container, index) => ({ ...container, resources: old[index]?.resources }));
}
