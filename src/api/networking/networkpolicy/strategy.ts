import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, notSupported } from "../../../machinery/errors/field-errors.ts";
import { formatLabelSelector } from "../../shared/format-selector.ts";
import { cidrProblems } from "../../shared/ip-addresses.ts";
import { ageCell } from "../../shared/print-age.ts";
import { validateLabelSelector } from "../../shared/validate-label-selector.ts";
import { countGeneration, metadataOf } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from "../../types/networking/v1.gen.ts";

const policyTypes = ["Egress", "Ingress"];
const protocols = ["SCTP", "TCP", "UDP"];

/** Who may talk to whom. Source: kubernetes pkg/registry/networking/networkpolicy. */
export const strategy: KindStrategy<NetworkPolicy> = {
  group: "networking.k8s.io",
  resource: "networkpolicies",
  applyDefaults({ spec }) {
    if (spec === undefined) return;
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) for (const port of rule.ports ?? []) port.protocol ??= "TCP";
    if ((spec.policyTypes ?? []).length === 0) spec.policyTypes = (spec.egress ?? []).length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
  },
  prepareForCreate(policy) {
    metadataOf(policy).generation = 1;
  },
  prepareForUpdate: countGeneration,
  validateCreate: validate,
  validateUpdate: (policy) => validate(policy),
  printRow: ({ metadata, spec }, now) => [metadata.name ?? "", formatLabelSelector(spec?.podSelector), ageCell(metadata.creationTimestamp, now)],
};

/** Source: kubernetes pkg/apis/networking/validation ValidateNetworkPolicySpec. */
function validate({ spec = {} }: NetworkPolicy): FieldError[] {
  const errors = validateLabelSelector(spec.podSelector, "spec.podSelector");
  for (const [index, rule] of (spec.ingress ?? []).entries()) validateRule(rule.ports, rule.from, "from", `spec.ingress[${index}]`, errors);
  for (const [index, rule] of (spec.egress ?? []).entries()) validateRule(rule.ports, rule.to, "to", `spec.egress[${index}]`, errors);
  for (const [index, type] of (spec.policyTypes ?? []).entries()) if (!policyTypes.includes(type)) errors.push(notSupported(`spec.policyTypes[${index}]`, type, policyTypes));
  return errors;
}

function validateRule(ports: readonly NetworkPolicyPort[] | undefined, peers: readonly NetworkPolicyPeer[] | undefined, list: string, path: string, errors: FieldError[]): void {
  for (const [index, port] of (ports ?? []).entries()) {
    const at = `${path}.ports[${index}]`;
    if (port.protocol !== undefined && !protocols.includes(port.protocol)) errors.push(notSupported(`${at}.protocol`, port.protocol, protocols));
    if (port.endPort !== undefined && typeof port.port === "number" && port.endPort < port.port) errors.push(invalidValue(`${at}.endPort`, port.endPort, "must be greater than or equal to `port`"));
  }
  for (const [index, peer] of (peers ?? []).entries()) {
    const at = `${path}.${list}[${index}]`;
    errors.push(...validateLabelSelector(peer.podSelector, `${at}.podSelector`), ...validateLabelSelector(peer.namespaceSelector, `${at}.namespaceSelector`));
    if (peer.ipBlock === undefined) continue;
    if (peer.podSelector !== undefined || peer.namespaceSelector !== undefined) {
      errors.push({ type: "Forbidden", field: at, detail: "may not specify both ipBlock and another peer" });
    }
    for (const problem of cidrProblems(peer.ipBlock.cidr)) errors.push(invalidValue(`${at}.ipBlock.cidr`, peer.ipBlock.cidr, problem));
    for (const [exceptIndex, except] of (peer.ipBlock.except ?? []).entries()) {
      for (const problem of cidrProblems(except)) errors.push(invalidValue(`${at}.ipBlock.except[${exceptIndex}]`, except, problem));
    }
  }
}
