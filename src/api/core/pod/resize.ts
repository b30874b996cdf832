import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue } from "../../../machinery/errors/field-errors.ts";
import type { UpdateRules } from "../../strategy.ts";
import { countGeneration, keepStatus } from "../../shared/write-rules.ts";
import type { Container, Pod, PodSpec, ResourceRequirements } from "../../types/core/v1.gen.ts";
import { isMirrorPod, wholeObject } from "./mirror.ts";
import { qosClass } from "./qos-class.ts";
import { validateAnnotationsAndSpec } from "./validation.ts";

/** Changes cpu and memory of a pod that runs; everything else stays. Source: registry/core/pod podResizeStrategy, ValidatePodResize. */
export const resizeRules: UpdateRules<Pod> = {
  prepareForUpdate(pod, old) {
    const { resources, ...kept } = old.spec;
    void resources;
    pod.spec = {
      ...kept,
      containers: takeResources(pod.spec.containers, old.spec.containers),
      ...(pod.spec.initContainers === undefined ? {} : { initContainers: takeResources(pod.spec.initContainers, old.spec.initContainers ?? []) }),
      ...(pod.spec.resources === undefined ? {} : { resources: pod.spec.resources }),
    };
    keepStatus(pod, old);
    countGeneration(pod, old);
  },
  validateUpdate,
};

/** Containers that the pod already has give only their resources; unknown ones stay as sent, for the validation to refuse. */
function takeResources(sent: readonly Container[], old: readonly Container[]): Container[] {
  return sent.map((container) => {
    const known = old.find(({ name }) => name === container.name);
    if (known === undefined) return container;
    const { resources, resizePolicy, ...rest } = known;
    void resources;
    return {
      ...rest,
      ...(container.resources === undefined ? {} : { resources: container.resources }),
      ...((container.resizePolicy ?? resizePolicy) === undefined ? {} : { resizePolicy: container.resizePolicy ?? resizePolicy }),
    };
  });
}

function validateUpdate(pod: Pod, old: Pod): FieldError[] {
  if (isMirrorPod(old)) return [forbiddenField(wholeObject, "static pods cannot be resized")];
  if (old.spec.os?.name === "windows") return [forbiddenField(wholeObject, "windows pods cannot be resized")];
  const errors = validateAnnotationsAndSpec(pod);
  if ((old.status?.qosClass ?? qosClass(old.spec)) !== qosClass(pod.spec)) {
    errors.push(invalidValue("spec", pod.status?.qosClass ?? "", "Pod QOS Class may not change as a result of resizing"));
  }
  addAll(errors, validatePodLevel(pod.spec.resources, old.spec.resources));
  const moved = validateContainersKept(pod.spec, old.spec);
  addAll(errors, moved);
  if (moved.length > 0) return errors;
  for (const list of ["initContainers", "containers"] as const) {
    for (const [index, container] of (pod.spec[list] ?? []).entries()) {
      addAll(errors, validateNothingRemoved(container.resources, old.spec[list]?.[index]?.resources, { path: `spec.${list}[${index}].resources`, what: "resource" }));
    }
  }
  for (const [index, container] of pod.spec.containers.entries()) {
    if (!agree(container, old.spec.containers[index])) errors.push(forbiddenField("spec", "only cpu and memory resources are mutable"));
  }
  for (const [index, container] of (pod.spec.initContainers ?? []).entries()) {
    if (!agree(container, old.spec.initContainers?.[index])) errors.push(forbiddenField(`spec.initContainers[${index}]`, "only cpu and memory resources for init or sidecar containers are mutable"));
  }
  return errors;
}

/** Source: kubernetes validatePodLevelResourcesResize. */
function validatePodLevel(after: ResourceRequirements | undefined, before: ResourceRequirements | undefined): FieldError[] {
  if (before !== undefined && after === undefined) return [forbiddenField("spec.resources", "pod-level resources cannot be removed")];
  const errors = validateNothingRemoved(after, before, { path: "spec.resources", what: "pod-level resource" });
  if (!deepEqual(withoutCpuAndMemory(after ?? {}), withoutCpuAndMemory(before ?? {}))) errors.push(forbiddenField("spec", "only cpu and memory resources are mutable at pod-level"));
  return errors;
}

function validateContainersKept(spec: PodSpec, old: PodSpec): FieldError[] {
  const errors: FieldError[] = [];
  for (const list of ["containers", "initContainers"] as const) {
    const after = spec[list] ?? [];
    const before = old[list] ?? [];
    if (after.length !== before.length) {
      errors.push(forbiddenField(`spec.${list}`, `${list} may not be added or removed on resize`));
      continue;
    }
    for (const [index, container] of after.entries()) {
      if (container.name !== before[index]?.name) errors.push(forbiddenField(`spec.${list}[${index}].name`, `${list} may not be renamed or reordered on resize`));
    }
  }
  return errors;
}

function validateNothingRemoved(after: ResourceRequirements | undefined, before: ResourceRequirements | undefined, { path, what }: { readonly path: string; readonly what: string }): FieldError[] {
  const errors: FieldError[] = [];
  for (const list of ["requests", "limits"] as const) {
    const removed = Object.keys(before?.[list] ?? {}).some((name) => after?.[list]?.[name] === undefined);
    if (removed) errors.push(forbiddenField(`${path}.${list}`, `${what} ${list} cannot be removed`));
  }
  return errors;
}

/** They differ in nothing but cpu and memory. */
function agree(after: Container, before: Container | undefined): boolean {
  return before !== undefined && deepEqual(stripContainer(after), stripContainer(before));
}

function stripContainer(container: Container): Container {
  return { ...container, resources: withoutCpuAndMemory(container.resources ?? {}) };
}

function withoutCpuAndMemory(resources: ResourceRequirements): ResourceRequirements {
  return { claims: resources.claims ?? [], requests: others(resources.requests), limits: others(resources.limits) };
}

function others(list: ResourceRequirements["limits"]): NonNullable<ResourceRequirements["limits"]> {
  return Object.fromEntries(Object.entries(list ?? {}).filter(([name]) => name !== "cpu" && name !== "memory"));
}
