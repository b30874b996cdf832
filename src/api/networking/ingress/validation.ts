import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label, isDns1123Subdomain, isPathSegmentName, isWildcardDns1123Subdomain } from "../../../machinery/validation/names.ts";
import { isPortName, isPortNumber } from "../../../machinery/validation/values.ts";
import { ipProblems, isIp } from "../../shared/ip-addresses.ts";
import type { HTTPIngressPath, Ingress, IngressBackend } from "../../types/networking/v1.gen.ts";

const pathTypes = ["Exact", "ImplementationSpecific", "Prefix"];
const invalidSequences = ["//", "/./", "/../", "%2f", "%2F"];
const invalidSuffixes = ["/..", "/."];

/** Source: kubernetes pkg/apis/networking/validation ValidateIngressSpec. */
export function validate({ spec = {} }: Ingress): FieldError[] {
  const errors: FieldError[] = [];
  const rules = spec.rules ?? [];
  if (rules.length === 0 && spec.defaultBackend === undefined) errors.push(invalidValue("spec", spec.rules ?? null, "either `defaultBackend` or `rules` must be specified"));
  if (spec.defaultBackend !== undefined) addAll(errors, validateBackend(spec.defaultBackend, "spec.defaultBackend"));
  for (const [index, { host, http }] of rules.entries()) {
    const path = `spec.rules[${index}]`;
    if (host) addAll(errors, validateHost(host, `${path}.host`));
    if (http === undefined) continue;
    if (http.paths.length === 0) errors.push(required(`${path}.http.paths`));
    for (const [pathIndex, httpPath] of http.paths.entries()) addAll(errors, validatePath(httpPath, `${path}.http.paths[${pathIndex}]`));
  }
  for (const [index, { hosts = [], secretName }] of (spec.tls ?? []).entries()) {
    for (const [hostIndex, host] of hosts.entries()) {
      const problems = host.includes("*") ? isWildcardDns1123Subdomain(host) : isDns1123Subdomain(host);
      for (const problem of problems) errors.push(invalidValue(`spec.tls[${index}].hosts[${hostIndex}]`, host, problem));
    }
    if (secretName) for (const problem of isDns1123Subdomain(secretName)) errors.push(invalidValue(`spec.tls[${index}].secretName`, secretName, problem));
  }
  if (spec.ingressClassName !== undefined) {
    for (const problem of isDns1123Subdomain(spec.ingressClassName)) errors.push(invalidValue("spec.ingressClassName", spec.ingressClassName, problem));
  }
  return errors;
}

function validateHost(host: string, path: string): FieldError[] {
  const problems = host.includes("*") ? isWildcardDns1123Subdomain(host) : isDns1123Subdomain(host);
  return [...(isIp(host) ? ["must be a DNS name, not an IP address"] : []), ...problems].map((problem) => invalidValue(path, host, problem));
}

function validatePath({ path: url = "", pathType, backend }: HTTPIngressPath, path: string): FieldError[] {
  if (pathType === undefined) return [required(`${path}.pathType`, "pathType must be specified")];
  const errors: FieldError[] = [];
  if (!pathTypes.includes(pathType)) errors.push(notSupported(`${path}.pathType`, pathType, pathTypes));
  else if (pathType !== "ImplementationSpecific") {
    if (!url.startsWith("/")) errors.push(invalidValue(`${path}.path`, url, "must be an absolute path"));
    for (const sequence of invalidSequences) if (url.includes(sequence)) errors.push(invalidValue(`${path}.path`, url, `must not contain '${sequence}'`));
    for (const suffix of invalidSuffixes) if (url.endsWith(suffix)) errors.push(invalidValue(`${path}.path`, url, `cannot end with '${suffix}'`));
  } else if (url && !url.startsWith("/")) errors.push(invalidValue(`${path}.path`, url, "must be an absolute path"));
  addAll(errors, validateBackend(backend, `${path}.backend`));
  return errors;
}

function validateBackend({ service, resource }: IngressBackend, path: string): FieldError[] {
  if (service !== undefined && resource !== undefined) return [invalidValue(path, "", "cannot set both resource and service backends")];
  if (resource !== undefined) return validateReference(resource, `${path}.resource`);
  if (service === undefined) return [invalidValue(path, "", "resource or service backend is required")];
  const errors: FieldError[] = [];
  if (!service.name) errors.push(required(`${path}.service.name`));
  else for (const problem of isDns1123Label(service.name)) errors.push(invalidValue(`${path}.service.name`, service.name, problem));
  const { name, number } = service.port ?? {};
  if (name && number) errors.push(invalidValue(path, "", "cannot set both port name & port number"));
  else if (name) for (const problem of isPortName(name)) errors.push(invalidValue(`${path}.service.port.name`, name, problem));
  else if (number) for (const problem of isPortNumber(number)) errors.push(invalidValue(`${path}.service.port.number`, number, problem));
  else errors.push(required(path, "port name or number is required"));
  return errors;
}

/** Source: kubernetes networking validation validateIngressTypedLocalObjectReference. */
function validateReference(reference: NonNullable<IngressBackend["resource"]>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (reference.apiGroup !== undefined) for (const problem of isDns1123Subdomain(reference.apiGroup)) errors.push(invalidValue(`${path}.apiGroup`, reference.apiGroup, problem));
  for (const field of ["kind", "name"] as const) {
    const value = reference[field];
    if (!value) errors.push(required(`${path}.${field}`));
    else for (const problem of isPathSegmentName(value)) errors.push(invalidValue(`${path}.${field}`, value, problem));
  }
  return errors;
}

export const classAnnotation = "kubernetes.io/ingress.class";

/** A new ingress names its class once, or twice the same. Source: kubernetes networking validation ValidateIngressCreate. */
export function validateCreate(ingress: Ingress): FieldError[] {
  const byAnnotation = ingress.metadata.annotations?.[classAnnotation];
  const byField = ingress.spec?.ingressClassName;
  const differs = byAnnotation !== undefined && byField !== undefined && byAnnotation !== byField;
  return [...validate(ingress), ...(differs ? [invalidValue(`annotations.${classAnnotation}`, byAnnotation, "must match `ingressClassName` when both are specified")] : [])];
}

/** Source: kubernetes networking validation ValidateIngressLoadBalancerStatus. */
export function validateStatus({ status }: Ingress, old: Ingress): FieldError[] {
  const known = new Set((old.status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip));
  return (status?.loadBalancer?.ingress ?? []).flatMap(({ ip = "", hostname = "" }, index) => {
    const at = `status.loadBalancer.ingress[${index}]`;
    const ofIp = ip === "" || known.has(ip) ? [] : ipProblems(ip).map((problem) => invalidValue(`${at}.ip`, ip, problem));
    if (hostname === "") return ofIp;
    const ofName = [...isDns1123Subdomain(hostname), ...(isIp(hostname) ? ["must be a DNS name, not an IP address"] : [])];
    return [...ofIp, ...ofName.map((problem) => invalidValue(`${at}.hostname`, hostname, problem))];
  });
}
