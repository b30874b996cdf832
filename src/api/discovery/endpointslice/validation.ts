import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, immutableField, invalidValue, notSupported, required, tooMany } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label, isDns1123Subdomain, isLabelValue, isQualifiedName } from "../../../machinery/validation/names.ts";
import { canonicalIpProblems, ipFamily, ipProblems, nonSpecialIpProblems } from "../../shared/ip-addresses.ts";
import type { EndpointHints, EndpointSlice } from "../../types/discovery/v1.gen.ts";

const addressTypes = ["FQDN", "IPv4", "IPv6"];
const protocols = ["SCTP", "TCP", "UDP"];
const limits = { endpoints: 1_000, addresses: 100, ports: 20_000, hints: 8 };

/** Source: kubernetes pkg/apis/discovery/validation ValidateEndpointSlice. */
export function validate(slice: EndpointSlice, old?: EndpointSlice): FieldError[] {
  const errors: FieldError[] = [];
  if (!slice.addressType) errors.push(required("addressType"));
  else if (!addressTypes.includes(slice.addressType)) errors.push(notSupported("addressType", slice.addressType, addressTypes));
  validatePorts(slice, errors);
  // What was accepted once, by older rules, stays.
  if (old === undefined || !semanticEqual(slice.endpoints, old.endpoints)) validateEndpoints(slice, errors);
  return errors;
}

export function validateUpdate(slice: EndpointSlice, old: EndpointSlice): FieldError[] {
  const errors = validate(slice, old);
  if (slice.addressType !== old.addressType) errors.push(immutableField("addressType", slice.addressType));
  return errors;
}

function validateEndpoints({ endpoints = [], addressType }: EndpointSlice, errors: FieldError[]): void {
  if (endpoints.length > limits.endpoints) {
    errors.push(tooMany("endpoints", endpoints.length, limits.endpoints));
    return;
  }
  for (const [index, endpoint] of endpoints.entries()) {
    const path = `endpoints[${index}]`;
    const addresses = endpoint.addresses ?? [];
    if (addresses.length === 0) errors.push(required(`${path}.addresses`, "must contain at least 1 address"));
    if (addresses.length > limits.addresses) errors.push(tooMany(`${path}.addresses`, addresses.length, limits.addresses));
    for (const [addressIndex, address] of addresses.entries()) {
      const at = `${path}.addresses[${addressIndex}]`;
      if (addressType === "FQDN") addAll(errors, validateDomain(address, at));
      else if (addressType === "IPv4" || addressType === "IPv6") {
        const malformed = addressType === "IPv4" ? ipProblems(address) : canonicalIpProblems(address);
        if (malformed.length === 0 && ipFamily(address) !== addressType) errors.push(invalidValue(`${path}.addresses`, address, `must be an ${addressType} address`));
        for (const problem of malformed.length > 0 ? malformed : nonSpecialIpProblems(address)) errors.push(invalidValue(at, address, problem));
      }
    }
    if (endpoint.nodeName !== undefined) for (const problem of isDns1123Subdomain(endpoint.nodeName)) errors.push(invalidValue(`${path}.nodeName`, endpoint.nodeName, problem));
    if (endpoint.hostname !== undefined) for (const problem of isDns1123Label(endpoint.hostname)) errors.push(invalidValue(`${path}.hostname`, endpoint.hostname, problem));
    addAll(errors, validateHints(endpoint.hints, `${path}.hints`));
  }
}

/** Source: kubernetes discovery validation validateHints. */
function validateHints({ forZones = [], forNodes = [] }: EndpointHints = {}, path: string): FieldError[] {
  if (forZones.length > limits.hints) return [tooMany(`${path}.forZones`, forZones.length, limits.hints)];
  const errors = validateNames(forZones, isLabelValue, `${path}.forZones`);
  if (forNodes.length > limits.hints) return [...errors, tooMany(`${path}.forNodes`, forNodes.length, limits.hints)];
  return [...errors, ...validateNames(forNodes, isDns1123Subdomain, `${path}.forNodes`)];
}

function validateNames(places: readonly { readonly name: string }[], look: (name: string) => string[], path: string): FieldError[] {
  const seen = new Set<string>();
  return places.flatMap(({ name = "" }, index) => {
    const at = `${path}[${index}].name`;
    const again = seen.has(name) ? [duplicateValue(at, name)] : [];
    seen.add(name);
    return [...again, ...look(name).map((problem) => invalidValue(at, name, problem))];
  });
}

function validatePorts({ ports = [] }: EndpointSlice, errors: FieldError[]): void {
  if (ports.length > limits.ports) {
    errors.push(tooMany("ports", ports.length, limits.ports));
    return;
  }
  const names = new Set<string>();
  for (const [index, { name = "", protocol = "", appProtocol }] of ports.entries()) {
    const path = `ports[${index}]`;
    if (name !== "") for (const problem of isDns1123Label(name)) errors.push(invalidValue(`${path}.name`, name, problem));
    if (names.has(name)) errors.push(duplicateValue(`${path}.name`, name));
    names.add(name);
    if (!protocols.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, protocols));
    if (appProtocol !== undefined) for (const problem of isQualifiedName(appProtocol)) errors.push(invalidValue(`${path}.appProtocol`, appProtocol, problem));
  }
}

/** Source: apimachinery util/validation IsFullyQualifiedDomainName. */
function validateDomain(name: string, path: string): FieldError[] {
  if (name === "") return [required(path)];
  const domain = name.endsWith(".") ? name.slice(0, -1) : name;
  const problems = isDns1123Subdomain(domain);
  if (problems.length > 0) return [invalidValue(path, domain, problems.join(","))];
  if (!domain.includes(".")) return [invalidValue(path, domain, "should be a domain with at least two segments separated by dots")];
  const long = domain.split(".").find((label) => isDns1123Label(label).length > 0);
  return long === undefined ? [] : [invalidValue(path, long, isDns1123Label(long).join(","))];
}
