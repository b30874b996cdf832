import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { duplicateValue, forbiddenField, invalidValue } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain, isQualifiedName } from "../../../machinery/validation/names.ts";
import { ipFamily, ipProblems } from "../../shared/ip-addresses.ts";
import { isSidecar } from "../pod-template/sidecar.ts";
import type { ContainerStatus, Pod } from "../../types/core/v1.gen.ts";

/** Source: kubernetes validation ValidatePodStatusUpdate. */
export function validateStatusUpdate(pod: Pod, old: Pod): FieldError[] {
  const errors = validateConditions(pod);
  const nominated = pod.status?.nominatedNodeName;
  if (nominated && nominated !== old.status?.nominatedNodeName) {
    for (const problem of isDns1123Subdomain(nominated)) errors.push(invalidValue("status.nominatedNodeName", nominated, problem));
  }
  if (old.status?.qosClass !== undefined && pod.status?.qosClass !== old.status.qosClass) {
    errors.push(invalidValue("status.qosClass", pod.status?.qosClass ?? "", "field is immutable"));
  }
  errors.push(...stillTerminated(pod, old, "containerStatuses"), ...stillTerminated(pod, old, "initContainerStatuses"), ...stillTerminated(pod, old, "ephemeralContainerStatuses"));
  errors.push(...validateClaims(pod), ...validateAddresses(pod.status?.podIPs, "status.podIPs"), ...validateHostAddresses(pod));
  return errors;
}

/** What kubelets and the scheduler write many times a second, all of them good names. */
const ownConditions = new Set(["PodScheduled", "Ready", "Initialized", "ContainersReady", "PodReadyToStartContainers", "DisruptionTarget", "PodResizePending", "PodResizeInProgress"]);

/** The path is upstream's, which looks for conditions in the metadata. */
function validateConditions({ status }: Pod): FieldError[] {
  return (status?.conditions ?? []).flatMap(({ type }, index) => (ownConditions.has(type) ? [] : isQualifiedName(type).map((problem) => invalidValue(`metadata.conditions[${index}].Type`, type, problem))));
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

/** Source: kubernetes validation validateHostIPs. */
function validateHostAddresses({ status: { hostIP = "", hostIPs } = {} }: Pod): FieldError[] {
  const first = hostIPs?.[0]?.ip;
  const unlike = first === undefined || first === hostIP ? [] : [invalidValue("status.hostIPs[0].ip", first, "must be equal to `hostIP`")];
  return [...unlike, ...validateAddresses(hostIPs, "status.hostIPs")];
}

/** Addresses, one of a family at most. Source: kubernetes validation validatePodIPs. */
function validateAddresses(addresses: readonly { readonly ip?: string }[] = [], path: string): FieldError[] {
  const errors = addresses.flatMap(({ ip = "" }, index) => ipProblems(ip).map((problem) => invalidValue(`${path}[${index}]`, ip, problem)));
  if (addresses.length < 2) return errors;
  const families = new Set(addresses.map(({ ip = "" }) => ipFamily(ip)));
  return families.size === addresses.length ? errors : [...errors, invalidValue(path, addresses, "may specify no more than one IP for each IP family")];
}
