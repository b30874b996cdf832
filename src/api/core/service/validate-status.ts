import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { validateHostname, validateIp } from "../../shared/validate-load-balancer-ingress.ts";
import type { LoadBalancerIngress, Service } from "../../types/core/v1.gen.ts";

const ipModes = ["Proxy", "VIP"];

/** Source: kubernetes validation ValidateServiceStatusUpdate. */
export function validateStatusUpdate({ spec, status }: Service): FieldError[] {
  const ingress = status?.loadBalancer?.ingress ?? [];
  const path = "status.loadBalancer.ingress";
  if (ingress.length > 0 && spec?.type !== "LoadBalancer") return [forbiddenField(path, "may only be used when `spec.type` is 'LoadBalancer'")];
  return ingress.flatMap((one, index) => validateIngress(one, `${path}[${index}]`));
}

function validateIngress({ ip = "", ipMode, hostname = "" }: LoadBalancerIngress, path: string): FieldError[] {
  return [...validateIp(ip, `${path}.ip`), ...validateIpMode(ip, ipMode, `${path}.ipMode`), ...validateHostname(hostname, `${path}.hostname`)];
}

function validateIpMode(ip: string, ipMode: string | undefined, path: string): FieldError[] {
  if (ipMode === undefined) return ip === "" ? [] : [required(path, "must be specified when `ip` is set")];
  if (ip === "") return [forbiddenField(path, "may not be specified when `ip` is not set")];
  return ipModes.includes(ipMode) ? [] : [notSupported(path, ipMode, ipModes)];
}
