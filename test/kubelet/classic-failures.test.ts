import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { described, podManifest, type PodParts } from "./support.ts";

/**
 * What goes wrong in everyone's first weeks, and the words by which it is found: `kubectl describe pod` must tell why.
 * All pods are made at once, then each row waits until its pod's description says all that it must.
 */

interface Row {
  /** Also the pod's name. */
  readonly name: string;
  readonly pod: PodParts;
  /** All of it must stand in the description at the same time. */
  readonly says: readonly RegExp[];
}

const sleeps = ["sleep", "3600"];
const probe = { exec: { command: ["sh", "-c", "echo not today; exit 1"] }, periodSeconds: 1, failureThreshold: 1 };

const rows: readonly Row[] = [
  { name: "wrong-registry", pod: { image: "registry.invalid/nothing:1" }, says: [/Failed to pull image "registry\.invalid\/nothing:1"/, /Reason: +(ErrImagePull|ImagePullBackOff)/, /Error: ErrImagePull/] },
  { name: "image-name", pod: { image: "Not-A-Name" }, says: [/Reason: +InvalidImageName/, /invalid reference format: repository name \(library\/Not-A-Name\) must be lowercase/] },
  { name: "never-pulled", pod: { image: "absent:1", imagePullPolicy: "Never" }, says: [/Reason: +ErrImageNeverPull/, /Container image "absent:1" is not present with pull policy of Never/] },
  { name: "crash", pod: { command: ["sh", "-c", "echo failing; exit 3"] }, says: [/Reason: +CrashLoopBackOff/, /Exit Code: +3/, /Back-off restarting failed container main in pod crash_default\(/] },
  { name: "out-of-memory", pod: { command: ["sh", "-c", "dd if=/dev/zero of=/dev/null bs=200M count=1"], resources: { limits: { memory: "20Mi" } } }, says: [/Reason: +OOMKilled/, /Exit Code: +137/] },
  { name: "liveness", pod: { command: sleeps, livenessProbe: probe }, says: [/Unhealthy .*Liveness probe failed: not today/, /Container main failed liveness probe, will be restarted/] },
  { name: "readiness", pod: { command: sleeps, readinessProbe: probe }, says: [/Unhealthy .*Readiness probe failed: not today/, /Ready +False/] },
  { name: "readiness-http", pod: { command: sleeps, readinessProbe: { httpGet: { port: 8080, path: "/ready" }, periodSeconds: 1 } }, says: [/Readiness probe failed: Get "http:\/\/[\d.]+:8080\/ready": dial tcp [\d.]+:8080: connect: (connection refused|no route to host)/] },
  { name: "startup", pod: { command: sleeps, startupProbe: probe }, says: [/Startup probe failed: not today/, /Container main failed startup probe, will be restarted/] },
  { name: "too-big", pod: { command: sleeps, resources: { requests: { cpu: "1000" } } }, says: [/FailedScheduling .*0\/1 nodes are available: 1 Insufficient cpu/, /PodScheduled +False/] },
  { name: "node-selector", pod: { command: sleeps, spec: { nodeSelector: { disk: "golden" } } }, says: [/FailedScheduling .*1 node\(s\) didn't match Pod's node affinity\/selector/] },
  { name: "claim", pod: { command: sleeps, spec: { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "absent" } }] } }, says: [/persistentvolumeclaim "absent" not found/] },
  { name: "env-config-map", pod: { command: sleeps, env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "absent", key: "a" } } }] }, says: [/Reason: +CreateContainerConfigError/, /Error: configmap "absent" not found/] },
  { name: "env-secret", pod: { command: sleeps, envFrom: [{ secretRef: { name: "absent" } }] }, says: [/Reason: +CreateContainerConfigError/, /Error: secret "absent" not found/] },
  { name: "env-key", pod: { command: sleeps, env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "kube-root-ca.crt", key: "absent" } } }] }, says: [/Error: couldn't find key absent in ConfigMap default\/kube-root-ca\.crt/] },
  { name: "volume-config-map", pod: { command: sleeps, spec: { volumes: [{ name: "settings", configMap: { name: "absent" } }] } }, says: [/FailedMount .*MountVolume\.SetUp failed for volume "settings" : configmap "absent" not found/, /Reason: +ContainerCreating/] },
  { name: "volume-secret", pod: { command: sleeps, spec: { volumes: [{ name: "keys", secret: { secretName: "absent" } }] } }, says: [/MountVolume\.SetUp failed for volume "keys" : secret "absent" not found/] },
  { name: "volume-key", pod: { command: sleeps, spec: { volumes: [{ name: "ca", configMap: { name: "kube-root-ca.crt", items: [{ key: "absent", path: "a" }] } }] } }, says: [/MountVolume\.SetUp failed for volume "ca" : configmap references non-existent config key: absent/] },
  { name: "host-path", pod: { command: sleeps, spec: { volumes: [{ name: "host", hostPath: { path: "/no/such/folder", type: "Directory" } }] } }, says: [/MountVolume\.SetUp failed for volume "host" : hostPath type check failed: \/no\/such\/folder is not a directory/] },
  { name: "bad-command", pod: { command: ["no-such-program"] }, says: [/exec: "no-such-program": executable file not found in \$PATH/, /Exit Code: +128/, /Reason: +StartError/] },
  { name: "bad-path", pod: { command: ["/no/such/program"] }, says: [/exec: "\/no\/such\/program": stat \/no\/such\/program: no such file or directory/] },
  { name: "runs-as-root", pod: { command: sleeps, securityContext: { runAsNonRoot: true } }, says: [/Reason: +CreateContainerConfigError/, /Error: container has runAsNonRoot and image will run as root \(pod: "runs-as-root_default\([^)]*\)", container: main\)/] },
  { name: "post-start", pod: { command: sleeps, lifecycle: { postStart: { exec: { command: ["sh", "-c", "echo no >&2; exit 4"] } } } }, says: [/FailedPostStartHook .*PostStartHook failed/] },
  { name: "init-fails", pod: { command: sleeps, spec: { initContainers: [{ name: "first", image: "busybox", imagePullPolicy: "IfNotPresent", command: ["false"] }] } }, says: [/Back-off restarting failed container first in pod init-fails_default/, /Reason: +PodInitializing/] },
  { name: "deadline", pod: { command: sleeps, spec: { activeDeadlineSeconds: 1, terminationGracePeriodSeconds: 1 } }, says: [/Status: +Failed/, /Reason: +DeadlineExceeded/, /Pod was active on the node longer than the specified deadline/] },
  { name: "sysctl", pod: { command: sleeps, spec: { securityContext: { sysctls: [{ name: "kernel.msgmax", value: "65536" }] } } }, says: [/Status: +Failed/, /Reason: +SysctlForbidden/, /forbidden sysctl: "kernel\.msgmax" not allowlisted/] },
  { name: "volume-too-full", pod: { command: ["sh", "-c", "dd if=/dev/zero of=/scratch/big bs=1M count=8; sleep 3600"], volumeMounts: [{ name: "scratch", mountPath: "/scratch" }], spec: { terminationGracePeriodSeconds: 1, volumes: [{ name: "scratch", emptyDir: { sizeLimit: "4Mi" } }] } }, says: [/Status: +Failed/, /Reason: +Evicted/, /Usage of EmptyDir volume "scratch" exceeds the limit "4Mi"/] },
];

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "failures", images: ["busybox"] });
  const items = rows.map(({ name, pod }) => podManifest(name, pod));
  const { code, stderr } = await cluster.tryKubectl(["apply", "-f", "-"], { input: JSON.stringify({ apiVersion: "v1", kind: "List", items }) });
  assert.equal(code, 0, stderr);
});
after(() => cluster.dispose());

for (const { name, says } of rows) {
  test(`describe pod tells why: ${name}`, () => described(cluster, ["pod", name], says));
}

test("describe job tells that a quota forbids its pods", async () => {
  const namespace = "full";
  const objects = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "none", namespace }, spec: { hard: { pods: "0" } } },
    { apiVersion: "batch/v1", kind: "Job", metadata: { name: "work", namespace }, spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "busybox" }] } } } },
  ];
  const { code, stderr } = await cluster.tryKubectl(["apply", "-f", "-"], { input: JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }) });
  assert.equal(code, 0, stderr);
  await described(cluster, ["job", "work", "-n", namespace], [/FailedCreate .*pods "work-\w+" is forbidden: .*quota: none/]);
});

test("a Job whose command does not exist fails as one whose pods fail", async () => {
  const job = { apiVersion: "batch/v1", kind: "Job", metadata: { name: "bad" }, spec: { backoffLimit: 0, template: { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "busybox", imagePullPolicy: "IfNotPresent", command: ["no-such-program"] }] } } } };
  await cluster.tryKubectl(["apply", "-f", "-"], { input: JSON.stringify(job) });
  await cluster.kubectl("wait", "--for=condition=Failed", "job/bad", "--timeout=30s");
  const terminated = JSON.parse(await cluster.kubectl("get", "pods", "-l", "job-name=bad", "-o", "jsonpath={.items[0].status.containerStatuses[0].state.terminated}")) as { exitCode: number; reason: string };
  assert.deepEqual({ exitCode: terminated.exitCode, reason: terminated.reason }, { exitCode: 128, reason: "StartError" });
});
