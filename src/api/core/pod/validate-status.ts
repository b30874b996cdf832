import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, forbiddenField, invalidValue } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain, isQualifiedName } from "../../../machinery/validation/names.ts";
import { isSidecar } from "../pod-template/sidecar.ts";
import { validateAddresses } from "./validate-status-addresses.ts";
import type { ContainerStatus, Pod } from "../../types/core/v1.gen.ts";

/** Source: kubernetes validation ValidatePodStatusUpdate. */
export function validateStatusUpdate(pod: Pod, old: Pod): FieldError[] {
  const errors: FieldError[] = [];
  const nominated = pod.status?.nominatedNodeName;
  if (nominated && nominated !== old.status?.nominatedNodeName) {
    for (const problem of isDns1123Subdomain(nominated)) errors.push(invalidValue("status.nominatedNodeName", nominated, problem));
    if (old.spec.nodeName) errors.push(forbiddenField("status.nominatedNodeName", "may not be set on pods that are already bound to a node"));
  }
  addAll(errors, validateAddresses(pod, old), validateConditions(pod), validateGeneration(pod.status?.observedGeneration, "status.observedGeneration"));
  addAll(errors, stillTerminated(pod, old, "containerStatuses"), stillTerminated(pod, old, "initContainerStatuses"), stillTerminated(pod, old, "ephemeralContainerStatuses"));
  if (old.status?.qosClass !== undefined && pod.status?.qosClass !== old.status.qosClass) {
    errors.push(invalidValue("status.qosClass", pod.status?.qosClass ?? "", "field is immutable"));
  }
  return [...errors, ...validateClaims(pod)];
}

/** Source: kubernetes validation validatePodConditions. */
function validateConditions({ status }: Pod): FieldError[] {
  return (status?.conditions ?? []).flatMap(({ type, observedGeneration }, index) => {
    const at = `status.conditions[${index}]`;
    const ofType = wellKnown.has(type) ? [] : isQualifiedName(type).map((problem) => invalidValue(`${at}.Type`, type, problem));
    return [...validateGeneration(observedGeneration, `${at}.observedGeneration`), ...ofType];
  });
}

/** Conditions that every pod has: not looked at each time. */
const wellKnown: ReadonlySet<string> = new Set(["Initialized", "Ready", "ContainersReady", "PodScheduled", "PodReadyToStartContainers", "DisruptionTarget", "PodResizePending", "PodResizeInProgress"]);

function validateGeneration(generation: number | undefined, path: string): FieldError[] {
  return generation !== undefined && generation < 0 ? [invalidValue(path, generation, "must be a non-negative integer")] : [];
}

type StatusList = "containerStatuses" | "initContainerStatuses" | "ephemeralContainerStatuses";

/** A container that ended and is not to be restarted cannot come back. Source: ValidateContainerStateTransition. */
function stillTerminated(pod: Pod, old: Pod, list: StatusList): FieldError[] {
  const restartPolicy = list === "ephemeralContainerStatuses" ? "Never" : old.spec.restartPolicy;
  if (restartPolicy === "Always") return [];
  const errors: FieldError[] = [];
  for (const [index, before] of (old.status?.[list] ?? []).entries()) {
    const terminated = before.state?.terminated;
    if (terminated === undefined || mayRestart(old, before, list)) continue;
    if (terminated.exitCode !== 0 && restartPolicy === "OnFailure") continue;
    const after = pod.status?.[list]?.find(({ name }) => name === before.name);
    if (after !== undefined && after.state?.terminated === undefined) {
      errors.push(forbiddenField(`status.${list}[${index}].state`, "may not be transitioned to non-terminated state"));
    }
  }
  return errors;
}

/** Sidecars and containers with restart rules of their own follow those, not the pod's policy. */
function mayRestart(pod: Pod, { name }: ContainerStatus, list: StatusList): boolean {
  const containers = { containerStatuses: pod.spec.containers, initContainerStatuses: pod.spec.initContainers ?? [], ephemeralContainerStatuses: [] }[list];
  const container = containers.find((candidate) => candidate.name === name);
  if (container === undefined) return false;
  return isSidecar(container) || container.restartPolicy !== undefined || (container.restartPolicyRules ?? []).length > 0;
}

/** Source: kubernetes validation validatePodResourceClaimStatuses. */
function validateClaims({ spec, status }: Pod): FieldError[] {
  const seen = new Set<string>();
  return (status?.resourceClaimStatuses ?? []).flatMap(({ name }, index) => {
    const path = `status.resourceClaimStatuses[${index}].name`;
    const known = spec.resourceClaims?.some((claim) => claim.name === name) === true;
    const errors = known ? [] : [invalidValue(path, name, "must match the name of an entry in `spec.resourceClaims`")];
    if (seen.has(name)) errors.push(duplicateValue(path, name));
    seen.add(name);
    return errors;
  });
}
