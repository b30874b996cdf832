import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import { cidrFamily, cidrProblems } from "../../shared/ip-addresses.ts";
import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatusEvenMetadata, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ServiceCIDR } from "../../types/networking/v1.gen.ts";

/** Ranges that Services get their addresses from. Source: kubernetes pkg/registry/networking/servicecidr. */
export const strategy: KindStrategy<ServiceCIDR> = {
  group: "networking.k8s.io",
  resource: "servicecidrs",
  prepareForCreate(range) {
    delete range.status;
  },
  validateCreate: validate,
  prepareForUpdate: keepStatus,
  validateUpdate: (range, old) => (semanticEqual(range.spec?.cidrs, old.spec?.cidrs) ? [] : [invalidValue("spec.cidrs", range.spec?.cidrs, "field is immutable")]),
  subresources: { status: { prepareForUpdate: keepAllButStatusEvenMetadata } },
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", (spec?.cidrs ?? []).join(","), ageCell(metadata.creationTimestamp, now)],
};

function validate({ spec }: ServiceCIDR): FieldError[] {
  const cidrs = spec?.cidrs ?? [];
  if (cidrs.length === 0) return [required("spec.cidrs", "at least one CIDR required")];
  if (cidrs.length > 2) return [invalidValue("spec", spec, "may only hold up to 2 values")];
  const errors = cidrs.flatMap((cidr, index) => cidrProblems(cidr).map((problem) => invalidValue(`spec.cidrs[${index}]`, cidr, problem)));
  if (errors.length === 0 && cidrs.length === 2 && cidrFamily(cidrs[0] as string) === cidrFamily(cidrs[1] as string)) {
    errors.push(invalidValue("spec.cidrs", cidrs, "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"));
  }
  return errors;
}
