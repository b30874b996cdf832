import type { IpFamily } from "../../../../api/shared/ip-addresses.ts";
import { ipFamily } from "../../../../api/shared/ip-addresses.ts";
import type { ServiceSpec } from "../../../../api/types/core/v1.gen.ts";
import { deepEqual } from "../../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../../machinery/errors/field-error.ts";
import { invalidValue } from "../../../../machinery/errors/field-errors.ts";
import { hasAddresses, isHeadless } from "./holdings.ts";

export interface FamilyOptions {
  /** What stood there before; absent for a new Service. */
  readonly old?: ServiceSpec;
  /** The families of the cluster's service ranges, the default first. */
  readonly served: readonly IpFamily[];
}

/**
 * Fills in `ipFamilyPolicy` and `ipFamilies` from what the client says and the cluster has; returns what cannot be.
 * Source: kubernetes registry/core/service/storage Allocators.initIPFamilyFields.
 */
export function settleFamilies(spec: ServiceSpec, { old, served }: FamilyOptions): FieldError[] {
  if (spec.type === "ExternalName" || staysAsItWas(spec, old)) return [];
  const isFree = isHeadless(spec) && Object.keys(spec.selector ?? {}).length === 0;
  spec.ipFamilyPolicy ??= old?.ipFamilyPolicy ?? (isFree ? "RequireDualStack" : "SingleStack");
  if (old !== undefined && spec.ipFamilyPolicy === "SingleStack") dropSecond(spec, old);
  const problems = [...contradictions(spec, old), ...inferFromAddresses(spec, served)];
  if (problems.length > 0) return problems;

  if (isFree) {
    // Who names its endpoints by hand may use families that the cluster's services do not have.
    const [first = defaultFamily(served)] = spec.ipFamilies ?? [];
    spec.ipFamilies = spec.ipFamilyPolicy === "SingleStack" || (spec.ipFamilies ?? []).length === 2 ? (spec.ipFamilies ?? [first]) : [first, otherThan(first)];
    return [];
  }
  const impossible = notServed(spec, served);
  if (impossible.length > 0) return impossible;
  const families = spec.ipFamilies?.length ? spec.ipFamilies : [defaultFamily(served)];
  const wantsTwo = spec.ipFamilyPolicy !== "SingleStack" && families.length === 1 && served.length === 2;
  spec.ipFamilies = wantsTwo ? [...families, otherThan(families[0])] : families;
  return [];
}

/** A Service that only prefers two families is not given or robbed of one because the cluster changed. */
function staysAsItWas(spec: ServiceSpec, old: ServiceSpec | undefined): boolean {
  if (old?.ipFamilyPolicy !== "PreferDualStack" || spec.ipFamilyPolicy !== "PreferDualStack" || !hasAddresses(old)) return false;
  return deepEqual(spec.clusterIPs, old.clusterIPs) && deepEqual(spec.ipFamilies, old.ipFamilies);
}

/** Going back to one family is clear enough when nothing else was said. */
function dropSecond(spec: ServiceSpec, old: ServiceSpec): void {
  if (deepEqual(spec.clusterIPs, old.clusterIPs)) spec.clusterIPs = spec.clusterIPs?.slice(0, 1);
  if (deepEqual(spec.ipFamilies, old.ipFamilies)) spec.ipFamilies = spec.ipFamilies?.slice(0, 1);
}

function contradictions(spec: ServiceSpec, old: ServiceSpec | undefined): FieldError[] {
  const { ipFamilyPolicy: policy, clusterIPs = [], ipFamilies = [] } = spec;
  const refuse = (why: string): FieldError => invalidValue("spec.ipFamilyPolicy", policy, why);
  const problems: FieldError[] = [];
  if (policy !== "SingleStack" && old !== undefined) {
    if (isFewer(clusterIPs, old.clusterIPs)) problems.push(refuse("must be 'SingleStack' to release the secondary cluster IP"));
    if (isFewer(ipFamilies, old.ipFamilies)) problems.push(refuse("must be 'SingleStack' to release the secondary IP family"));
  }
  if (policy === "SingleStack") {
    if (clusterIPs.length === 2) problems.push(refuse("must be 'RequireDualStack' or 'PreferDualStack' when multiple cluster IPs are specified"));
    if (ipFamilies.length === 2) problems.push(refuse("must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified"));
  }
  return problems;
}

function isFewer(now: readonly string[], before: readonly string[] | undefined): boolean {
  return before?.length === 2 && now.length === 1 && now[0] === before[0];
}

function inferFromAddresses(spec: ServiceSpec, served: readonly IpFamily[]): FieldError[] {
  if (isHeadless(spec)) return [];
  const problems: FieldError[] = [];
  const families = [...(spec.ipFamilies ?? [])];
  for (const [index, address] of (spec.clusterIPs ?? []).entries()) {
    const family = ipFamily(address);
    if (family === undefined || index < families.length) continue;
    if (served.includes(family)) families.push(family);
    else problems.push(invalidValue(`spec.clusterIPs[${index}]`, spec.clusterIPs, `${family} is not configured on this cluster`));
  }
  if (families.length > 0) spec.ipFamilies = families;
  return problems;
}

function notServed({ ipFamilyPolicy, ipFamilies = [] }: ServiceSpec, served: readonly IpFamily[]): FieldError[] {
  const problems: FieldError[] = [];
  if (ipFamilyPolicy === "RequireDualStack" && served.length < 2) problems.push(invalidValue("spec.ipFamilyPolicy", ipFamilyPolicy, "this cluster is not configured for dual-stack services"));
  for (const [index, family] of ipFamilies.entries()) {
    if (!served.includes(family as IpFamily)) problems.push(invalidValue(`spec.ipFamilies[${index}]`, family, "not configured on this cluster"));
  }
  return problems;
}

function defaultFamily(served: readonly IpFamily[]): IpFamily {
  return served[0] ?? "IPv4";
}

function otherThan(family: string | undefined): IpFamily {
  return family === "IPv4" ? "IPv6" : "IPv4";
}
