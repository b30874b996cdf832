import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { duplicateValue, forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label, isDns1123Subdomain, isQualifiedName } from "../../../machinery/validation/names.ts";
import { isPortNumber } from "../../../machinery/validation/values.ts";
import { cidrProblems, ipProblems, nonSpecialIpProblems } from "../../shared/ip-addresses.ts";
import { validateLabels } from "../../shared/validate-labels.ts";
import type { Service, ServicePort, ServiceSpec } from "../../types/core/v1.gen.ts";
import { validatePortNumberOrName } from "../pod-template/validate-handlers.ts";
import { isExposed } from "./defaults.ts";

const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const affinities = ["ClientIP", "None"];
const trafficPolicies = ["Cluster", "Local"];
const protocols = ["SCTP", "TCP", "UDP"];
const distributions = ["PreferClose", "PreferSameNode", "PreferSameZone"];
const maxAffinitySeconds = 86_400;

/** Source: kubernetes validation ValidateService. */
export function validateCreate({ spec = {} }: Service): FieldError[] {
  const errors: FieldError[] = [];
  const headless = spec.clusterIP === "None";
  if ((spec.ports ?? []).length === 0 && !headless && spec.type !== "ExternalName") errors.push(required("spec.ports"));
  if (!spec.type) errors.push(required("spec.type"));
  else if (!types.includes(spec.type)) errors.push(notSupported("spec.type", spec.type, types));
  if ((spec.type === "NodePort" || spec.type === "LoadBalancer") && headless) {
    errors.push(invalidValue("spec.clusterIPs[0]", spec.clusterIP, `may not be set to 'None' for ${spec.type} services`));
  }
  if (spec.type === "ExternalName") validateExternalName(spec, errors);
  errors.push(...validatePorts(spec), ...validateLabels(spec.selector, "spec.selector"), ...validateAffinity(spec), ...validateAddresses(spec), ...validateTraffic(spec));
  return errors;
}

function validateExternalName(spec: ServiceSpec, errors: FieldError[]): void {
  if ((spec.clusterIPs ?? []).length > 0) errors.push(forbiddenField("spec.clusterIPs", "may not be set when `type` is 'ExternalName'"));
  const name = (spec.externalName ?? "").replace(/\.$/, "");
  if (name === "") errors.push(required("spec.externalName"));
  else for (const problem of isDns1123Subdomain(name)) errors.push(invalidValue("spec.externalName", name, problem));
}

function validatePorts(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const ports = spec.ports ?? [];
  const names = new Set<string>();
  const pairs = new Set<string>();
  const nodePorts = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const path = `spec.ports[${index}]`;
    validatePort(port, ports.length > 1, path, errors);
    if (port.name) {
      if (names.has(port.name)) errors.push(duplicateValue(`${path}.name`, port.name));
      names.add(port.name);
    }
    const pair = `${port.protocol}/${port.port}`;
    if (pairs.has(pair)) errors.push(duplicateValue(path, { protocol: port.protocol, port: port.port }));
    pairs.add(pair);
    if (!port.nodePort) continue;
    if (spec.type === "ClusterIP" || spec.type === "ExternalName") errors.push(forbiddenField(`${path}.nodePort`, `may not be used when \`type\` is '${spec.type}'`));
    const taken = `${port.protocol}/${port.nodePort}`;
    if (nodePorts.has(taken)) errors.push(duplicateValue(`${path}.nodePort`, port.nodePort));
    nodePorts.add(taken);
  }
  return errors;
}

function validatePort(port: ServicePort, named: boolean, path: string, errors: FieldError[]): void {
  if (!port.name) {
    if (named) errors.push(required(`${path}.name`));
  } else for (const problem of isDns1123Label(port.name)) errors.push(invalidValue(`${path}.name`, port.name, problem));
  for (const problem of isPortNumber(port.port)) errors.push(invalidValue(`${path}.port`, port.port, problem));
  if (!port.protocol) errors.push(required(`${path}.protocol`));
  else if (!protocols.includes(port.protocol)) errors.push(notSupported(`${path}.protocol`, port.protocol, protocols));
  errors.push(...validatePortNumberOrName(port.targetPort, `${path}.targetPort`));
  if (port.appProtocol) for (const problem of isQualifiedName(port.appProtocol)) errors.push(invalidValue(`${path}.appProtocol`, port.appProtocol, problem));
}

function validateAffinity({ sessionAffinity, sessionAffinityConfig }: ServiceSpec): FieldError[] {
  if (!sessionAffinity) return [required("spec.sessionAffinity")];
  if (!affinities.includes(sessionAffinity)) return [notSupported("spec.sessionAffinity", sessionAffinity, affinities)];
  if (sessionAffinity === "None") {
    return sessionAffinityConfig === undefined ? [] : [forbiddenField("spec.sessionAffinityConfig", "must not be set when session affinity is None")];
  }
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 0;
  const path = "spec.sessionAffinityConfig.clientIP.timeoutSeconds";
  return seconds > 0 && seconds <= maxAffinitySeconds ? [] : [invalidValue(path, seconds, `must be greater than 0 and less than ${maxAffinitySeconds}`)];
}

function validateAddresses(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, ip] of (spec.clusterIPs ?? []).entries()) {
    if (ip === "None" && index === 0) continue;
    for (const problem of ipProblems(ip)) errors.push(invalidValue(`spec.clusterIPs[${index}]`, ip, problem));
  }
  for (const [index, ip] of (spec.externalIPs ?? []).entries()) {
    const problems = ipProblems(ip);
    for (const problem of problems.length > 0 ? problems : nonSpecialIpProblems(ip)) errors.push(invalidValue(`spec.externalIPs[${index}]`, ip, problem));
  }
  for (const [index, range] of (spec.loadBalancerSourceRanges ?? []).entries()) {
    if (spec.type !== "LoadBalancer") errors.push(forbiddenField("spec.LoadBalancerSourceRanges", "may only be used when `type` is 'LoadBalancer'"));
    for (const problem of cidrProblems(range)) errors.push(invalidValue(`spec.LoadBalancerSourceRanges[${index}]`, range, problem));
  }
  return errors;
}

function validateTraffic(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const { externalTrafficPolicy, internalTrafficPolicy, trafficDistribution, type } = spec;
  if (externalTrafficPolicy) {
    if (!isExposed(spec)) errors.push(invalidValue("spec.externalTrafficPolicy", externalTrafficPolicy, "may only be set for externally-accessible services"));
    else if (!trafficPolicies.includes(externalTrafficPolicy)) errors.push(notSupported("spec.externalTrafficPolicy", externalTrafficPolicy, trafficPolicies));
  }
  if (internalTrafficPolicy !== undefined && !trafficPolicies.includes(internalTrafficPolicy)) {
    errors.push(notSupported("spec.internalTrafficPolicy", internalTrafficPolicy, trafficPolicies));
  }
  if (trafficDistribution !== undefined && !distributions.includes(trafficDistribution)) errors.push(notSupported("spec.trafficDistribution", trafficDistribution, distributions));
  if (spec.healthCheckNodePort && !(type === "LoadBalancer" && externalTrafficPolicy === "Local")) {
    errors.push(invalidValue("spec.healthCheckNodePort", spec.healthCheckNodePort, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"));
  }
  if (type !== "LoadBalancer") {
    if (spec.allocateLoadBalancerNodePorts !== undefined) errors.push(forbiddenField("spec.allocateLoadBalancerNodePorts", "may only be used when `type` is 'LoadBalancer'"));
    if (spec.loadBalancerClass !== undefined) errors.push(forbiddenField("spec.loadBalancerClass", "may only be used when `type` is 'LoadBalancer'"));
  }
  return errors;
}

/** The first address of a service is its own for as long as it has one. Source: ValidateServiceUpdate. */
export function validateUpdate(service: Service, old: Service): FieldError[] {
  const errors = validateCreate(service);
  const before = old.spec?.clusterIPs ?? [];
  const after = service.spec?.clusterIPs ?? [];
  const keepsType = service.spec?.type !== "ExternalName" && old.spec?.type !== "ExternalName";
  if (keepsType && before.length > 0 && after[0] !== before[0]) errors.push(invalidValue("spec.clusterIPs[0]", after, "may not change once set"));
  const hadClass = old.spec?.type === "LoadBalancer" && service.spec?.type === "LoadBalancer";
  if (hadClass && !semanticEqual(service.spec?.loadBalancerClass, old.spec?.loadBalancerClass)) {
    errors.push(invalidValue("spec.loadBalancerClass", service.spec?.loadBalancerClass, "may not change once set"));
  }
  return errors;
}
