import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldError } from "../../machinery/errors/field-errors.ts";
import { strategy as pods } from "../core/pod/strategy.ts";
import { strategy as services } from "../core/service/strategy.ts";
import { strategy as ingresses } from "../networking/ingress/strategy.ts";
import type { LoadBalancerIngress, Pod, PodStatus, Service } from "../types/core/v1.gen.ts";
import type { Ingress } from "../types/networking/v1.gen.ts";

const badIp = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
const errorsOf = (errors: Parameters<typeof formatFieldError>[0][] | undefined): string[] => (errors ?? []).map(formatFieldError);

const pod = (status: PodStatus): Pod => ({ metadata: { name: "a" }, spec: { restartPolicy: "Always", containers: [{ name: "main", image: "i" }], resourceClaims: [{ name: "gpu" }] }, status });
const ephemeral = (state: object) => ({ ephemeralContainerStatuses: [{ name: "debug", image: "", imageID: "", ready: false, restartCount: 0, state }] });

const podCases: { name: string; status: PodStatus; old?: PodStatus; errors: string[] }[] = [
  { name: "conditions of its own and of others", status: { conditions: [{ type: "Ready", status: "True" }, { type: "example.com/ready", status: "True" }] }, errors: [] },
  {
    name: "a condition that is no name",
    status: { conditions: [{ type: "Ready", status: "True" }, { type: "a b", status: "True" }] },
    errors: ["status.conditions[1].Type: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"],
  },
  { name: "an address of each family", status: { podIPs: [{ ip: "10.0.0.1" }, { ip: "fd00::1" }] }, errors: [] },
  { name: "two addresses of a family", status: { podIPs: [{ ip: "10.0.0.1" }, { ip: "10.0.0.2" }] }, errors: ['status.podIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"10.0.0.2"}]: may specify no more than one IP for each IP family'] },
  { name: "an address that is none", status: { podIPs: [{ ip: "10.0.0" }] }, errors: [`status.podIPs[0]: Invalid value: "10.0.0": ${badIp}`] },
  { name: "the host's address twice", status: { hostIP: "10.0.0.1", hostIPs: [{ ip: "10.0.0.1" }] }, errors: [] },
  { name: "two addresses for the host", status: { hostIP: "10.0.0.1", hostIPs: [{ ip: "10.0.0.2" }] }, errors: ['status.hostIPs[0].ip: Invalid value: "10.0.0.2": must be equal to `hostIP`'] },
  { name: "an ephemeral container that comes back", old: ephemeral({ terminated: { exitCode: 1 } }), status: ephemeral({ running: {} }), errors: ["status.ephemeralContainerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state"] },
  {
    name: "claims",
    status: { resourceClaimStatuses: [{ name: "gpu" }, { name: "gpu" }, { name: "nic" }] },
    errors: ['status.resourceClaimStatuses[1].name: Duplicate value: "gpu"', 'status.resourceClaimStatuses[2].name: Invalid value: "nic": must match the name of an entry in `spec.resourceClaims`'],
  },
];

for (const { name, status, old = {}, errors } of podCases) test(`status of pods: ${name}`, () => assert.deepEqual(errorsOf(pods.subresources?.["status"]?.validateUpdate?.(pod(status), pod(old))), errors));

const at = "status.loadBalancer.ingress[0]";
const badName = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const ingressCases: { name: string; ingress: LoadBalancerIngress; type?: "ClusterIP" | "LoadBalancer"; service: string[]; ingressErrors?: string[] }[] = [
  { name: "an address", ingress: { ip: "192.0.2.1", ipMode: "VIP" }, service: [] },
  { name: "an address that is none", ingress: { ip: "a", ipMode: "VIP" }, service: [`${at}.ip: Invalid value: "a": ${badIp}`] },
  { name: "an address without a mode", ingress: { ip: "192.0.2.1" }, service: [`${at}.ipMode: Required value: must be specified when \`ip\` is set`], ingressErrors: [] },
  { name: "a mode without an address", ingress: { ipMode: "VIP" }, service: [`${at}.ipMode: Forbidden: may not be specified when \`ip\` is not set`], ingressErrors: [] },
  { name: "an unknown mode", ingress: { ip: "192.0.2.1", ipMode: "Magic" }, service: [`${at}.ipMode: Unsupported value: "Magic": supported values: "Proxy", "VIP"`], ingressErrors: [] },
  { name: "a name", ingress: { hostname: "a.example" }, service: [] },
  { name: "a name that is none", ingress: { hostname: "A" }, service: [`${at}.hostname: Invalid value: "A": ${badName}`] },
  { name: "an address as a name", ingress: { hostname: "192.0.2.1" }, service: [`${at}.hostname: Invalid value: "192.0.2.1": must be a DNS name, not an IP address`] },
  { name: "one of a service that has no load balancer", ingress: { ip: "192.0.2.1", ipMode: "VIP" }, type: "ClusterIP", service: ["status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'"], ingressErrors: [] },
];

for (const { name, ingress, type = "LoadBalancer", service, ingressErrors = service } of ingressCases) {
  test(`status of load balancers: ${name}`, () => {
    const aService: Service = { metadata: { name: "a" }, spec: { type }, status: { loadBalancer: { ingress: [ingress] } } };
    const anIngress: Ingress = { metadata: { name: "a" }, spec: {}, status: { loadBalancer: { ingress: [ingress] } } };
    assert.deepEqual(errorsOf(services.subresources?.["status"]?.validateUpdate?.(aService, { ...aService, status: {} })), service);
    assert.deepEqual(errorsOf(ingresses.subresources?.["status"]?.validateUpdate?.(anIngress, { ...anIngress, status: {} })), ingressErrors);
  });
}
