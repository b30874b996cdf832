import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { immutableField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { canonicalCidrProblems, cidrFamily } from "../../shared/ip-addresses.ts";
import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatusEvenMetadata, keepStatus, startWithoutStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ServiceCIDR } from "../../types/networking/v1.gen.ts";

/** Ranges that Services get their addresses from. Source: kubernetes pkg/registry/networking/servicecidr. */
export const strategy: KindStrategy<ServiceCIDR> = {
  group: "networking.k8s.io",
  resource: "servicecidrs",
  prepareForCreate: startWithoutStatus,
  validateCreate: validate,
  prepareForUpdate: keepStatus,
  validateUpdate,
  subresources: { status: { prepareForUpdate: keepAllButStatusEvenMetadata } },
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", (spec?.cidrs ?? []).join(","), ageCell(metadata.creationTimestamp, now)],
};

function validate({ spec }: ServiceCIDR): FieldError[] {
  const cidrs = spec?.cidrs ?? [];
  if (cidrs.length === 0) return [required("spec.cidrs", "at least one CIDR required")];
  if (cidrs.length > 2) return [invalidValue("spec.cidrs", { CIDRs: cidrs }, "may only hold up to 2 values")];
  const errors = cidrs.flatMap((cidr, index) => canonicalCidrProblems(cidr).map((problem) => invalidValue(`spec.cidrs[${index}]`, cidr, problem)));
  const [first, second] = cidrs.map(cidrFamily);
  if (cidrs.length === 2 && first !== undefined && first === second) {
    errors.push(invalidValue("spec.cidrs", cidrs, "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"));
  }
  return errors;
}

/** A range stays; a second one, of the other family, may come. Source: kubernetes networking validation ValidateServiceCIDRUpdate. */
function validateUpdate(range: ServiceCIDR, old: ServiceCIDR): FieldError[] {
  const [cidrs, before] = [range.spec?.cidrs ?? [], old.spec?.cidrs ?? []];
  const changed = before.flatMap((cidr, index) => (cidr === cidrs[index] ? [] : [immutableField(`spec.cidrs[${index}]`, cidrs[index])]));
  if (cidrs.length === before.length) return changed;
  if (before.length === 1 && cidrs.length === 2) return [...changed, ...validate(range)];
  return [immutableField("spec.cidrs", cidrs.length === 0 ? null : cidrs)];
}
