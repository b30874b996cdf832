import assert from "node:assert/strict";
import { test } from "node:test";
import type { Endpoints, Pod, Service } from "../../../api/types/core/v1.gen.ts";
import { parseProxyName, podTarget, serviceTarget } from "./target.ts";

for (const [id, parsed] of [
  ["web", { scheme: "http", name: "web", port: "" }],
  ["web:8080", { scheme: "http", name: "web", port: "8080" }],
  ["https:web:8443", { scheme: "https", name: "web", port: "8443" }],
  ["http:web:", { scheme: "http", name: "web", port: "" }],
] as const) {
  test(`the name ${id} of a proxy request`, () => assert.deepEqual(parseProxyName(id, "pod"), parsed));
}

for (const id of ["", "ftp:web:1", "a:b:c:d", ":80"]) {
  test(`the name ${JSON.stringify(id)} of a proxy request is refused`, () => assert.throws(() => parseProxyName(id, "pod"), { message: `invalid pod request ${JSON.stringify(id)}` }));
}

const pod = (ports: object[], podIP?: string) => ({ metadata: { name: "p" }, spec: { containers: [{ name: "c", ports }] }, status: { podIP } }) as unknown as Pod;

test("a pod is reached at its own address, at the port asked for, the first declared one, or 80", () => {
  const port = (wanted: string, ports: object[]) => podTarget(pod(ports, "10.0.0.1"), { scheme: "http", name: "p", port: wanted }).port;
  assert.deepEqual([port("99", [{ containerPort: 8080 }]), port("", [{ containerPort: 8080 }]), port("", [])], [99, 8080, 80]);
  assert.throws(() => port("0", []), { reason: "BadRequest" });
  assert.throws(() => podTarget(pod([]), { scheme: "http", name: "p", port: "" }), { reason: "BadRequest", message: "address not allowed" });
});

test("an address of the API server's own machine is not proxied to", () => {
  for (const host of ["127.0.0.1", "169.254.169.254", "0.0.0.0", "::1", "::", "fe80::1"]) assert.throws(() => podTarget(pod([], host), { scheme: "http", name: "p", port: "" }), { message: "address not allowed" }, host);
  for (const host of ["10.0.0.1", "192.0.2.1", "2001:db8::1"]) assert.equal(podTarget(pod([], host), { scheme: "http", name: "p", port: "" }).host, host);
});

const service = { metadata: { name: "s" }, spec: { ports: [{ name: "web", port: 80 }, { name: "admin", port: 81 }] } } as unknown as Service;
const endpoints = { subsets: [{ addresses: [{ ip: "10.0.0.1" }, { ip: "10.0.0.2" }], ports: [{ name: "web", port: 8080 }] }] } as unknown as Endpoints;

test("a service's port is found by name or number, and one of its endpoints is taken", () => {
  const at = (port: string, pick: number) => serviceTarget(service, endpoints, { scheme: "http", name: "s", port }, () => pick);
  assert.deepEqual(at("web", 0), { scheme: "http", host: "10.0.0.1", port: 8080 });
  assert.deepEqual(at("80", 1), { scheme: "http", host: "10.0.0.2", port: 8080 });
  assert.throws(() => at("admin", 0), { message: 'no endpoints available for service "s"' });
  assert.throws(() => at("82", 0), { message: 'no service port "82" found for service "s"' });
});
