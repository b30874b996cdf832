import assert from "node:assert/strict";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { controllerPath, limitFiles, probeCgroups } from "../../src/kubelet/runtimes/shared/cgroups/cgroup-tree.ts";
import { runtimeHandlers } from "../../src/kubelet/runtimes/embedded/handlers.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { createPod, createPods, described, eventually, getPod, outputWhenDone, podThat, type PodParts } from "./support.ts";

/**
 * What keeps a pod and the host apart, seen from inside real containers, and what a pod's limits come to in the kernel.
 * All pods are made at once; each row then waits for its own. The rows of docs/pod-fields.md point here by their names.
 */

/** Output and errors on one stream, so that they come in their order. */
const shell = (script: string): string[] => ["sh", "-c", `exec 2>&1; ${script}`];
const never = { restartPolicy: "Never" } as const;
const runtimeDefault = { seccompProfile: { type: "RuntimeDefault" } } as const;
const ownUsers = { ...never, hostUsers: false } as const;
const needsUsers = runtimeHandlers()[0]?.userNamespaces ? false : "this kernel does not map the owners of files";

interface Row {
  /** Also the pod's name. */
  readonly name: string;
  readonly pod: PodParts;
  readonly prints: RegExp;
  readonly skip?: string | false;
}

const rows: readonly Row[] = [
  { name: "seccomp-default", pod: { command: shell("grep Seccomp: /proc/self/status; unshare -n true; mount -t tmpfs t /tmp; chroot / echo in"), spec: { ...never, securityContext: runtimeDefault } }, prints: /Seccomp:\s2\nunshare: [^\n]*Operation not permitted\nmount: [^\n]*\nin\n$/ },
  { name: "seccomp-with-capability", pod: { command: shell("unshare -n true && echo made; mount -t tmpfs t /tmp && echo mounted"), securityContext: { capabilities: { add: ["SYS_ADMIN"] } }, spec: { ...never, securityContext: runtimeDefault } }, prints: /^made\nmounted\n$/ },
  { name: "seccomp-localhost", pod: { command: shell("mkdir /tmp/x || echo refused; touch /tmp/y && echo touched"), securityContext: { seccompProfile: { type: "Localhost", localhostProfile: "tests/no-mkdir.json" } }, spec: never }, prints: /Operation not permitted\nrefused\ntouched\n$/ },
  { name: "masked-paths", pod: { command: shell("head -c 1 /proc/interrupts | wc -c; ls /sys/firmware | wc -l; echo 1 > /proc/sys/net/ipv4/ip_forward; mount | grep -c ' /proc/sys .*ro,'"), spec: never }, prints: /^0\n0\n[^\n]*Read-only file system\n1\n$/ },
  { name: "proc-unmasked", pod: { command: shell("grep -c ' /proc/[^ ]* ' /proc/mounts; head -c 1 /proc/interrupts | wc -c; echo 1 > /proc/sys/net/ipv4/ip_forward && cat /proc/sys/net/ipv4/ip_forward"), securityContext: { procMount: "Unmasked", capabilities: { add: ["NET_ADMIN"] } }, spec: ownUsers }, prints: /^0\n1\n1\n$/, skip: needsUsers },
  { name: "own-users", pod: { command: shell("awk '$2 > 0 {print $1, $3}' /proc/self/uid_map; id -u; ip link set lo down && echo configured; cat /proc/sys/net/ipv4/tcp_fin_timeout /proc/sys/net/ipv4/ping_group_range; touch /e/x /m/x /dev/shm/x && stat -c '%u %g' /e/x /m/x /i/bin/busybox; stat -L -c '%u %g %a' /c/namespace /etc/hosts; mount -t tmpfs t /tmp && echo mounted"), securityContext: { capabilities: { add: ["NET_ADMIN", "SYS_ADMIN"] } }, volumeMounts: [{ name: "e", mountPath: "/e" }, { name: "m", mountPath: "/m" }, { name: "i", mountPath: "/i" }, { name: "c", mountPath: "/c" }], spec: { ...ownUsers, securityContext: { fsGroup: 2000, sysctls: [{ name: "net.ipv4.tcp_fin_timeout", value: "17" }] }, volumes: [{ name: "e", emptyDir: {} }, { name: "m", emptyDir: { medium: "Memory" } }, { name: "i", image: { reference: "busybox", pullPolicy: "IfNotPresent" } }, { name: "c", projected: { sources: [{ downwardAPI: { items: [{ path: "namespace", fieldRef: { fieldPath: "metadata.namespace" } }] } }] } }] } }, prints: /^0 65536\n0\nconfigured\n17\n0\t65535\n0 2000\n0 2000\n0 0\n0 2000 644\n0 0 644\nmounted\n$/, skip: needsUsers },
  { name: "config-map-read-only", pod: { command: shell("touch /c/x; ln -s /etc /c/..data_tmp; echo tried"), volumeMounts: [{ name: "c", mountPath: "/c" }], spec: { ...never, volumes: [{ name: "c", configMap: { name: "kube-root-ca.crt" } }] } }, prints: /^touch: [^\n]*Read-only file system\nln: [^\n]*Read-only file system\ntried\n$/ },
];
const running = rows.filter(({ skip }) => !skip);

/** A path that container `main` may write to, and the node has as well. */
const hostPath = (path: string) => ({ volumeMounts: [{ name: "h", mountPath: "/h" }], volumes: [{ name: "h", hostPath: { path, type: "DirectoryOrCreate" as const } }] });

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "podsec", images: ["busybox"] });
  mkdirSync(`${cluster.dataDir}/kubelet/seccomp/tests`, { recursive: true });
  writeFileSync(`${cluster.dataDir}/kubelet/seccomp/tests/no-mkdir.json`, JSON.stringify({ defaultAction: "SCMP_ACT_ALLOW", syscalls: [{ names: ["mkdir", "mkdirat"], action: "SCMP_ACT_ERRNO", errnoRet: 1 }] }));
  await createPods(cluster, running);
});
after(() => cluster.dispose());

for (const { name, prints, skip } of rows) {
  test(`inside a container: ${name}`, { skip: skip ?? false }, async () => assert.match(await outputWhenDone(cluster, name), prints));
}

test("user-namespace: what its users write belongs to them on the host, a command joins it, and no two pods share users", { skip: needsUsers }, async () => {
  const { volumeMounts, volumes } = hostPath(`${cluster.dataDir}/users`);
  const pod: PodParts = { command: shell("touch /h/$HOSTNAME; sleep 3600"), readinessProbe: { exec: { command: shell("test -e /h/$(hostname)") }, periodSeconds: 1, timeoutSeconds: 30 }, volumeMounts, securityContext: { runAsUser: 1000 }, spec: { hostUsers: false, terminationGracePeriodSeconds: 1, volumes } };
  mkdirSync(`${cluster.dataDir}/users`);
  chmodSync(`${cluster.dataDir}/users`, 0o777);
  await createPods(cluster, ["users-a", "users-b"].map((name) => ({ name, pod })));
  const maps: number[] = [];
  for (const name of ["users-a", "users-b"]) {
    await podThat(cluster, name, ({ status }) => status?.containerStatuses?.[0]?.ready === true);
    const [id, map = ""] = (await cluster.kubectl("exec", name, "--", "sh", "-c", "id -u > /dev/stdout; cat /proc/self/uid_map")).trim().split("\n");
    assert.equal(id, "1000");
    maps.push(Number(map.trim().split(/\s+/)[1]));
    assert.equal(statSync(`${cluster.dataDir}/users/${name}`).uid, 1000);
  }
  assert.ok(Math.abs((maps[0] ?? 0) - (maps[1] ?? 0)) >= 65_536, `the users ${maps.join(" and ")} overlap`);
  const node = JSON.parse(await cluster.kubectl("get", "nodes", "-o", "json")) as { items: { status: { runtimeHandlers?: unknown; features?: unknown } }[] };
  assert.deepEqual(node.items[0]?.status.runtimeHandlers, ["", "crun"].map((name) => ({ name, features: { recursiveReadOnlyMounts: true, userNamespaces: true } })));
  assert.deepEqual(node.items[0]?.status.features, { supplementalGroupsPolicy: true });
});

test("user-namespace: a volume whose file system cannot map owners is told by its path", { skip: needsUsers }, async () => {
  await createPod(cluster, "unmappable", { command: ["true"], volumeMounts: [{ name: "h", mountPath: "/h" }], spec: { ...ownUsers, volumes: [{ name: "h", hostPath: { path: "/proc/tty" } }] } });
  await described(cluster, ["pod", "unmappable"], [/Reason: +StartError/, /cannot show the owners of files in \/proc\/tty as the pod's/]);
});

test("user-namespace: the host's other namespaces do not go with it", async () => {
  for (const [field, told] of [["hostNetwork", "hostNetwork"], ["hostPID", "HostPID"], ["hostIPC", "HostIPC"]] as const) {
    await assert.rejects(createPod(cluster, "refused", { command: ["true"], spec: { hostUsers: false, [field]: true } }), new RegExp(`spec\\.${told}: Forbidden: when \`hostUsers\` is false`));
  }
});

/** What a container mounts below a volume, and who sees it and may write to it. */
test("mount-propagation, recursive-read-only: a mount below a volume is seen by whom the pod says, and is read-only for whom it says", async () => {
  const v = (more: object = {}) => ({ volumeMounts: [{ name: "v", mountPath: "/v", ...more }] });
  const image = { image: "busybox", imagePullPolicy: "IfNotPresent" } as const;
  const wait = "until test -e /v/late/f -o -e /v/done; do sleep 0.05; done";
  const tries = shell("touch /v/early/x && echo wrote || echo refused; touch /v/x && echo wrote || echo refused");
  await createPod(cluster, "mounts", {
    spec: {
      ...never, terminationGracePeriodSeconds: 1, volumes: [{ name: "v", emptyDir: {} }],
      initContainers: [{ name: "mounter", ...image, ...v({ mountPropagation: "Bidirectional" }), restartPolicy: "Always", securityContext: { privileged: true }, command: shell("mkdir /v/early /v/late; mount -t tmpfs t /v/early; touch /v/early/ready; until test -e /v/follows -a -e /v/private; do sleep 0.05; done; mount -t tmpfs t /v/late; touch /v/late/f; touch /v/done; sleep 3600"), startupProbe: { exec: { command: ["test", "-e", "/v/early/ready"] }, periodSeconds: 1, timeoutSeconds: 30, failureThreshold: 60 } }],
      containers: [
        { name: "follower", ...image, ...v({ mountPropagation: "HostToContainer" }), command: shell(`touch /v/follows; ${wait}; ls /v/late`) },
        { name: "private", ...image, ...v(), command: shell("touch /v/private; until test -e /v/done; do sleep 0.05; done; ls /v/late | wc -l; ls /v/early/ready") },
        { name: "ro", ...image, ...v({ readOnly: true }), command: tries },
        { name: "rro", ...image, ...v({ readOnly: true, recursiveReadOnly: "Enabled" }), command: tries },
        { name: "rro-if-possible", ...image, ...v({ readOnly: true, recursiveReadOnly: "IfPossible" }), command: tries },
        // As long as it runs the pod has not ended, and keeps its mounts.
        { name: "stays", ...image, command: ["sleep", "3600"] },
      ],
    },
  });
  const pod = await podThat(cluster, "mounts", ({ status }) => status?.containerStatuses?.every(({ name, state }) => (name === "stays" ? state?.running : state?.terminated) !== undefined) === true);
  const mounts = () => readFileSync("/proc/mounts", "utf8").split("\n").filter((line) => line.includes(`${pod.metadata.uid}/volumes/`));
  assert.equal(mounts().length, 2, "the host does not see what was mounted");
  const outputs = await Promise.all(["follower", "private", "ro", "rro", "rro-if-possible"].map((name) => cluster.kubectl("logs", "mounts", "-c", name)));
  assert.deepEqual(outputs.map((text) => text.split("\n").filter((line) => line !== "" && !line.startsWith("touch:"))), [["f"], ["0", "/v/early/ready"], ["wrote", "refused"], ["refused", "refused"], ["refused", "refused"]]);
  const statuses = pod.status?.containerStatuses?.filter(({ name }) => name !== "stays").map(({ name, volumeMounts }) => [name, volumeMounts?.find((mount) => mount.name === "v")?.recursiveReadOnly]);
  assert.deepEqual(Object.fromEntries(statuses ?? []), { follower: undefined, private: undefined, ro: "Disabled", rro: "Enabled", "rro-if-possible": "Enabled" });
  await cluster.kubectl("delete", "pod", "mounts");
  await eventually("the end of the pod's folder", () => existsSync(`${cluster.dataDir}/kubelet/pods/${pod.metadata.uid}`), (exists) => !exists);
  assert.deepEqual(mounts(), []);
});

test("mount-propagation: from a path that the host does not share it is refused with what to do", { skip: isShared("/") ? "this host shares its root" : false }, async () => {
  mkdirSync(`${cluster.dataDir}/unshared`);
  const mount = (mountPropagation: "Bidirectional" | "HostToContainer"): PodParts => ({ command: ["true"], securityContext: { privileged: true }, volumeMounts: [{ name: "h", mountPath: "/h", mountPropagation }], spec: { ...never, volumes: [{ name: "h", hostPath: { path: `${cluster.dataDir}/unshared` } }] } });
  await createPods(cluster, [{ name: "unshared-both", pod: mount("Bidirectional") }, { name: "unshared-one", pod: mount("HostToContainer") }]);
  await described(cluster, ["pod", "unshared-both"], [/Reason: +CreateContainerError/, /but it is not a shared mount; make it one with: mount --make-rshared \//]);
  await described(cluster, ["pod", "unshared-one"], [/but it is not a shared or slave mount; make it one with/]);
});

/** Whether what the host mounts at this mount point shows elsewhere. */
function isShared(point: string): boolean {
  return readFileSync("/proc/self/mountinfo", "utf8").split("\n").some((line) => line.split(" ")[4] === point && / shared:/.test(line));
}

test("fs-group-change-policy: OnRootMismatch leaves a volume alone whose folder is the group's already, Always does not; a path of the node is never changed", async () => {
  const disks = ["always", "mismatch", "node-path"];
  for (const disk of disks) {
    const path = `${cluster.dataDir}/disk-${disk}`;
    mkdirSync(path);
    writeFileSync(`${path}/file`, "");
    chownSync(path, 7, 2345);
    chmodSync(path, 0o2770);
    chownSync(`${path}/file`, 7, 0);
  }
  const source = (disk: string) => (disk === "node-path" ? { hostPath: { path: `${cluster.dataDir}/disk-${disk}` } } : { local: { path: `${cluster.dataDir}/disk-${disk}` }, nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: "kubernetes.io/os", operator: "In", values: ["linux"] }] }] } } });
  const common = { accessModes: ["ReadWriteOnce"], storageClassName: "" };
  const items = disks.flatMap((name) => [
    { apiVersion: "v1", kind: "PersistentVolume", metadata: { name }, spec: { ...common, capacity: { storage: "1Gi" }, claimRef: { namespace: "default", name }, ...source(name) } },
    { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name }, spec: { ...common, volumeName: name, resources: { requests: { storage: "1Gi" } } } },
  ]);
  assert.equal((await cluster.tryKubectl(["create", "-f", "-"], { input: JSON.stringify({ apiVersion: "v1", kind: "List", items }) })).code, 0);
  for (const disk of disks) {
    const uid = await cluster.kubectl("get", "pvc", disk, "-o", "jsonpath={.metadata.uid}");
    await cluster.kubectl("patch", "pv", disk, "-p", JSON.stringify({ spec: { claimRef: { uid } } }));
    await cluster.kubectl("patch", "pvc", disk, "--subresource=status", "-p", '{"status":{"phase":"Bound"}}');
  }
  const pod = (claimName: string): PodParts => ({
    command: ["stat", "-c", "%u %g", "/v/file"], volumeMounts: [{ name: "v", mountPath: "/v" }],
    spec: { ...never, securityContext: { fsGroup: 2345, ...(claimName === "mismatch" ? { fsGroupChangePolicy: "OnRootMismatch" } : {}) }, volumes: [{ name: "v", persistentVolumeClaim: { claimName } }] },
  });
  await createPods(cluster, disks.map((name) => ({ name: `group-${name}`, pod: pod(name) })));
  const seen = await Promise.all(disks.map((name) => outputWhenDone(cluster, `group-${name}`)));
  assert.deepEqual(seen, ["7 2345\n", "7 0\n", "7 0\n"]);
});

/** A container that turns a folder into a link to the host's and back, while others start with a subPath through it. */
test("sub-path-race: a folder that a container swaps for a link while others start never leads to the host's file", async () => {
  const outside = `${cluster.dataDir}/outside`;
  const volume = `${cluster.dataDir}/race`;
  mkdirSync(outside);
  mkdirSync(`${volume}/inside`, { recursive: true });
  writeFileSync(`${outside}/file`, "the host's secret\n");
  writeFileSync(`${volume}/inside/file`, "the volume's own\n");
  symlinkSync("inside", `${volume}/turns`);
  const volumes = [{ name: "h", hostPath: { path: volume } }];
  const turn = `cd /h; echo up; while :; do ln -sfn ${outside} new; mv -T new turns; ln -sfn inside new; mv -T new turns; ln -sfn ../outside new; mv -T new turns; ln -sfn inside new; mv -T new turns; done`;
  await createPod(cluster, "turner", { command: shell(turn), volumeMounts: [{ name: "h", mountPath: "/h" }], spec: { volumes, terminationGracePeriodSeconds: 1 } });
  await podThat(cluster, "turner", ({ status }) => status?.containerStatuses?.[0]?.ready === true);
  const victims = Array.from({ length: 24 }, (_, index) => ({
    name: `c${index}`, image: "busybox", imagePullPolicy: "IfNotPresent" as const, command: shell("cat /v/file /f"),
    volumeMounts: [{ name: "h", mountPath: "/v", subPath: "turns" }, { name: "h", mountPath: "/f", subPath: "turns/file" }, { name: "h", mountPath: "/w", subPathExpr: `turns/made-${index}` }],
  }));
  const names = ["victims-a", "victims-b"];
  await createPods(cluster, names.map((name) => ({ name, pod: { spec: { ...never, volumes, containers: victims } } })));
  for (const name of names) {
    const settled = ({ state }: { state?: { terminated?: object; waiting?: { reason?: string } } }) => state?.terminated !== undefined || /^Create/.test(state?.waiting?.reason ?? "");
    // What was refused is tried again: sooner or later one finds the folder three times in a row.
    const { status } = await podThat(cluster, name, (pod) => pod.status?.containerStatuses?.every(settled) === true && pod.status.containerStatuses.some(({ state }) => state?.terminated !== undefined));
    for (const container of status?.containerStatuses ?? []) {
      if (container.state?.terminated === undefined) {
        assert.match(container.state?.waiting?.message ?? "", /leads out of its volume|is not there any more/);
        continue;
      }
      const text = await cluster.kubectl("logs", name, "-c", container.name);
      assert.equal(text, "the volume's own\nthe volume's own\n");
    }
  }
  assert.deepEqual(readdirSync(outside), ["file"]);
  await cluster.kubectl("delete", "pod", "turner", ...names, "--force", "--grace-period=0");
});

async function createRuntimeClass(name: string, handler: string, more: object = {}): Promise<void> {
  const runtimeClass = { apiVersion: "node.k8s.io/v1", kind: "RuntimeClass", metadata: { name }, handler, ...more };
  assert.equal((await cluster.tryKubectl(["create", "-f", "-"], { input: JSON.stringify(runtimeClass) })).code, 0);
}

test("runtime-class: a pod that asks for a stronger wall than this runtime has is not run behind a weaker one", async () => {
  await createRuntimeClass("walled", "gvisor");
  await createPod(cluster, "walled", { command: ["true"], spec: { ...never, runtimeClassName: "walled" } });
  await described(cluster, ["pod", "walled"], [/FailedCreatePodSandBox .*no runtime for "gvisor" is configured/]);
  await podThat(cluster, "walled", ({ status }) => status?.containerStatuses?.[0]?.state?.waiting?.reason === "ContainerCreating");
});

test("overhead, pod-resources: what a pod may take as a whole stands in its cgroup and its status", async () => {
  await createRuntimeClass("heavy", "crun", { overhead: { podFixed: { cpu: "100m", memory: "16Mi" } } });
  const limits = { cpu: "200m", memory: "32Mi" };
  await createPods(cluster, [
    { name: "overhead", pod: { command: ["sleep", "3600"], resources: { limits }, spec: { runtimeClassName: "heavy", terminationGracePeriodSeconds: 1 } } },
    { name: "whole", pod: { command: ["sleep", "3600"], spec: { resources: { limits, requests: { cpu: "100m", memory: "16Mi" } }, terminationGracePeriodSeconds: 1 } } },
  ]);
  const cgroups = probeCgroups();
  assert.ok(cgroups !== undefined);
  const expected = [{ name: "overhead", memoryLimitBytes: 48 * 2 ** 20, cpuQuotaUs: 30_000 }, { name: "whole", memoryLimitBytes: 32 * 2 ** 20, cpuQuotaUs: 20_000 }];
  for (const { name, ...resources } of expected) {
    const pod = await podThat(cluster, name, ({ status }) => status?.containerStatuses?.[0]?.ready === true);
    const { qosClass } = pod.status ?? {};
    const folder = `/wherry-${cluster.name}/kubepods/${qosClass === "Guaranteed" ? "" : `${qosClass?.toLowerCase()}/`}pod${pod.metadata.uid}`;
    for (const [controller, file, value] of limitFiles(cgroups.version, resources)) {
      assert.equal(readFileSync(`${controllerPath(cgroups, controller, folder)}/${file}`, "utf8").trim(), value, `${name}: ${file}`);
    }
  }
  assert.deepEqual((await getPod(cluster, "overhead")).spec.overhead, { cpu: "100m", memory: "16Mi" });
  const { status } = await getPod(cluster, "whole");
  assert.deepEqual([status?.resources, status?.allocatedResources, status?.qosClass], [{ limits, requests: { cpu: "100m", memory: "16Mi" } }, { cpu: "100m", memory: "16Mi" }, "Burstable"]);
});
