import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, invalidValue } from "../../../machinery/errors/field-errors.ts";
import type { UpdateRules } from "../../strategy.ts";
import { countGeneration, keepStatus } from "../../shared/write-rules.ts";
import type { Container, Pod, PodSpec, ResourceRequirements } from "../../types/core/v1.gen.ts";
import { isSidecar } from "../pod-template/sidecar.ts";
import { isMirrorPod, wholeObject } from "./mirror.ts";
import { qosClass } from "./qos-class.ts";
import { validateAnnotationsAndSpec } from "./validation.ts";

/** Changes cpu and memory of a pod that runs; everything else stays. Source: registry/core/pod podResizeStrategy, ValidatePodResize. */
export const resizeRules: UpdateRules<Pod> = {
  prepareForUpdate(pod, old) {
    pod.spec = {
      ...old.spec,
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
  const errors = [...validateAnnotationsAndSpec(pod), ...validateContainersKept(pod.spec, old.spec)];
  if (errors.length > 0) return errors;
  if ((old.status?.qosClass ?? qosClass(old.spec)) !== qosClass(pod.spec)) {
    errors.push(invalidValue("spec", pod.status?.qosClass ?? "", "Pod QOS Class may not change as a result of resizing"));
  }
  for (const [index, container] of pod.spec.containers.entries()) {
    errors.push(...validateResources(container.resources, old.spec.containers[index]?.resources, `spec.containers[${index}].resources`));
  }
  for (const [index, container] of (pod.spec.initContainers ?? []).entries()) {
    if (isSidecar(container)) errors.push(...validateResources(container.resources, old.spec.initContainers?.[index]?.resources, `spec.initContainers[${index}].resources`));
  }
  if (!deepEqual(withoutResizable(pod.spec), withoutResizable(old.spec))) {
    errors.push(forbiddenField("spec", "only cpu and memory resources for containers and sidecars are mutable"));
  }
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

function validateResources(after: ResourceRequirements | undefined, before: ResourceRequirements | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const list of ["requests", "limits"] as const) {
    const removed = Object.keys(before?.[list] ?? {}).some((name) => after?.[list]?.[name] === undefined);
    if (removed) errors.push(forbiddenField(`${path}.${list}`, `resource ${list} cannot be removed`));
  }
  return errors;
}

/** The spec less everything that a resize may change: two specs that agree on this differ only in a legal resize. */
function withoutResizable(spec: PodSpec): PodSpec {
  const { resources, ...rest } = spec;
  return {
    ...rest,
    ...(resources === undefined ? {} : { resources: withoutCpuAndMemory(resources) }),
    containers: spec.containers.map(stripContainer),
    ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map((container) => (isSidecar(container) ? stripContainer(container) : container)) }),
  };
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
