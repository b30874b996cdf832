import type { FieldError } from "../../machinery/errors/field-error.ts";
import { invalidValue } from "../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain } from "../../machinery/validation/names.ts";
import { ipProblems, isIp } from "./ip-addresses.ts";

/** Where a load balancer says that it can be reached. Source: kubernetes validation ValidateLoadBalancerStatus and ValidateIngressLoadBalancerStatus. */
export function validateLoadBalancerIngress({ ip = "", hostname = "" }: { readonly ip?: string; readonly hostname?: string }, path: string): FieldError[] {
  return [...validateIp(ip, `${path}.ip`), ...validateHostname(hostname, `${path}.hostname`)];
}

export function validateIp(ip: string, path: string): FieldError[] {
  return ip === "" ? [] : ipProblems(ip).map((why) => invalidValue(path, ip, why));
}

export function validateHostname(hostname: string, path: string): FieldError[] {
  if (hostname === "") return [];
  const problems = isDns1123Subdomain(hostname).map((why) => invalidValue(path, hostname, why));
  return isIp(hostname) ? [...problems, invalidValue(path, hostname, "must be a DNS name, not an IP address")] : problems;
}
