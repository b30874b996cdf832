import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import { ipProblems, isIp } from "../../shared/ip-addresses.ts";
import type { LoadBalancerIngress, Service } from "../../types/core/v1.gen.ts";

const ipModes = ["Proxy", "VIP"];
const path = "status.loadBalancer.ingress";

/** Only a load balancer has places where traffic comes in. Source: kubernetes validation ValidateLoadBalancerStatus. */
export function validateStatus({ spec, status }: Service, old: Service): FieldError[] {
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (spec?.type !== "LoadBalancer" && ingress.length > 0) return [forbiddenField(path, "may only be used when `spec.type` is 'LoadBalancer'")];
  const known = new Set((old.status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip));
  return ingress.flatMap((place, index) => validatePlace(place, `${path}[${index}]`, known));
}

function validatePlace({ ip = "", ipMode, hostname = "" }: LoadBalancerIngress, at: string, known: ReadonlySet<string | undefined>): FieldError[] {
  const errors = ip === "" || known.has(ip) ? [] : ipProblems(ip).map((problem) => invalidValue(`${at}.ip`, ip, problem));
  if (ipMode === undefined) {
    if (ip !== "") errors.push(required(`${at}.ipMode`, "must be specified when `ip` is set"));
  } else if (ip === "") errors.push(forbiddenField(`${at}.ipMode`, "may not be specified when `ip` is not set"));
  else if (!ipModes.includes(ipMode)) errors.push(notSupported(`${at}.ipMode`, ipMode, ipModes));
  if (hostname === "") return errors;
  addAll(errors, isDns1123Subdomain(hostname).map((problem) => invalidValue(`${at}.hostname`, hostname, problem)));
  if (isIp(hostname)) errors.push(invalidValue(`${at}.hostname`, hostname, "must be a DNS name, not an IP address"));
  return errors;
}
