import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Pod } from "../../src/api/types/core/v1.gen.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { assertPrints, createPod, eventually, getPod, outputOf, podThat, type PodParts } from "./support.ts";

/** What a pod's spec promises, seen from inside its containers. The rows of docs/pod-fields.md point here by their names. */

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "podspec", images: ["busybox"] });
  await cluster.kubectl("create", "configmap", "settings", "--from-literal=color=blue");
  await cluster.kubectl("create", "secret", "generic", "keys", "--from-literal=token=hidden");
});
after(() => cluster.dispose());

const shell = (script: string): string[] => ["sh", "-c", script];
const print = (...names: string[]): string[] => shell(names.map((name) => `echo $${name}`).join("; "));
const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
const status = (line: string): string[] => shell(`grep '^${line}' /proc/self/status`);

const outputs: { name: string; pod: PodParts; prints: RegExp }[] = [
  { name: "command-args", pod: { command: ["echo", "$(A)-$$(A)"], args: ["$(MISSING)"], env: [{ name: "A", value: "one" }] }, prints: /^one-\$\(A\) \$\(MISSING\)\n$/ },
  { name: "working-dir", pod: { command: ["pwd"], workingDir: "/tmp" }, prints: /^\/tmp\n$/ },
  { name: "env", pod: { command: print("A", "B"), env: [{ name: "A", value: "one" }, { name: "B", value: "$(A)two" }] }, prints: /^one\nonetwo\n$/ },
  { name: "env-from", pod: { command: print("P_color", "token"), envFrom: [{ prefix: "P_", configMapRef: { name: "settings" } }, { secretRef: { name: "keys" } }, { secretRef: { name: "absent", optional: true } }] }, prints: /^blue\nhidden\n$/ },
  { name: "env-refs", pod: { command: print("A", "B", "C"), env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "settings", key: "color" } } }, { name: "B", valueFrom: { secretKeyRef: { name: "keys", key: "token" } } }, { name: "C", valueFrom: { secretKeyRef: { name: "keys", key: "absent", optional: true } } }] }, prints: /^blue\nhidden\n\n$/ },
  { name: "env-fields", pod: { command: print("N", "NS", "SA", "NODE", "IP", "HOST"), env: [field("N", "metadata.name"), field("NS", "metadata.namespace"), field("SA", "spec.serviceAccountName"), field("NODE", "spec.nodeName"), field("IP", "status.podIP"), field("HOST", "status.hostIP")] }, prints: /^env-fields\ndefault\ndefault\n\S+\n10\.\d+\.\d+\.\d+\n[\d.]+\n$/ },
  { name: "env-resources", pod: { command: print("CPU", "MEM", "ALL"), resources: { requests: { cpu: "100m" }, limits: { memory: "32Mi" } }, env: [{ name: "CPU", valueFrom: { resourceFieldRef: { resource: "requests.cpu", divisor: "1m" } } }, { name: "MEM", valueFrom: { resourceFieldRef: { resource: "limits.memory", divisor: "1Mi" } } }, { name: "ALL", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } }] }, prints: /^100\n32\n[1-9]\d*\n$/ },
  { name: "service-links", pod: { command: print("KUBERNETES_SERVICE_HOST") }, prints: /^[\d.]+\n$/ },
  { name: "limits", pod: { command: shell("cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/cpu/cpu.cfs_quota_us 2>/dev/null || { cat /sys/fs/cgroup/memory.max; cut -d' ' -f1 /sys/fs/cgroup/cpu.max; }"), resources: { limits: { cpu: "250m", memory: "32Mi" } } }, prints: /^33554432\n25000\n$/ },
  { name: "hostname-subdomain", pod: { command: shell("hostname; cat /etc/hosts"), spec: { hostname: "one", subdomain: "two" } }, prints: /^one\n# Kubernetes-managed hosts file\.\n[\s\S]*\tone\.two\.default\.svc\.cluster\.local\tone\n/ },
  { name: "hostname-as-fqdn", pod: { command: shell("hostname"), spec: { hostname: "one", subdomain: "two", setHostnameAsFQDN: true } }, prints: /^one\.two\.default\.svc\.cluster\.local\n$/ },
  { name: "host-aliases", pod: { command: shell("cat /etc/hosts"), spec: { hostAliases: [{ ip: "192.0.2.7", hostnames: ["far", "away"] }] } }, prints: /# Entries added by HostAliases\.\n192\.0\.2\.7\tfar\taway\n/ },
  { name: "dns-config", pod: { command: shell("cat /etc/resolv.conf"), spec: { dnsPolicy: "None", dnsConfig: { nameservers: ["192.0.2.53"], searches: ["example.org"], options: [{ name: "ndots", value: "2" }] } } }, prints: /^search example\.org\nnameserver 192\.0\.2\.53\noptions ndots:2\n$/ },
  { name: "run-as", pod: { command: shell("id -u; id -g; id -G"), spec: { securityContext: { runAsUser: 1000, runAsGroup: 2000, supplementalGroups: [3000], fsGroup: 4000 } } }, prints: /^1000\n2000\n2000 3000 4000\n$/ },
  { name: "run-as-of-container", pod: { command: shell("id -u"), securityContext: { runAsUser: 1001, runAsNonRoot: true }, spec: { securityContext: { runAsUser: 1000 } } }, prints: /^1001\n$/ },
  { name: "capabilities", pod: { command: status("CapEff"), securityContext: { capabilities: { drop: ["ALL"], add: ["CHOWN"] } } }, prints: /0000000000000001\n$/ },
  { name: "privileged", pod: { command: shell("mount -t tmpfs tmpfs /tmp && echo mounted"), securityContext: { privileged: true } }, prints: /^mounted\n$/ },
  { name: "no-escalation", pod: { command: status("NoNewPrivs"), securityContext: { allowPrivilegeEscalation: false } }, prints: /:\s1\n$/ },
  { name: "read-only-root", pod: { command: shell("touch /x 2>/dev/null || echo refused"), securityContext: { readOnlyRootFilesystem: true } }, prints: /^refused\n$/ },
  { name: "seccomp", pod: { command: status("Seccomp:"), securityContext: { seccompProfile: { type: "RuntimeDefault" } } }, prints: /:\s2\n$/ },
  { name: "proc-mount", pod: { command: shell("grep -c ' /proc/[^ ]* ' /proc/mounts") }, prints: /^[1-9]\d*\n$/ },
  { name: "sysctls", pod: { command: shell("cat /proc/sys/net/ipv4/tcp_fin_timeout"), spec: { securityContext: { sysctls: [{ name: "net.ipv4.tcp_fin_timeout", value: "17" }] } } }, prints: /^17\n$/ },
  { name: "host-network", pod: { command: shell("ls /sys/class/net | grep -c ^wh-"), spec: { hostNetwork: true } }, prints: /^[1-9]\d*\n$/ },
  { name: "host-pid", pod: { command: shell("tr '\\0' ' ' < /proc/1/cmdline | grep -c sh\\ -c; true"), spec: { hostPID: true } }, prints: /^0\n$/ },
  { name: "host-ipc", pod: { command: shell("echo run"), spec: { hostIPC: true } }, prints: /^run\n$/ },
  { name: "tty", pod: { command: shell("test -t 1 && echo terminal"), tty: true }, prints: /^terminal\r?\n$/ },
  { name: "no-token", pod: { command: shell("ls /var/run/secrets 2>/dev/null || echo none"), spec: { automountServiceAccountToken: false } }, prints: /^none\n$/ },
  { name: "init-containers", pod: { command: shell("cat /v/steps"), volumeMounts: [{ name: "v", mountPath: "/v" }], spec: { volumes: [{ name: "v", emptyDir: {} }], initContainers: ["one", "two"].map((name) => ({ name, image: "busybox", imagePullPolicy: "IfNotPresent", command: shell(`echo ${name} >> /v/steps`), volumeMounts: [{ name: "v", mountPath: "/v" }] })) } }, prints: /^one\ntwo\n$/ },
  { name: "sidecar", pod: { command: shell("cat /v/up"), volumeMounts: [{ name: "v", mountPath: "/v" }], spec: { volumes: [{ name: "v", emptyDir: {} }], initContainers: [{ name: "side", image: "busybox", imagePullPolicy: "IfNotPresent", restartPolicy: "Always", command: shell("echo up > /v/up; exec sleep 3600"), startupProbe: { exec: { command: ["cat", "/v/up"] }, periodSeconds: 1, timeoutSeconds: 30, failureThreshold: 60 }, volumeMounts: [{ name: "v", mountPath: "/v" }] }] } }, prints: /^up\n$/ },
];

for (const { name, pod, prints } of outputs) {
  test(`inside a container: ${name}`, async () => assert.match(await outputOf(cluster, name, pod), prints));
}

const main = (pod: Pod) => pod.status?.containerStatuses?.[0];
const ends: { name: string; pod: PodParts; shows: (pod: Pod) => unknown; expected: unknown }[] = [
  { name: "termination-message", pod: { command: shell("echo last words > /dev/termination-log; exit 3") }, shows: (pod) => [main(pod)?.state?.terminated?.message, main(pod)?.state?.terminated?.exitCode], expected: ["last words\n", 3] },
  { name: "termination-path", pod: { command: shell("echo elsewhere > /tmp/end"), terminationMessagePath: "/tmp/end" }, shows: (pod) => main(pod)?.state?.terminated?.message, expected: "elsewhere\n" },
  { name: "termination-from-log", pod: { command: shell("echo from the log; exit 1"), terminationMessagePolicy: "FallbackToLogsOnError" }, shows: (pod) => main(pod)?.state?.terminated?.message, expected: "from the log\n" },
  { name: "restart-on-failure", pod: { command: shell("test -e /v/x && exit 0; touch /v/x; exit 1"), volumeMounts: [{ name: "v", mountPath: "/v" }], spec: { restartPolicy: "OnFailure", volumes: [{ name: "v", emptyDir: {} }] } }, shows: (pod) => [pod.status?.phase, main(pod)?.restartCount], expected: ["Succeeded", 1] },
  { name: "restart-rules", pod: { command: shell("test -e /v/x && exit 0; touch /v/x; exit 42"), restartPolicy: "Never", restartPolicyRules: [{ action: "Restart", exitCodes: { operator: "In", values: [42] } }], volumeMounts: [{ name: "v", mountPath: "/v" }], spec: { restartPolicy: "Never", volumes: [{ name: "v", emptyDir: {} }] } }, shows: (pod) => [pod.status?.phase, main(pod)?.restartCount], expected: ["Succeeded", 1] },
  { name: "user-in-status", pod: { command: ["true"], securityContext: { runAsUser: 7, runAsGroup: 8 } }, shows: (pod) => main(pod)?.user?.linux, expected: { uid: 7, gid: 8, supplementalGroups: [8] } },
];
for (const { name, pod, shows, expected } of ends) {
  test(`at its end a pod tells: ${name}`, async () => {
    await createPod(cluster, name, { ...pod, spec: { restartPolicy: "Never", ...pod.spec } });
    const done = await podThat(cluster, name, (each) => each.status?.phase === "Succeeded" || each.status?.phase === "Failed");
    assert.deepEqual(shows(done), expected);
  });
}

test("postStart runs before the pod is ready, preStop before its end, within the grace period", async () => {
  const hook = (word: string) => ({ exec: { command: shell(`echo ${word} >> /v/steps`) } });
  const name = "hooks";
  await createPod(cluster, name, { command: ["sleep", "3600"], lifecycle: { postStart: hook("started"), preStop: hook("stopping") }, volumeMounts: [{ name: "v", mountPath: "/v" }], spec: { terminationGracePeriodSeconds: 1, volumes: [{ name: "v", hostPath: { path: `${cluster.dataDir}/hooks`, type: "DirectoryOrCreate" } }] } });
  await podThat(cluster, name, (pod) => main(pod)?.ready === true);
  const began = Date.now();
  await cluster.kubectl("delete", "pod", name);
  assert.ok(Date.now() - began < 30_000, "the grace period of 1 s was not kept: it took as long as the usual 30 s");
  assert.equal(await outputOf(cluster, "hooks-seen", { command: ["cat", "/v/steps"], volumeMounts: [{ name: "v", mountPath: "/v" }], spec: { volumes: [{ name: "v", hostPath: { path: `${cluster.dataDir}/hooks` } }] } }), "started\nstopping\n");
});

test("the stop signal is the one that the pod names", async () => {
  await createPod(cluster, "signal", { command: shell("trap 'exit 9' USR1; echo up; while true; do sleep 0.1; done"), lifecycle: { stopSignal: "SIGUSR1" }, spec: { os: { name: "linux" }, restartPolicy: "Never", terminationGracePeriodSeconds: 60 } });
  await assertPrints(cluster, "signal", "up\n");
  await cluster.kubectl("patch", "pod", "signal", "-p", '{"spec":{"activeDeadlineSeconds":1}}');
  const pod = await podThat(cluster, "signal", (each) => each.status?.phase === "Failed");
  assert.deepEqual([pod.status?.reason, main(pod)?.state?.terminated?.exitCode], ["DeadlineExceeded", 9]);
});

test("containers that share a process namespace see each other, and orphans are reaped", async () => {
  const other = { name: "other", image: "busybox", imagePullPolicy: "IfNotPresent" as const, command: ["sleep", "1234"] };
  await createPod(cluster, "shared", { command: ["sleep", "4321"], spec: { shareProcessNamespace: true, terminationGracePeriodSeconds: 1, containers: [{ ...other, name: "main", command: ["sleep", "4321"] }, other] } });
  await podThat(cluster, "shared", (pod) => pod.status?.containerStatuses?.every((container) => container.ready) === true);
  const processes = (): Promise<string> => cluster.kubectl("exec", "shared", "-c", "other", "--", "ps");
  await eventually("a view of both containers' processes", processes, (text) => text.includes("sleep 4321") && text.includes("sleep 1234"));
  await cluster.kubectl("exec", "shared", "-c", "other", "--", "sh", "-c", "(sleep 0 &)");
  await eventually("the end of the orphan", processes, (text) => !/\[sleep\]|sleep 0/.test(text));
  await cluster.kubectl("delete", "pod", "shared");
});

test("a debug container joins a running pod", async () => {
  await createPod(cluster, "debugged", { command: ["sleep", "3600"] });
  await podThat(cluster, "debugged", (pod) => pod.status?.phase === "Running");
  await cluster.kubectl("debug", "debugged", "--image=busybox", "--image-pull-policy=IfNotPresent", "--container=look", "--target=main", "--", "sh", "-c", "ps | grep -c 'sleep 3600'");
  await podThat(cluster, "debugged", (each) => each.status?.ephemeralContainerStatuses?.[0]?.state?.terminated !== undefined);
  assert.match(await cluster.kubectl("logs", "debugged", "-c", "look"), /^[1-9]\n$/);
});

test("readiness gates keep a pod unready until someone says so", async () => {
  await createPod(cluster, "gated", { command: ["sleep", "3600"], spec: { readinessGates: [{ conditionType: "example.org/ready" }] } });
  await podThat(cluster, "gated", (pod) => main(pod)?.ready === true);
  const ready = (pod: Pod) => pod.status?.conditions?.find((condition) => condition.type === "Ready");
  assert.equal(ready(await getPod(cluster, "gated"))?.reason, "ReadinessGatesNotReady");
  await cluster.kubectl("patch", "pod", "gated", "--subresource=status", "-p", '{"status":{"conditions":[{"type":"example.org/ready","status":"True"}]}}');
  await podThat(cluster, "gated", (pod) => ready(pod)?.status === "True");
});
