import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isPortName, isPortNumber } from "../../../machinery/validation/values.ts";
import { cidrProblems, isStrictSubnet } from "../../shared/ip-addresses.ts";
import { validateLabelSelector } from "../../shared/validate-label-selector.ts";
import type { IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from "../../types/networking/v1.gen.ts";

const policyTypes = ["Ingress", "Egress"];
const protocols = ["TCP", "UDP", "SCTP"];

/** Source: kubernetes pkg/apis/networking/validation ValidateNetworkPolicySpec. */
export function validate({ spec = {} }: NetworkPolicy): FieldError[] {
  const errors = validateLabelSelector(spec.podSelector, "spec.podSelector");
  for (const [index, { ports, from }] of (spec.ingress ?? []).entries()) addAll(errors, validateRule(ports, from, "from", `spec.ingress[${index}]`));
  for (const [index, { ports, to }] of (spec.egress ?? []).entries()) addAll(errors, validateRule(ports, to, "to", `spec.egress[${index}]`));
  const types = spec.policyTypes ?? [];
  if (types.length > policyTypes.length) return [...errors, invalidValue("spec.policyTypes", types, "may not specify more than two policyTypes")];
  for (const [index, type] of types.entries()) if (!policyTypes.includes(type)) errors.push(notSupported(`spec.policyTypes[${index}]`, type, policyTypes));
  return errors;
}

function validateRule(ports: readonly NetworkPolicyPort[] = [], peers: readonly NetworkPolicyPeer[] = [], list: "from" | "to", path: string): FieldError[] {
  return [...ports.flatMap((port, index) => validatePort(port, `${path}.ports[${index}]`)), ...peers.flatMap((peer, index) => validatePeer(peer, `${path}.${list}[${index}]`))];
}

/** Source: ValidateNetworkPolicyPort. */
function validatePort({ protocol, port, endPort }: NetworkPolicyPort, path: string): FieldError[] {
  const errors = protocol === undefined || protocols.includes(protocol) ? [] : [notSupported(`${path}.protocol`, protocol, protocols)];
  const badEnd = (why: string) => errors.push(invalidValue(`${path}.endPort`, endPort, why));
  switch (typeof port) {
    case "number":
      for (const problem of isPortNumber(port)) errors.push(invalidValue(`${path}.port`, port, problem));
      if (endPort === undefined) break;
      // The port is shown where the end would be: so does upstream.
      if (endPort < port) errors.push(invalidValue(`${path}.endPort`, port, "must be greater than or equal to `port`"));
      for (const problem of isPortNumber(endPort)) badEnd(problem);
      break;
    case "string":
      if (endPort !== undefined) badEnd("may not be specified when `port` is non-numeric");
      for (const problem of isPortName(port)) errors.push(invalidValue(`${path}.port`, port, problem));
      break;
    default:
      if (endPort !== undefined) badEnd("may not be specified when `port` is not specified");
  }
  return errors;
}

/** Source: ValidateNetworkPolicyPeer. */
function validatePeer({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, path: string): FieldError[] {
  const errors = [...validateLabelSelector(podSelector, `${path}.podSelector`), ...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`)];
  const isSelected = podSelector !== undefined || namespaceSelector !== undefined;
  if (ipBlock !== undefined) addAll(errors, validateBlock(ipBlock, `${path}.ipBlock`));
  else if (!isSelected) errors.push(required(path, "must specify a peer"));
  if (ipBlock !== undefined && isSelected) errors.push(forbiddenField(path, "may not specify both ipBlock and another peer"));
  return errors;
}

/** Source: ValidateIPBlock. */
function validateBlock({ cidr, except = [] }: IPBlock, path: string): FieldError[] {
  if (!cidr) return [required(`${path}.cidr`)];
  const errors = cidrProblems(cidr).map((problem) => invalidValue(`${path}.cidr`, cidr, problem));
  if (errors.length > 0) return errors;
  for (const [index, part] of except.entries()) {
    const problems = cidrProblems(part);
    for (const problem of problems) errors.push(invalidValue(`${path}.except[${index}]`, part, problem));
    if (problems.length === 0 && !isStrictSubnet(part, cidr)) errors.push(invalidValue(`${path}.except[${index}]`, part, "must be a strict subset of `cidr`"));
  }
  return errors;
}
