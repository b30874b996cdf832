import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label, isDns1123Subdomain, isQualifiedName } from "../../../machinery/validation/names.ts";
import { isPortNumber } from "../../../machinery/validation/values.ts";
import { ipProblems, nonSpecialIpProblems } from "../../shared/ip-addresses.ts";
import { ageCell } from "../../shared/print-age.ts";
import { upToThree } from "../../shared/print-lists.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { EndpointAddress, EndpointSubset, Endpoints } from "../../types/core/v1.gen.ts";

const protocols = ["SCTP", "TCP", "UDP"];

/** Endpoints, the older form of EndpointSlices. Source: kubernetes pkg/registry/core/endpoint. */
export const strategy: KindStrategy<Endpoints> = {
  group: "",
  resource: "endpoints",
  deprecation: "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
  createOnUpdate: true,
  applyDefaults(endpoints) {
    for (const subset of endpoints.subsets ?? []) for (const port of subset.ports ?? []) port.protocol ||= "TCP";
  },
  validateCreate: validate,
  validateUpdate: (endpoints) => validate(endpoints),
  printRow: (endpoints, now) => [endpoints.metadata.name ?? "", upToThree(addresses(endpoints.subsets ?? []), "<none>"), ageCell(endpoints.metadata.creationTimestamp, now)],
};

/** Every ready address with every port of its subset, or alone where the subset names none. Source: kubernetes pkg/printers formatEndpoints. */
function addresses(subsets: readonly EndpointSubset[]): string[] {
  return subsets.flatMap(({ addresses: ready = [], ports = [] }) =>
    ports.length === 0 ? ready.map(({ ip }) => ip) : ports.flatMap(({ port }) => ready.map(({ ip }) => (ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`))),
  );
}

/** Source: kubernetes validation ValidateEndpoints. */
function validate({ subsets = [] }: Endpoints): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, subset] of subsets.entries()) {
    const path = `subsets[${index}]`;
    if ((subset.addresses ?? []).length === 0 && (subset.notReadyAddresses ?? []).length === 0) errors.push(required(path, "must specify `addresses` or `notReadyAddresses`"));
    for (const list of ["addresses", "notReadyAddresses"] as const) {
      for (const [addressIndex, address] of (subset[list] ?? []).entries()) addAll(errors, validateAddress(address, `${path}.${list}[${addressIndex}]`));
    }
    for (const [portIndex, port] of (subset.ports ?? []).entries()) {
      const at = `${path}.ports[${portIndex}]`;
      if (!port.name && (subset.ports ?? []).length > 1) errors.push(required(`${at}.name`));
      else if (port.name) for (const problem of isDns1123Label(port.name)) errors.push(invalidValue(`${at}.name`, port.name, problem));
      for (const problem of isPortNumber(port.port)) errors.push(invalidValue(`${at}.port`, port.port, problem));
      if (!protocols.includes(port.protocol ?? "")) errors.push(notSupported(`${at}.protocol`, port.protocol ?? "", protocols));
      if (port.appProtocol !== undefined) for (const problem of isQualifiedName(port.appProtocol)) errors.push(invalidValue(`${at}.appProtocol`, port.appProtocol, problem));
    }
  }
  return errors;
}

/** Source: kubernetes validation validateEndpointAddress. */
function validateAddress({ ip, hostname, nodeName }: EndpointAddress, path: string): FieldError[] {
  const malformed = ipProblems(ip);
  const errors = malformed.map((problem) => invalidValue(`${path}.ip`, ip, problem));
  if (hostname) for (const problem of isDns1123Label(hostname)) errors.push(invalidValue(`${path}.hostname`, hostname, problem));
  if (nodeName !== undefined) for (const problem of isDns1123Subdomain(nodeName)) errors.push(invalidValue(`${path}.nodeName`, nodeName, problem));
  const special = malformed.length > 0 ? ["must be a valid IP address"] : nonSpecialIpProblems(ip);
  return [...errors, ...special.map((problem) => invalidValue(`${path}.ip`, ip, problem))];
}
