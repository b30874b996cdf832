import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldError } from "../../../machinery/errors/field-errors.ts";
import type { Container, PodSpec, Volume } from "../../types/core/v1.gen.ts";
import { aPod } from "./builders.ts";
import { validateCreate } from "./validation.ts";

function container(fields: Partial<Container>): Partial<PodSpec> {
  return { containers: [{ name: "main", image: "busybox:1", ...fields }] };
}

function volume(fields: Omit<Volume, "name">, spec: Partial<PodSpec> = {}): Partial<PodSpec> {
  return { volumes: [{ name: "v", ...fields }], ...spec };
}

const label = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

const cases: { name: string; spec: Partial<PodSpec>; errors: string[] }[] = [
  { name: "the least that is a pod", spec: {}, errors: [] },
  { name: "no containers", spec: { containers: [] }, errors: ["spec.containers: Required value"] },
  { name: "a container name in upper case", spec: container({ name: "Main" }), errors: [`spec.containers[0].name: Invalid value: "Main": ${label}`] },
  { name: "no image", spec: container({ image: "" }), errors: ["spec.containers[0].image: Required value"] },
  { name: "an image with a space at its end", spec: container({ image: "a " }), errors: ['spec.containers[0].image: Invalid value: "a ": must not have leading or trailing whitespace'] },
  {
    name: "two containers of one name",
    spec: { containers: [{ name: "a", image: "i" }, { name: "a", image: "i" }] },
    errors: ['spec.containers[1].name: Duplicate value: "a"'],
  },
  {
    name: "an init container named like a main one",
    spec: { initContainers: [{ name: "main", image: "i" }] },
    errors: ['spec.initContainers[0].name: Duplicate value: "main"'],
  },
  {
    name: "a probe on an init container that ends",
    spec: { initContainers: [{ name: "i", image: "i", readinessProbe: { tcpSocket: { port: 1 } } }] },
    errors: ["spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always"],
  },
  { name: "a probe on a sidecar", spec: { initContainers: [{ name: "i", image: "i", restartPolicy: "Always", readinessProbe: { tcpSocket: { port: 1 } } }] }, errors: [] },
  { name: "port 65535", spec: container({ ports: [{ containerPort: 65535 }] }), errors: [] },
  {
    name: "port 65536",
    spec: container({ ports: [{ containerPort: 65536 }] }),
    errors: ["spec.containers[0].ports[0].containerPort: Invalid value: 65536: must be between 1 and 65535, inclusive"],
  },
  { name: "a port name of 15 letters", spec: container({ ports: [{ containerPort: 1, name: "a".repeat(15) }] }), errors: [] },
  {
    name: "a port name of 16 letters",
    spec: container({ ports: [{ containerPort: 1, name: "a".repeat(16) }] }),
    errors: ['spec.containers[0].ports[0].name: Invalid value: "aaaaaaaaaaaaaaaa": must be no more than 15 characters'],
  },
  {
    name: "one host port twice",
    spec: container({ ports: [{ containerPort: 1, hostPort: 80 }, { containerPort: 2, hostPort: 80 }] }),
    errors: ['spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//80"'],
  },
  { name: "one host port in two protocols", spec: container({ ports: [{ containerPort: 1, hostPort: 80 }, { containerPort: 1, hostPort: 80, protocol: "UDP" }] }), errors: [] },
  { name: "an environment variable with a dot and a space", spec: container({ env: [{ name: "a.b c", value: "1" }] }), errors: [] },
  {
    name: "an environment variable with an equals sign",
    spec: container({ env: [{ name: "a=b" }] }),
    errors: ['spec.containers[0].env[0].name: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than \'=\''],
  },
  {
    name: "a variable with a value and a source",
    spec: container({ env: [{ name: "A", value: "1", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }] }),
    errors: ['spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty'],
  },
  {
    name: "a field that is not offered to variables",
    spec: container({ env: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "status.phase" } } }] }),
    errors: [
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "status.phase": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
    ],
  },
  { name: "one label as a variable", spec: container({ env: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } }] }), errors: [] },
  { name: "a request at its limit", spec: container({ resources: { requests: { cpu: "1" }, limits: { cpu: "1000m" } } }), errors: [] },
  {
    name: "a request above its limit",
    spec: container({ resources: { requests: { cpu: "1001m" }, limits: { cpu: "1" } } }),
    errors: ['spec.containers[0].resources.requests: Invalid value: "1001m": must be less than or equal to cpu limit of 1'],
  },
  {
    name: "half of a device",
    spec: container({ resources: { requests: { "example.com/gpu": "500m" }, limits: { "example.com/gpu": "500m" } } }),
    errors: [
      'spec.containers[0].resources.limits[example.com/gpu]: Invalid value: "500m": must be an integer',
      'spec.containers[0].resources.requests[example.com/gpu]: Invalid value: "500m": must be an integer',
    ],
  },
  {
    name: "a mount of a volume that is not there",
    spec: container({ volumeMounts: [{ name: "v", mountPath: "/v" }] }),
    errors: ['spec.containers[0].volumeMounts[0].name: Not found: "v"'],
  },
  {
    name: "two mounts at one path",
    spec: { ...volume({ emptyDir: {} }), ...container({ volumeMounts: [{ name: "v", mountPath: "/v" }, { name: "v", mountPath: "/v" }] }) },
    errors: ['spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/v": must be unique'],
  },
  {
    name: "a subPath that climbs",
    spec: { ...volume({ emptyDir: {} }), ...container({ volumeMounts: [{ name: "v", mountPath: "/v", subPath: "a/../../b" }] }) },
    errors: [`spec.containers[0].volumeMounts.subPath: Invalid value: "a/../../b": must not contain '..'`],
  },
  {
    name: "users of its own with the host's namespaces",
    spec: { hostUsers: false, hostNetwork: true, hostPID: true, hostIPC: true },
    errors: ["hostNetwork", "HostPID", "HostIPC"].map((field) => `spec.${field}: Forbidden: when \`hostUsers\` is false`),
  },
  {
    name: "users of its own with a device",
    spec: { hostUsers: false, ...volume({ persistentVolumeClaim: { claimName: "c" } }), ...container({ volumeDevices: [{ name: "v", devicePath: "/dev/x" }] }) },
    errors: ["spec.containers[0].volumeDevices: Forbidden: when `hostUsers` is false"],
  },
  { name: "users of its own with neither", spec: { hostUsers: false }, errors: [] },
  { name: "a volume without a source is an emptyDir", spec: volume({}), errors: [] },
  { name: "a volume of two sources", spec: volume({ emptyDir: {}, hostPath: { path: "/a" } }), errors: ["spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type"] },
  { name: "a mode of 0777", spec: volume({ secret: { secretName: "s", defaultMode: 0o777 } }), errors: [] },
  {
    name: "a mode of 01000",
    spec: volume({ secret: { secretName: "s", defaultMode: 0o1000 } }),
    errors: ["spec.volumes[0].secret.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive"],
  },
  {
    name: "a token of less than ten minutes",
    spec: volume({ projected: { sources: [{ serviceAccountToken: { path: "t", expirationSeconds: 599 } }] } }, { serviceAccountName: "a" }),
    errors: ["spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes"],
  },
  { name: "a token of ten minutes", spec: volume({ projected: { sources: [{ serviceAccountToken: { path: "t", expirationSeconds: 600 } }] } }, { serviceAccountName: "a" }), errors: [] },
  {
    name: "a token of nobody",
    spec: volume({ projected: { sources: [{ serviceAccountToken: { path: "t", expirationSeconds: 600 } }] } }),
    errors: ["spec.volumes[0].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set"],
  },
  { name: "a deadline of 1 s", spec: { activeDeadlineSeconds: 1 }, errors: [] },
  { name: "a deadline of 0 s", spec: { activeDeadlineSeconds: 0 }, errors: ["spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive"] },
  {
    name: "a toleration of everything with a value",
    spec: { tolerations: [{ operator: "Equal", value: "a" }] },
    errors: ['spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"'],
  },
  {
    name: "toleration seconds without NoExecute",
    spec: { tolerations: [{ key: "a", operator: "Exists", tolerationSeconds: 1 }] },
    errors: ['spec.tolerations[0].effect: Invalid value: "": effect must be \'NoExecute\' when `tolerationSeconds` is set'],
  },
  { name: "no DNS and no configuration of one's own", spec: { dnsPolicy: "None" }, errors: ["spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"] },
  {
    name: "a sysctl of no form",
    spec: { securityContext: { sysctls: [{ name: "foo-", value: "1" }] } },
    errors: ['spec.securityContext.sysctls[0].name: Invalid value: "foo-": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$'],
  },
  {
    name: "no privilege escalation for the privileged",
    spec: container({ securityContext: { privileged: true, allowPrivilegeEscalation: false } }),
    errors: [
      'spec.containers[0].securityContext: Invalid value: {"Capabilities":null,"Privileged":true,"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":null,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":null,"SeccompProfile":null,"AppArmorProfile":null}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
    ],
  },
  { name: "gates on a pod that is bound", spec: { nodeName: "n", schedulingGates: [{ name: "g" }] }, errors: ["spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"] },
  {
    name: "a probe without a way to probe",
    spec: container({ livenessProbe: {} }),
    errors: ["spec.containers[0].livenessProbe: Required value: must specify a handler type"],
  },
  {
    name: "a liveness probe that must succeed twice",
    spec: container({ livenessProbe: { exec: { command: ["a"] }, successThreshold: 2 } }),
    errors: ["spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1"],
  },
  {
    name: "spreading without a skew",
    spec: { topologySpreadConstraints: [{ maxSkew: 0, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule" }] },
    errors: ["spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero"],
  },
  {
    name: "an alias of no address",
    spec: { hostAliases: [{ ip: "a", hostnames: ["b"] }] },
    errors: ['spec.hostAliases[0].ip: Invalid value: "a": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
  },
];

for (const { name, spec, errors } of cases) {
  test(`a new pod: ${name}`, () => assert.deepEqual(validateCreate(aPod({ spec })).map(formatFieldError), errors));
}
