import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Pod } from "../../src/api/types/core/v1.gen.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { createPod, described, eventually, podManifest, type PodParts, podThat, waited } from "./support.ts";

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
  /** What `kubectl get pod` shows as its status, at the same time or another. */
  readonly shows?: RegExp;
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
  { name: "probe-timeout", pod: { command: sleeps, readinessProbe: { exec: { command: ["sleep", "30"] }, periodSeconds: 1, timeoutSeconds: 1 } }, says: [/Unhealthy .*Readiness probe failed: command timed out: "sleep 30" timed out after 1s/] },
  { name: "liveness-http", pod: { command: sleeps, livenessProbe: { httpGet: { port: 8080, path: "/live" }, periodSeconds: 1, failureThreshold: 1 } }, says: [/Liveness probe failed: Get "http:\/\/[\d.]+:8080\/live": dial tcp [\d.]+:8080: connect: connection refused/, /Container main failed liveness probe, will be restarted/] },
  { name: "asks-for-root", pod: { command: sleeps, securityContext: { runAsNonRoot: true, runAsUser: 0 } }, says: [/Reason: +CreateContainerConfigError/, /Error: container's runAsUser breaks non-root policy \(pod: "asks-for-root_default\([^)]*\)", container: main\)/] },
  { name: "not-executable", pod: { command: ["/etc/passwd"] }, says: [/exec: "\/etc\/passwd": permission denied/, /Reason: +StartError/, /Exit Code: +128/], shows: /RunContainerError|CrashLoopBackOff/ },
  { name: "working-folder", pod: { command: sleeps, workingDir: "/etc/passwd" }, says: [/Reason: +StartError/, /(chdir to cwd \("\/etc\/passwd"\) set in config\.json failed: not a directory|mkdir \/etc\/passwd: not a directory)/] },
  { name: "init-slow", pod: { command: sleeps, spec: { initContainers: [{ name: "first", image: "busybox", imagePullPolicy: "IfNotPresent", command: sleeps }] } }, says: [/Status: +Pending/, /Reason: +PodInitializing/, /Initialized +False/], shows: /Init:0\/1/ },
  { name: "affinity", pod: { command: sleeps, spec: { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchLabels: { app: "nobody" } }, topologyKey: "kubernetes.io/hostname" }] } } } }, says: [/FailedScheduling .*1 node\(s\) didn't match pod affinity rules/], shows: /Pending/ },
  { name: "pull-secret", pod: { image: "registry.invalid/private:1", spec: { imagePullSecrets: [{ name: "absent" }] } }, says: [/FailedToRetrieveImagePullSecret .*Unable to retrieve some image pull secrets \(absent\); attempting to pull the image may not succeed\./] },
  { name: "disk-limit", pod: { command: ["sh", "-c", "dd if=/dev/zero of=/big bs=1M count=8; sleep 3600"], resources: { limits: { "ephemeral-storage": "4Mi" } }, spec: { terminationGracePeriodSeconds: 1 } }, says: [/Reason: +Evicted/, /Pod ephemeral local storage usage exceeds the total limit of containers 4Mi\./], shows: /Evicted|Error|ContainerStatusUnknown/ },
  { name: "sub-path", pod: { command: sleeps, volumeMounts: [{ name: "scratch", mountPath: "/data", subPathExpr: "$(NOBODY)" }], spec: { volumes: [{ name: "scratch", emptyDir: {} }] } }, says: [/Reason: +CreateContainerConfigError/, /failed to expand subPath for volumeMount "scratch"|missing value for "NOBODY"/] },
  { name: "fails-once", pod: { command: ["sh", "-c", "exit 7"], spec: { restartPolicy: "Never" } }, says: [/Status: +Failed/, /Reason: +Error/, /Exit Code: +7/], shows: /Error/ },
];

/** Pods that are refused at once, with the server's words. */
const refused: readonly { readonly name: string; readonly pod: PodParts; readonly says: RegExp }[] = [
  { name: "service-account", pod: { spec: { serviceAccountName: "absent" } }, says: /pods "service-account" is forbidden: error looking up service account default\/absent: serviceaccount "absent" not found/ },
  { name: "priority-class", pod: { spec: { priorityClassName: "absent" } }, says: /pods "priority-class" is forbidden: no PriorityClass with name absent was found/ },
  { name: "runtime-class", pod: { spec: { runtimeClassName: "absent" } }, says: /pods "runtime-class" is forbidden: pod rejected: RuntimeClass "absent" not found/ },
  { name: "mount-without-volume", pod: { volumeMounts: [{ name: "nothing", mountPath: "/x" }] }, says: /spec\.containers\[0\]\.volumeMounts\[0\]\.name: Not found: "nothing"/ },
  { name: "request-over-limit", pod: { resources: { requests: { cpu: "2" }, limits: { cpu: "1" } } }, says: /spec\.containers\[0\]\.resources\.requests: Invalid value: "2": must be less than or equal to cpu limit of 1/ },
];

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "failures", images: ["busybox"] });
  const items = rows.map(({ name, pod }) => podManifest(name, pod));
  const { code, stderr } = await cluster.tryKubectl(["apply", "-f", "-"], { input: JSON.stringify({ apiVersion: "v1", kind: "List", items }) });
  assert.equal(code, 0, stderr);
});
after(() => cluster.dispose());

for (const { name, says, shows } of rows) {
  test(`describe pod tells why: ${name}`, async () => {
    await described(cluster, ["pod", name], says);
    if (shows !== undefined) await eventually(`a list that shows ${shows}`, () => cluster.kubectl("get", "pod", name, "--no-headers"), (line) => shows.test(line));
  });
}

for (const { name, pod, says } of refused) {
  test(`create tells why not: ${name}`, async () => {
    const { code, stderr } = await cluster.tryKubectl(["create", "-f", "-"], { input: JSON.stringify(podManifest(name, pod)) });
    assert.equal(code, 1);
    assert.match(stderr, says);
  });
}

test("describe pod tells why: a port of the host that is taken", async () => {
  const ports = [{ containerPort: 80, hostPort: 18_080 }];
  const pods = ["first", "second"].map((name) => podManifest(`port-${name}`, { command: sleeps, ports }));
  await cluster.tryKubectl(["apply", "-f", "-"], { input: JSON.stringify({ apiVersion: "v1", kind: "List", items: pods.slice(0, 1) }) });
  await waited(cluster, "--for=condition=PodScheduled", "pod/port-first");
  await cluster.tryKubectl(["apply", "-f", "-"], { input: JSON.stringify({ apiVersion: "v1", kind: "List", items: pods.slice(1) }) });
  await described(cluster, ["pod", "port-second"], [/FailedScheduling .*1 node\(s\) didn't have free ports for the requested pod ports/]);
});

/** A pod that the scheduler has no node for, once it has heard of what was just done to the node. Answers its name. */
async function createUnscheduled(name: string): Promise<string> {
  const scheduled = ({ status }: Pod) => status?.conditions?.find(({ type }) => type === "PodScheduled")?.status;
  for (let tries = 0; ; tries++) {
    await createPod(cluster, `${name}-${tries}`, { command: sleeps });
    if (scheduled(await podThat(cluster, `${name}-${tries}`, (pod) => scheduled(pod) !== undefined)) === "False" || tries === 10) return `${name}-${tries}`;
  }
}

test("describe pod tells why: a taint that it does not tolerate, and a node that is cordoned", async () => {
  const node = (await cluster.kubectl("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}")).trim();
  await cluster.kubectl("taint", "nodes", node, "gone=fishing:NoSchedule");
  const tainted = await createUnscheduled("tainted");
  await described(cluster, ["pod", tainted], [/FailedScheduling .*0\/1 nodes are available: 1 node\(s\) had untolerated taint\(s\)/]);
  await cluster.kubectl("taint", "nodes", node, "gone-");
  await waited(cluster, "--for=condition=PodScheduled", `pod/${tainted}`);
  await cluster.kubectl("cordon", node);
  await described(cluster, ["pod", await createUnscheduled("cordoned")], [/FailedScheduling .*1 node\(s\) were unschedulable/]);
  await cluster.kubectl("uncordon", node);
});

test("describe pod tells why: a preStop hook that fails", async () => {
  await createPod(cluster, "pre-stop", { command: sleeps, lifecycle: { preStop: { exec: { command: ["sh", "-c", "echo no >&2; exit 4"] } } }, spec: { terminationGracePeriodSeconds: 300 } });
  await waited(cluster, "--for=condition=Ready", "pod/pre-stop");
  await cluster.kubectl("delete", "pod", "pre-stop", "--wait=false");
  await described(cluster, ["pod", "pre-stop"], [/FailedPreStopHook .*PreStopHook failed/]);
  await cluster.kubectl("delete", "pod", "pre-stop", "--force", "--grace-period=0");
});

test("describe job tells that a quota forbids its pods", async () => {
  const namespace = "full";
  await cluster.kubectl("create", "namespace", namespace);
  await cluster.kubectl("create", "quota", "none", "--hard=pods=0", "-n", namespace);
  const probe = { input: JSON.stringify(podManifest("probe", {})) };
  await eventually("a quota that forbids pods", () => cluster.tryKubectl(["create", "-n", namespace, "--dry-run=server", "-f", "-"], probe), ({ stderr }) => stderr.includes("quota: none"));
  await cluster.kubectl("create", "job", "work", "--image=busybox", "-n", namespace);
  await described(cluster, ["job", "work", "-n", namespace], [/FailedCreate .*pods "work-\w+" is forbidden: .*quota: none/]);
});

test("a Job whose command does not exist fails as one whose pods fail", async () => {
  const job = { apiVersion: "batch/v1", kind: "Job", metadata: { name: "bad" }, spec: { backoffLimit: 0, template: { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "busybox", imagePullPolicy: "IfNotPresent", command: ["no-such-program"] }] } } } };
  await cluster.tryKubectl(["apply", "-f", "-"], { input: JSON.stringify(job) });
  await waited(cluster, "--for=condition=Failed", "job/bad");
  const terminated = JSON.parse(await cluster.kubectl("get", "pods", "-l", "job-name=bad", "-o", "jsonpath={.items[0].status.containerStatuses[0].state.terminated}")) as { exitCode: number; reason: string };
  assert.deepEqual({ exitCode: terminated.exitCode, reason: terminated.reason }, { exitCode: 128, reason: "StartError" });
});
