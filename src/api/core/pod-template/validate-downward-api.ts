import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isQualifiedName } from "../../../machinery/validation/names.ts";
import { isZeroQuantity } from "../../shared/quantities.ts";
import type { ObjectFieldSelector, ResourceFieldSelector } from "../../types/core/v1.gen.ts";

/** Where a value of the pod is shown: in a variable or in a file. */
type Use = "env" | "volume";

const fieldPaths: Readonly<Record<Use, readonly string[]>> = {
  env: ["metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"],
  volume: ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"],
};

/** Labels that the pod conversion knows besides those: real fields, but not offered to containers. */
const otherPodFields = ["spec.restartPolicy", "spec.schedulerName", "spec.host", "status.phase"];
const knownFields = new Set([...fieldPaths.env, ...fieldPaths.volume, ...otherPodFields]);

const resources = ["limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"];
const hugePages = /^(limits|requests)\.hugepages-/;
const subscript = /^(.*)\['([^']*)'\]$/;

/** Source: kubernetes validation validateObjectFieldSelector. */
export function validateFieldRef({ apiVersion, fieldPath }: ObjectFieldSelector, use: Use, path: string): FieldError[] {
  if (!apiVersion) return [required(`${path}.apiVersion`)];
  if (!fieldPath) return [required(`${path}.fieldPath`)];
  const cannotConvert = (why: string) => [invalidValue(`${path}.fieldPath`, fieldPath, `error converting fieldPath: ${why}`)];
  if (apiVersion !== "v1") return cannotConvert(`unsupported pod version: ${apiVersion}`);
  const [, field, key] = subscript.exec(fieldPath) ?? [];
  if (field !== undefined && key !== undefined) {
    if (field !== "metadata.annotations" && field !== "metadata.labels") return cannotConvert(`field label does not support subscript: ${fieldPath}`);
    // Annotation keys may be written in upper case; the rule for names is applied to their lower-case form.
    const name = field === "metadata.annotations" ? key.toLowerCase() : key;
    return isQualifiedName(name).map((problem) => invalidValue(path, name, problem));
  }
  if (!knownFields.has(fieldPath)) return cannotConvert(`field label not supported: ${fieldPath}`);
  return fieldPaths[use].includes(fieldPath) ? [] : [notSupported(`${path}.fieldPath`, fieldPath, fieldPaths[use])];
}

/** Source: kubernetes validation validateContainerResourceFieldSelector. */
export function validateResourceFieldRef({ containerName, resource, divisor }: ResourceFieldSelector, use: Use, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (use === "volume" && !containerName) errors.push(required(`${path}.containerName`));
  else if (!resource) errors.push(required(`${path}.resource`));
  else if (!resources.includes(resource) && !hugePages.test(resource)) errors.push(notSupported(`${path}.resource`, resource, resources));
  return [...errors, ...validateDivisor(resource ?? "", divisor === undefined ? "0" : String(divisor), path)];
}

const cpuDivisors = ["1m", "1"];
const byteDivisors = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

/** The message shows the resource where its divisor would be expected: so does upstream. */
function validateDivisor(resource: string, divisor: string, path: string): FieldError[] {
  if (isZeroQuantity(divisor) || (!resources.includes(resource) && !hugePages.test(resource))) return [];
  const name = resource.slice(resource.indexOf(".") + 1);
  if (name === "cpu") return cpuDivisors.includes(divisor) ? [] : [invalidValue(`${path}.divisor`, resource, "only divisor's values 1m and 1 are supported with the cpu resource")];
  const family = name.startsWith("hugepages-") ? "hugepages" : name === "memory" ? "memory" : "local ephemeral storage";
  if (byteDivisors.includes(divisor)) return [];
  return [invalidValue(`${path}.divisor`, resource, `only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the ${family} resource`)];
}
