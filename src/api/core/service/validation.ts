import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label, isDns1123Subdomain, isQualifiedName } from "../../../machinery/validation/names.ts";
import { isPortNumber } from "../../../machinery/validation/values.ts";
import { cidrProblems, ipProblems, nonSpecialIpProblems } from "../../shared/ip-addresses.ts";
import { validateLabels } from "../../shared/validate-labels.ts";
import type { Service, ServicePort, ServiceSpec } from "../../types/core/v1.gen.ts";
import { validatePortNumberOrName } from "../pod-template/validate-handlers.ts";
import { isExposed } from "./defaults.ts";
import { isHeadless, validateClusterIps, validateClusterIpsKept } from "./validate-cluster-ips.ts";

const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const affinities = ["ClientIP", "None"];
const trafficPolicies = ["Cluster", "Local"];
const protocols = ["SCTP", "TCP", "UDP"];
/** In upstream's order. */
const distributions = ["PreferClose", "PreferSameZone", "PreferSameNode"];
const maxAffinitySeconds = 86_400;

const hints = "service.kubernetes.io/topology-aware-hints";
const topologyMode = "service.kubernetes.io/topology-mode";

/** Source: kubernetes validation ValidateService. */
export function validateCreate({ metadata, spec = {} }: Service): FieldError[] {
  const errors: FieldError[] = [];
  const { [hints]: hinted, [topologyMode]: mode } = metadata.annotations ?? {};
  if (hinted !== undefined && mode !== undefined && hinted !== mode) errors.push(invalidValue(`metadata.annotations[${topologyMode}]`, mode, `must match annotations[${hints}] when both are specified`));
  const headless = isHeadless(spec);
  if ((spec.ports ?? []).length === 0 && !headless && spec.type !== "ExternalName") errors.push(required("spec.ports"));
  if ((spec.type === "NodePort" || spec.type === "LoadBalancer") && headless) {
    errors.push(invalidValue("spec.clusterIPs[0]", "None", `may not be set to 'None' for ${spec.type} services`));
  }
  if (spec.type === "ExternalName") validateExternalName(spec, errors);
  addAll(errors, validatePorts(spec), validateLabels(spec.selector, "spec.selector"), validateAffinity(spec), validateClusterIps(spec), validateExternalIps(spec));
  if (!spec.type) errors.push(required("spec.type"));
  else if (!types.includes(spec.type)) errors.push(notSupported("spec.type", spec.type, types));
  addAll(errors, validatePortsTogether(spec), validateSourceRanges(metadata.annotations, spec), validateBalancer(spec), validateTraffic(spec));
  return errors;
}

function validateExternalName(spec: ServiceSpec, errors: FieldError[]): void {
  if ((spec.clusterIPs ?? []).length > 0) errors.push(forbiddenField("spec.clusterIPs", "may not be set for ExternalName services"));
  if ((spec.ipFamilies ?? []).length > 0) errors.push(forbiddenField("spec.ipFamilies", "may not be set for ExternalName services"));
  if (spec.ipFamilyPolicy !== undefined) errors.push(forbiddenField("spec.ipFamilyPolicy", "may not be set for ExternalName services"));
  const name = (spec.externalName ?? "").replace(/\.$/, "");
  if (name === "") errors.push(required("spec.externalName"));
  else for (const problem of isDns1123Subdomain(name)) errors.push(invalidValue("spec.externalName", name, problem));
}

function validatePorts({ ports = [] }: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) validatePort(port, { named: ports.length > 1, names, path: `spec.ports[${index}]` }, errors);
  return errors;
}

/** What each port takes must be its own. Node ports are looked at where they are given out, which upstream does first. */
function validatePortsTogether({ type, ports = [] }: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const pairs = new Set<string>();
  if (type === "ClusterIP") for (const [index, { nodePort }] of ports.entries()) if (nodePort) errors.push(forbiddenField(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
  for (const [index, { protocol, port }] of ports.entries()) {
    // The port as upstream's own type has it.
    if (pairs.has(`${protocol}/${port}`)) errors.push(duplicateValue(`spec.ports[${index}]`, { Name: "", Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 }));
    pairs.add(`${protocol}/${port}`);
  }
  return errors;
}

function validatePort(port: ServicePort, { named, names, path }: { readonly named: boolean; readonly names: Set<string>; readonly path: string }, errors: FieldError[]): void {
  if (!port.name) {
    if (named) errors.push(required(`${path}.name`));
  } else {
    for (const problem of isDns1123Label(port.name)) errors.push(invalidValue(`${path}.name`, port.name, problem));
    if (names.has(port.name)) errors.push(duplicateValue(`${path}.name`, port.name));
    names.add(port.name);
  }
  for (const problem of isPortNumber(port.port)) errors.push(invalidValue(`${path}.port`, port.port, problem));
  if (!port.protocol) errors.push(required(`${path}.protocol`));
  else if (!protocols.includes(port.protocol)) errors.push(notSupported(`${path}.protocol`, port.protocol, protocols));
  addAll(errors, validatePortNumberOrName(port.targetPort, `${path}.targetPort`));
  if (port.appProtocol !== undefined) for (const problem of isQualifiedName(port.appProtocol)) errors.push(invalidValue(`${path}.appProtocol`, port.appProtocol, problem));
}

function validateAffinity({ sessionAffinity, sessionAffinityConfig }: ServiceSpec): FieldError[] {
  if (!sessionAffinity) return [required("spec.sessionAffinity")];
  if (!affinities.includes(sessionAffinity)) return [notSupported("spec.sessionAffinity", sessionAffinity, affinities)];
  if (sessionAffinity === "None") {
    return sessionAffinityConfig === undefined ? [] : [forbiddenField("spec.sessionAffinityConfig", "must not be set when session affinity is None")];
  }
  const path = "spec.sessionAffinityConfig";
  const when = "when session affinity type is ClientIP";
  if (sessionAffinityConfig === undefined) return [required(path, when)];
  if (sessionAffinityConfig.clientIP === undefined) return [required(`${path}.clientIP`, when)];
  const seconds = sessionAffinityConfig.clientIP.timeoutSeconds;
  if (seconds === undefined) return [required(`${path}.clientIP.timeoutSeconds`, when)];
  return seconds > 0 && seconds <= maxAffinitySeconds ? [] : [invalidValue(`${path}.clientIP.timeoutSeconds`, seconds, `must be greater than 0 and less than ${maxAffinitySeconds}`)];
}

function validateExternalIps({ externalIPs = [] }: ServiceSpec): FieldError[] {
  return externalIPs.flatMap((ip, index) => {
    const problems = ipProblems(ip);
    return (problems.length > 0 ? problems : nonSpecialIpProblems(ip)).map((problem) => invalidValue(`spec.externalIPs[${index}]`, ip, problem));
  });
}

const sourceRanges = "service.beta.kubernetes.io/load-balancer-source-ranges";

/** In the field, or in the annotation that it once was; spaces around a range do no harm. */
function validateSourceRanges(annotations: Readonly<Record<string, string>> | undefined, { type, loadBalancerSourceRanges = [] }: ServiceSpec): FieldError[] {
  const annotation = annotations?.[sourceRanges];
  const isField = loadBalancerSourceRanges.length > 0;
  if (!isField && annotation === undefined) return [];
  const path = isField ? "spec.LoadBalancerSourceRanges" : `metadata.annotations[${sourceRanges}]`;
  const ranges = isField ? loadBalancerSourceRanges : annotation?.trim() ? annotation.split(",") : [];
  const misplaced = type === "LoadBalancer" ? [] : [forbiddenField(path, "may only be used when `type` is 'LoadBalancer'")];
  return [...misplaced, ...ranges.flatMap((range, index) => cidrProblems(range.trim()).map((problem) => invalidValue(isField ? `${path}[${index}]` : path, range.trim(), problem)))];
}

function validateBalancer({ type, allocateLoadBalancerNodePorts, loadBalancerClass }: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (type === "LoadBalancer") return loadBalancerClass === undefined ? [] : isQualifiedName(loadBalancerClass).map((problem) => invalidValue("spec.loadBalancerClass", loadBalancerClass, problem));
  if (allocateLoadBalancerNodePorts !== undefined) errors.push(forbiddenField("spec.allocateLoadBalancerNodePorts", "may only be used when `type` is 'LoadBalancer'"));
  if (loadBalancerClass !== undefined) errors.push(forbiddenField("spec.loadBalancerClass", "may only be used when `type` is 'LoadBalancer'"));
  return errors;
}

function validateTraffic(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const { externalTrafficPolicy, internalTrafficPolicy, trafficDistribution, type } = spec;
  if (externalTrafficPolicy) {
    if (!isExposed(spec)) errors.push(invalidValue("spec.externalTrafficPolicy", externalTrafficPolicy, "may only be set for externally-accessible services"));
    else if (!trafficPolicies.includes(externalTrafficPolicy)) errors.push(notSupported("spec.externalTrafficPolicy", externalTrafficPolicy, trafficPolicies));
  }
  if (spec.healthCheckNodePort && type === "LoadBalancer" && externalTrafficPolicy === "Local") {
    for (const problem of isPortNumber(spec.healthCheckNodePort)) errors.push(invalidValue("spec.healthCheckNodePort", spec.healthCheckNodePort, problem));
  } else if (spec.healthCheckNodePort) {
    errors.push(invalidValue("spec.healthCheckNodePort", spec.healthCheckNodePort, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"));
  }
  if (internalTrafficPolicy !== undefined && !trafficPolicies.includes(internalTrafficPolicy)) {
    errors.push(notSupported("spec.internalTrafficPolicy", internalTrafficPolicy, trafficPolicies));
  }
  if (trafficDistribution !== undefined && !distributions.includes(trafficDistribution)) errors.push(notSupported("spec.trafficDistribution", trafficDistribution, distributions));
  return errors;
}

/** Source: kubernetes validation ValidateServiceUpdate. */
export function validateUpdate(service: Service, old: Service): FieldError[] {
  const spec = service.spec ?? {};
  const before = old.spec ?? {};
  const errors = validateClusterIpsKept(spec, before);
  const bothBalanced = before.type === "LoadBalancer" && spec.type === "LoadBalancer";
  if (bothBalanced && spec.loadBalancerClass !== before.loadBalancerClass) errors.push(invalidValue("spec.loadBalancerClass", spec.loadBalancerClass ?? null, "may not change once set"));
  const bothChecked = bothBalanced && before.externalTrafficPolicy === "Local" && spec.externalTrafficPolicy === "Local";
  if (bothChecked && spec.healthCheckNodePort !== before.healthCheckNodePort) errors.push(forbiddenField("spec.healthCheckNodePort", "field is immutable"));
  return [...errors, ...validateCreate(service)];
}
