import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldErrors, immutableField } from "../../../machinery/errors/field-errors.ts";
import type { PodSpec } from "../../types/core/v1.gen.ts";
import { podSpecInGo, podTemplateInGo } from "./pod-in-go.ts";
import { structInGo } from "./in-go.ts";
import { coreTypes } from "./types.ts";

/** What a pod's spec says where `given` says nothing. */
const spec = (given: PodSpec): Record<string, unknown> => podSpecInGo(given) as Record<string, unknown>;

test("a template is told with its metadata beside its spec, every field of the container in upstream's order", () => {
  const template = { metadata: { labels: { b: "2", a: "1" } }, spec: { containers: [{ name: "main", image: "busybox", resources: { limits: { memory: "1Mi", cpu: "1" } } }], restartPolicy: "Never" } } as const;
  const container =
    '{"Name":"main","Image":"busybox","Command":null,"Args":null,"WorkingDir":"","Ports":null,"EnvFrom":null,"Env":null,"Resources":{"Limits":{"cpu":"1","memory":"1Mi"},"Requests":null,"Claims":null},"ResizePolicy":null,"RestartPolicy":null,"RestartPolicyRules":null,"VolumeMounts":null,"VolumeDevices":null,"LivenessProbe":null,"ReadinessProbe":null,"StartupProbe":null,"Lifecycle":null,"TerminationMessagePath":"","TerminationMessagePolicy":"","ImagePullPolicy":"","SecurityContext":null,"Stdin":false,"StdinOnce":false,"TTY":false}';
  const context = '{"HostNetwork":false,"HostPID":false,"HostIPC":false,"ShareProcessNamespace":null,"HostUsers":null,"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":null,"RunAsGroup":null,"RunAsNonRoot":null,"SupplementalGroups":null,"SupplementalGroupsPolicy":null,"FSGroup":null,"FSGroupChangePolicy":null,"Sysctls":null,"SeccompProfile":null,"AppArmorProfile":null,"SELinuxChangePolicy":null}';
  const expected = `spec.template: Invalid value: {"labels":{"a":"1","b":"2"},"Spec":{"Volumes":null,"InitContainers":null,"Containers":[${container}],"EphemeralContainers":null,"RestartPolicy":"Never","TerminationGracePeriodSeconds":null,"ActiveDeadlineSeconds":null,"DNSPolicy":"","NodeSelector":null,"ServiceAccountName":"","AutomountServiceAccountToken":null,"NodeName":"","SecurityContext":${context},"ImagePullSecrets":null,"Hostname":"","Subdomain":"","SetHostnameAsFQDN":null,"Affinity":null,"SchedulerName":"","Tolerations":null,"HostAliases":null,"PriorityClassName":"","Priority":null,"PreemptionPolicy":null,"DNSConfig":null,"ReadinessGates":null,"RuntimeClassName":null,"Overhead":null,"EnableServiceLinks":null,"TopologySpreadConstraints":null,"OS":null,"SchedulingGates":null,"ResourceClaims":null,"Resources":null,"HostnameOverride":null,"SchedulingGroup":null}}: field is immutable`;
  assert.equal(formatFieldErrors([immutableField("spec.template", podTemplateInGo(template as unknown as Parameters<typeof podTemplateInGo>[0]))]), expected);
});

test("what the host shares with a pod stands in its security context", () => {
  const { SecurityContext } = spec({ containers: [], hostNetwork: true, hostPID: true, hostUsers: false, securityContext: { runAsUser: 0, fsGroup: 5 } });
  const { HostNetwork, HostPID, HostIPC, HostUsers, RunAsUser, FSGroup } = SecurityContext as Record<string, unknown>;
  assert.deepEqual({ HostNetwork, HostPID, HostIPC, HostUsers, RunAsUser, FSGroup }, { HostNetwork: true, HostPID: true, HostIPC: false, HostUsers: false, RunAsUser: 0, FSGroup: 5 });
});

test("the older name of the account counts where the newer is not given", () => {
  assert.deepEqual([spec({ containers: [], serviceAccount: "a" })["ServiceAccountName"], spec({ containers: [], serviceAccount: "a", serviceAccountName: "b" })["ServiceAccountName"]], ["a", "b"]);
});

test("what is embedded stands among the fields of what embeds it, and numbers and names of ports stay what they are", () => {
  const { Containers, Volumes } = spec({
    containers: [{ name: "c", image: "i", livenessProbe: { tcpSocket: { port: "web" } }, env: [{ name: "E", valueFrom: { configMapKeyRef: { name: "m", key: "k" } } }] }],
    volumes: [{ name: "v", secret: { secretName: "s", defaultMode: 0 } }],
  } as PodSpec) as { Containers: Record<string, unknown>[]; Volumes: Record<string, unknown>[] };
  const probe = Containers[0]?.["LivenessProbe"];
  const env = (Containers[0]?.["Env"] as Record<string, unknown>[])[0];
  assert.deepEqual(probe, { Exec: null, HTTPGet: null, TCPSocket: { Port: "web", Host: "" }, GRPC: null, InitialDelaySeconds: 0, TimeoutSeconds: 0, PeriodSeconds: 0, SuccessThreshold: 0, FailureThreshold: 0, TerminationGracePeriodSeconds: null });
  assert.deepEqual(env, { Name: "E", Value: "", ValueFrom: { FieldRef: null, ResourceFieldRef: null, ConfigMapKeyRef: { Name: "m", Key: "k", Optional: null }, SecretKeyRef: null, FileKeyRef: null } });
  assert.deepEqual([Volumes[0]?.["Secret"], Volumes[0]?.["HostPath"], Object.keys(Volumes[0] ?? {}).length], [{ SecretName: "s", Items: null, DefaultMode: 0, Optional: null }, null, 31]);
});

test("every type that a field has is known", () => {
  const known = ["string", "bool", "int", "port", "quantity", "map", "selector", "metadata", ...Object.keys(coreTypes)];
  const named = Object.values(coreTypes).flatMap((fields) => fields.split(" ").map((field) => (field.startsWith("+") ? field.slice(1) : (field.split(":")[1] ?? "string")).replace(/^[*[\]]+/, "")));
  assert.deepEqual([...new Set(named)].filter((type) => !known.includes(type)), []);
});

test("a volume's spec has the fields of its source among its own", () => {
  const shown = structInGo("PersistentVolumeSpec", { capacity: { storage: "1Gi" }, hostPath: { path: "/a" }, nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: "k", operator: "In", values: ["v"] }] }] } } }) as Record<string, unknown>;
  const { Capacity, HostPath, NFS, AccessModes, NodeAffinity } = shown;
  assert.deepEqual({ Capacity, HostPath, NFS, AccessModes, NodeAffinity }, {
    Capacity: { storage: "1Gi" }, HostPath: { Path: "/a", Type: null }, NFS: null, AccessModes: null,
    NodeAffinity: { Required: { NodeSelectorTerms: [{ MatchExpressions: [{ Key: "k", Operator: "In", Values: ["v"] }], MatchFields: null }] } },
  });
});
