import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { ipFamily, ipProblems } from "../../shared/ip-addresses.ts";
import type { ServiceSpec } from "../../types/core/v1.gen.ts";
import { repeats } from "../../../machinery/validation/repeats.ts";

const families = ["IPv4", "IPv6"];
const familyPolicies = ["PreferDualStack", "RequireDualStack", "SingleStack"];
const path = "spec.clusterIPs";

/** The addresses of a service, their families and how many are asked for. Source: kubernetes validation ValidateServiceClusterIPsRelatedFields. */
export function validateClusterIps(spec: ServiceSpec): FieldError[] {
  if (spec.type === "ExternalName") return [];
  const { clusterIP = "", clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec;
  const errors: FieldError[] = [];
  if (clusterIP === "") {
    if (clusterIPs.length > 0) errors.push(invalidValue(path, clusterIPs, "must be empty when `clusterIP` is not specified"));
  } else if (clusterIPs.length === 0) errors.push(required(path));
  else if (clusterIPs[0] !== clusterIP) errors.push(invalidValue(path, clusterIPs, "first value must match `clusterIP`"));
  const repeated = repeats(ipFamilies);
  for (const [index, family] of ipFamilies.entries()) {
    if (!families.includes(family)) errors.push(notSupported(`spec.ipFamilies[${index}]`, family, families));
    if (repeated.has(index)) errors.push(duplicateValue(`spec.ipFamilies[${index}]`, family));
  }
  if (ipFamilyPolicy !== undefined && !familyPolicies.includes(ipFamilyPolicy)) errors.push(notSupported("spec.ipFamilyPolicy", ipFamilyPolicy, familyPolicies));
  const malformed = validateEach(clusterIPs);
  addAll(errors, malformed);
  if (clusterIPs.length > 2) errors.push(invalidValue(path, clusterIPs, "may only hold up to 2 values"));
  return malformed.length > 0 ? errors : [...errors, ...validateFamilies(clusterIPs, ipFamilies)];
}

function validateEach(clusterIPs: readonly string[]): FieldError[] {
  return clusterIPs.flatMap((ip, index) => {
    if (index > 0 || ip !== "None") return ipProblems(ip).map((problem) => invalidValue(`${path}[${index}]`, ip, problem));
    return clusterIPs.length > 1 ? [invalidValue(path, clusterIPs, "'None' must be the first and only value")] : [];
  });
}

function validateFamilies(clusterIPs: readonly string[], ipFamilies: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  if (clusterIPs.length > 1 && new Set(clusterIPs.map(ipFamily)).size < 2) errors.push(invalidValue(path, clusterIPs, "may specify no more than one IP for each IP family"));
  if (clusterIPs[0] === "None") return errors;
  for (const [index, ip] of clusterIPs.entries()) {
    const family = ipFamilies[index];
    if (family === undefined || !families.includes(family) || ipFamily(ip) === family) continue;
    errors.push(invalidValue(`${path}[${index}]`, ip, `expected an ${family} value as indicated by \`ipFamilies[${index}]\``));
  }
  return errors;
}

/** A service keeps its first address and family; the second may come and, where one is enough, go. Source: kubernetes validation validateUpgradeDowngradeClusterIPs, validateUpgradeDowngradeIPFamilies. */
export function validateClusterIpsKept(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  if (spec.type === "ExternalName" || old.type === "ExternalName") return [];
  const [headless, wasHeadless] = [isHeadless(spec), isHeadless(old)];
  if (headless && wasHeadless) return [];
  return [...validateKept(spec, old, "clusterIPs", "clusterIP"), ...(headless === wasHeadless ? validateKept(spec, old, "ipFamilies", "ipFamily") : [])];
}

function validateKept(spec: ServiceSpec, old: ServiceSpec, field: "clusterIPs" | "ipFamilies", one: string): FieldError[] {
  const after: readonly string[] = spec[field] ?? [];
  const before: readonly string[] = old[field] ?? [];
  const at = (index: number) => `spec.${field}[${index}]`;
  if (before.length === after.length) {
    return before.flatMap((value, index) => (value === after[index] ? [] : [invalidValue(at(field === "clusterIPs" ? index : 0), after, "may not change once set")]));
  }
  const errors: FieldError[] = [];
  if (before.length > after.length && (spec.clusterIPs ?? []).length === 0) errors.push(invalidValue(at(0), after, `primary ${one} can not be unset`));
  if (before.length > 0 && after.length > 0 && after[0] !== before[0]) errors.push(invalidValue(at(0), spec.clusterIPs ?? null, "may not change once set"));
  if (before.length > after.length && after.length === 1 && spec.ipFamilyPolicy !== "SingleStack") {
    errors.push(invalidValue("spec.ipFamilyPolicy", spec.ipFamilyPolicy ?? null, `must be set to 'SingleStack' when releasing the secondary ${one}`));
  }
  return errors;
}

export function isHeadless({ clusterIPs = [] }: ServiceSpec): boolean {
  return clusterIPs.length === 1 && clusterIPs[0] === "None";
}
