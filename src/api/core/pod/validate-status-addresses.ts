import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue } from "../../../machinery/errors/field-errors.ts";
import { ipFamily, ipProblems } from "../../shared/ip-addresses.ts";
import type { Pod } from "../../types/core/v1.gen.ts";

type Addresses = readonly { readonly ip?: string }[];

/** The pod's addresses and its host's: one of a family. What stands there already stays. Source: kubernetes validation validatePodIPs, validateHostIPs. */
export function validateAddresses({ status }: Pod, old: Pod): FieldError[] {
  const { podIPs, hostIPs, hostIP = "" } = status ?? {};
  const first = hostIPs?.[0]?.ip ?? "";
  return [
    ...validateList(podIPs ?? [], old.status?.podIPs ?? [], "status.podIPs"),
    ...(hostIPs !== undefined && hostIPs.length > 0 && first !== hostIP ? [invalidValue("status.hostIPs[0].ip", first, "must be equal to `hostIP`")] : []),
    ...validateList(hostIPs ?? [], old.status?.hostIPs ?? [], "status.hostIPs"),
  ];
}

function validateList(addresses: Addresses, before: Addresses, path: string): FieldError[] {
  const errors = addresses.flatMap(({ ip = "" }, index) => (before.some((known) => (known.ip ?? "") === ip) ? [] : ipProblems(ip).map((problem) => invalidValue(`${path}[${index}]`, ip, problem))));
  const families = new Set(addresses.map(({ ip = "" }) => ipFamily(ip)));
  // The addresses as upstream's own type has them.
  if (addresses.length > 1 && (families.size < 2 || addresses.length > 2)) errors.push(invalidValue(path, addresses.map(({ ip = "" }) => ({ IP: ip })), "may specify no more than one IP for each IP family"));
  return errors;
}
