import assert from "node:assert/strict";
import { test } from "node:test";
import type { Container, Service } from "../../api/types/core/v1.gen.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { environment } from "./environment.ts";
import { expand } from "./expansion.ts";

const services: Service[] = [
  { metadata: { name: "kubernetes", namespace: "default" }, spec: { clusterIP: "10.96.0.1", ports: [{ name: "https", port: 443 }] } },
  { metadata: { name: "my-db", namespace: "other" }, spec: { clusterIP: "10.96.0.9", ports: [{ port: 5432 }] } },
  { metadata: { name: "headless", namespace: "default" }, spec: { clusterIP: "None" } },
];

function env(container: Partial<Container>): Record<string, string> {
  const result = environment({
    pod: aPod({ spec: { enableServiceLinks: false } }),
    container: aContainer(container),
    services,
    objects: {
      configMap: (name) => (name === "settings" ? { metadata: {}, data: { COLOR: "blue", SIZE: "1" } } : undefined),
      secret: (name) => (name === "login" ? { metadata: {}, data: { PASSWORD: "Z3LDvG4=" } } : undefined),
    },
    addresses: { podIPs: ["10.64.0.2"], hostIPs: ["192.0.2.1"] },
    allocatable: { cpu: "4", memory: "8Gi" },
  });
  return Object.fromEntries(result.filter(({ key }) => !key.startsWith("KUBERNETES_")).map(({ key, value }) => [key, value]));
}

const expansions: readonly (readonly [text: string, result: string, why: string])[] = [
  ["$(A)", "1", "a known name"],
  ["$(B)", "$(B)", "an unknown name stays"],
  ["$$(A)", "$(A)", "an escape"],
  ["$$$(A)", "$1", "an escape before a name"],
  ["$A", "$A", "no parentheses"],
  ["a$", "a$", "a dollar at the end"],
  ["$(A", "$(A", "an open end"],
];
for (const [text, result, why] of expansions) test(`expand: ${why}: ${text}`, () => assert.equal(expand(text, (name) => (name === "A" ? "1" : undefined)), result));

test("environment: env wins over envFrom, and later values see earlier ones", () => {
  assert.deepEqual(env({ envFrom: [{ configMapRef: { name: "settings" } }, { prefix: "P_", configMapRef: { name: "settings" } }], env: [{ name: "SIZE", value: "2" }, { name: "BOTH", value: "$(COLOR)-$(SIZE)" }] }), {
    COLOR: "blue", SIZE: "2", P_COLOR: "blue", P_SIZE: "1", BOTH: "blue-2",
  });
});

test("environment: values from fields, resources, ConfigMaps and Secrets", () => {
  assert.deepEqual(
    env({
      resources: { limits: { cpu: "1500m" } },
      env: [
        { name: "NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
        { name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
        { name: "CPU", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } },
        { name: "MEMORY", valueFrom: { resourceFieldRef: { resource: "limits.memory", divisor: "1Gi" } } },
        { name: "COLOR", valueFrom: { configMapKeyRef: { name: "settings", key: "COLOR" } } },
        { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "login", key: "PASSWORD" } } },
        { name: "GONE", valueFrom: { secretKeyRef: { name: "none", key: "k", optional: true } } },
      ],
    }),
    { NAME: "web", IP: "10.64.0.2", CPU: "2", MEMORY: "8", COLOR: "blue", PASSWORD: "grün" },
  );
});

const failures: readonly (readonly [why: string, container: Partial<Container>, message: string])[] = [
  ["a missing ConfigMap", { envFrom: [{ configMapRef: { name: "x" } }] }, 'configmap "x" not found'],
  ["a missing key", { env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "settings", key: "x" } } }] }, "couldn't find key x in ConfigMap default/settings"],
  ["a missing Secret", { env: [{ name: "A", valueFrom: { secretKeyRef: { name: "x", key: "k" } } }] }, 'secret "x" not found'],
];
for (const [why, container, message] of failures) test(`environment: ${why} is an error`, () => assert.throws(() => env(container), { name: "ContainerConfigError", message }));

test("environment: default/kubernetes is always there, with all its variables", () => {
  const all = environment({ pod: aPod({ spec: { enableServiceLinks: false } }), container: aContainer(), services, objects: { configMap: () => undefined, secret: () => undefined }, addresses: { podIPs: [], hostIPs: [] }, allocatable: {} });
  assert.deepEqual(Object.fromEntries(all.map(({ key, value }) => [key, value])), {
    KUBERNETES_SERVICE_HOST: "10.96.0.1", KUBERNETES_SERVICE_PORT: "443", KUBERNETES_SERVICE_PORT_HTTPS: "443", KUBERNETES_PORT: "tcp://10.96.0.1:443",
    KUBERNETES_PORT_443_TCP: "tcp://10.96.0.1:443", KUBERNETES_PORT_443_TCP_PROTO: "tcp", KUBERNETES_PORT_443_TCP_PORT: "443", KUBERNETES_PORT_443_TCP_ADDR: "10.96.0.1",
  });
});
