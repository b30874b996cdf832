import type { Endpoints, Pod, Service } from "../../../api/types/core/v1.gen.ts";
import { badRequest, serviceUnavailable } from "../../../machinery/errors/constructors.ts";

/** Where a proxied request goes. */
export interface ProxyTarget {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: number;
}

/** `[scheme:]name[:port]`, as the last word of a proxy's path names what it wants. */
export interface ProxyName {
  readonly scheme: "http" | "https";
  readonly name: string;
  /** A number, or for services the name of a port. Empty where none is named. */
  readonly port: string;
}

const defaultPorts = { http: 80, https: 443 } as const;

/** Source: apimachinery util/net SplitSchemeNamePort. */
export function parseProxyName(id: string, what: "pod" | "service"): ProxyName {
  const parts = id.split(":");
  const [scheme, name, port] = parts.length === 3 ? parts : ["", ...parts];
  if (parts.length > 3 || !name || (scheme !== "" && scheme !== "http" && scheme !== "https")) throw badRequest(`invalid ${what} request ${JSON.stringify(id)}`);
  return { scheme: scheme || "http", name, port: port ?? "" };
}

/** The pod's own address, and its first declared port where the request names none. Source: kubernetes registry/core/pod ResourceLocation. */
export function podTarget(pod: Pod, { scheme, port }: ProxyName): ProxyTarget {
  const host = pod.status?.podIP;
  if (!host) throw badRequest("address not allowed");
  const declared = pod.spec.containers.flatMap(({ ports = [] }) => ports)[0]?.containerPort;
  const wanted = port === "" ? (declared ?? defaultPorts[scheme]) : Number(port);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 65_535) throw badRequest(`invalid pod request ${JSON.stringify(`${pod.metadata.name}:${port}`)}`);
  return { scheme, host: proxyable(host), port: wanted };
}

/** A ready endpoint of the service's port; `pick` chooses one of `count`. Source: kubernetes registry/core/service ResourceLocation. */
export function serviceTarget(service: Service, endpoints: Endpoints | undefined, { scheme, name, port }: ProxyName, pick: (count: number) => number): ProxyTarget {
  const portName = servicePortName(service, port);
  if (portName === undefined) throw serviceUnavailable(`no service port ${JSON.stringify(port)} found for service ${JSON.stringify(name)}`);
  const ready = (endpoints?.subsets ?? []).flatMap(({ addresses = [], ports = [] }) =>
    ports.filter((candidate) => (candidate.name ?? "") === portName).flatMap((candidate) => addresses.map(({ ip }) => ({ scheme, host: ip, port: candidate.port }))),
  );
  const chosen = ready[pick(ready.length)];
  if (chosen === undefined) throw serviceUnavailable(`no endpoints available for service ${JSON.stringify(name)}`);
  return { ...chosen, host: proxyable(chosen.host) };
}

/** Nobody may reach the API server's own machine by writing its addresses into a status. Source: apimachinery util/proxy IsProxyableIP. */
function proxyable(host: string): string {
  if (/^(?:127\.|169\.254\.|0\.0\.0\.0$|22[4-9]\.|23\d\.|::1?$|fe[89ab]|ff)/i.test(host)) throw badRequest("address not allowed");
  return host;
}

/** The name of the port that a name or a number means; the only port's where neither is given. */
function servicePortName({ spec }: Service, wanted: string): string | undefined {
  const ports = spec?.ports ?? [];
  if (wanted === "") return ports.length === 1 ? (ports[0]?.name ?? "") : "";
  const found = ports.find(({ name, port }) => name === wanted || String(port) === wanted);
  return found === undefined ? undefined : (found.name ?? "");
}
