import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { outputOf, type PodParts } from "./support.ts";

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "volumes", images: ["busybox"] });
  await cluster.kubectl("create", "configmap", "settings", "--from-literal=color=blue", "--from-literal=size=big");
  await cluster.kubectl("create", "secret", "generic", "keys", "--from-literal=token=hidden");
});
after(() => cluster.dispose());

const shell = (script: string): string[] => ["sh", "-c", script];
const mount = (name: string, more: object = {}) => ({ volumeMounts: [{ name, mountPath: "/data", ...more }] });

const rows: { name: string; pod: PodParts; prints: RegExp }[] = [
  { name: "config-map", pod: { command: shell("cat /data/color; echo; readlink /data/color"), ...mount("v"), spec: { volumes: [{ name: "v", configMap: { name: "settings" } }] } }, prints: /^blue\n\.\.data\/color\n$/ },
  { name: "config-map-items", pod: { command: shell("cat /data/deep/path; stat -L -c ' %a' /data/deep/path"), ...mount("v"), spec: { volumes: [{ name: "v", configMap: { name: "settings", items: [{ key: "size", path: "deep/path", mode: 0o400 }] } }] } }, prints: /^big 400\n$/ },
  { name: "secret-in-memory", pod: { command: shell("cat /data/token; echo; grep ' /data ' /proc/mounts"), ...mount("v"), spec: { volumes: [{ name: "v", secret: { secretName: "keys" } }] } }, prints: /^hidden\ntmpfs \/data tmpfs / },
  { name: "token-in-memory", pod: { command: shell("cd /var/run/secrets/kubernetes.io/serviceaccount; ls; grep $PWD /proc/mounts") }, prints: /^ca\.crt\nnamespace\ntoken\ntmpfs \/(var\/)?run\/secrets\/kubernetes\.io\/serviceaccount tmpfs / },
  { name: "empty-dir", pod: { command: shell("stat -c %a /data; echo x > /data/x && cat /data/x"), ...mount("v"), spec: { volumes: [{ name: "v", emptyDir: {} }] } }, prints: /^777\nx\n$/ },
  { name: "empty-dir-in-memory", pod: { command: shell("df -k /data | tail -n 1 | awk '{print $2}'; stat -f -c %T /data; stat -c %a /data"), ...mount("v"), spec: { volumes: [{ name: "v", emptyDir: { medium: "Memory", sizeLimit: "4Mi" } }] } }, prints: /^4096\ntmpfs\n1777\n$/ },
  { name: "fs-group", pod: { command: shell("stat -c '%a %g' /data; id -G"), ...mount("v"), spec: { securityContext: { fsGroup: 2345, runAsUser: 1000 }, volumes: [{ name: "v", emptyDir: {} }] } }, prints: /^2777 2345\n.*2345/ },
  { name: "read-only", pod: { command: shell("{ echo x > /data/x; } 2>/dev/null || echo refused"), ...mount("v", { readOnly: true }), spec: { volumes: [{ name: "v", emptyDir: {} }] } }, prints: /^refused\n$/ },
  { name: "downward-api", pod: { command: shell("cat /data/name"), ...mount("v"), spec: { volumes: [{ name: "v", downwardAPI: { items: [{ path: "name", fieldRef: { fieldPath: "metadata.name" } }] } }] } }, prints: /^downward-api$/ },
  { name: "projected", pod: { command: shell("cd /data; cat color token; cat name"), ...mount("v"), spec: { volumes: [{ name: "v", projected: { sources: [{ configMap: { name: "settings", items: [{ key: "color", path: "color" }] } }, { secret: { name: "keys" } }, { downwardAPI: { items: [{ path: "name", fieldRef: { fieldPath: "metadata.name" } }] } }] } }] } }, prints: /^bluehiddenprojected$/ },
  { name: "sub-path", pod: { command: shell("cat /data"), ...mount("v", { subPath: "color" }), spec: { volumes: [{ name: "v", configMap: { name: "settings" } }] } }, prints: /^blue$/ },
  { name: "sub-path-expression", pod: { command: shell("echo x > /data/x; ls /whole"), env: [{ name: "WHO", value: "me" }], volumeMounts: [{ name: "v", mountPath: "/data", subPathExpr: "logs-$(WHO)" }, { name: "v", mountPath: "/whole" }], spec: { volumes: [{ name: "v", emptyDir: {} }] } }, prints: /^logs-me\n$/ },
  { name: "sub-path-of-group", pod: { command: shell("stat -c '%a %g' /data"), ...mount("v", { subPath: "new" }), spec: { securityContext: { fsGroup: 2345 }, volumes: [{ name: "v", emptyDir: {} }] } }, prints: /^2777 2345\n$/ },
  { name: "fs-group-projected", pod: { command: shell("cd /data; stat -L -c '%a %u %g' deep deep/er deep/er/color token"), ...mount("v"), spec: { securityContext: { fsGroup: 2345, runAsUser: 1000 }, volumes: [{ name: "v", projected: { sources: [{ configMap: { name: "settings", items: [{ key: "color", path: "deep/er/color" }] } }, { serviceAccountToken: { path: "token" } }] } }] } }, prints: /^2755 0 2345\n2755 0 2345\n644 0 2345\n640 1000 2345\n$/ },
  { name: "token-of-user", pod: { command: shell("stat -L -c '%a %u %g' /data/token"), ...mount("v"), spec: { securityContext: { runAsUser: 1000 }, volumes: [{ name: "v", projected: { sources: [{ serviceAccountToken: { path: "token" } }] } }] } }, prints: /^600 1000 0\n$/ },
  { name: "sub-path-over-managed", pod: { command: shell("cat /etc/resolv.conf /etc/hosts /etc/hostname /dev/termination-log"), volumeMounts: ["/etc/resolv.conf", "/etc/hosts", "/etc/hostname", "/dev/termination-log"].map((mountPath) => ({ name: "v", mountPath, subPath: "color" })), spec: { volumes: [{ name: "v", configMap: { name: "settings" } }] } }, prints: /^(blue){4}$/ },
  { name: "image-volume", pod: { command: shell("ls /data/bin/busybox; touch /data/x 2>/dev/null || echo refused"), ...mount("v"), spec: { volumes: [{ name: "v", image: { reference: "busybox", pullPolicy: "IfNotPresent" } }] } }, prints: /^\/data\/bin\/busybox\nrefused\n$/ },
  { name: "image-volume-sub-path", pod: { command: shell("ls /data/busybox"), ...mount("v", { subPath: "bin" }), spec: { volumes: [{ name: "v", image: { reference: "busybox", pullPolicy: "IfNotPresent" } }] } }, prints: /^\/data\/busybox\n$/ },
  { name: "env-file", pod: { command: shell("echo $GREETING"), env: [{ name: "GREETING", valueFrom: { fileKeyRef: { volumeName: "v", path: "out.env", key: "HELLO" } } }], spec: { volumes: [{ name: "v", emptyDir: {} }], initContainers: [{ name: "writer", image: "busybox", imagePullPolicy: "IfNotPresent", command: shell("echo HELLO=world > /v/out.env"), volumeMounts: [{ name: "v", mountPath: "/v" }] }] } }, prints: /^world\n$/ },
];

test("a claim's hostPath volume outlives the pod that wrote to it", async () => {
  const path = `${cluster.dataDir}/disk`;
  const objects = [
    { apiVersion: "v1", kind: "PersistentVolume", metadata: { name: "disk" }, spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], storageClassName: "", hostPath: { path, type: "DirectoryOrCreate" }, claimRef: { namespace: "default", name: "disk" } } },
    { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "disk" }, spec: { accessModes: ["ReadWriteOnce"], storageClassName: "", volumeName: "disk", resources: { requests: { storage: "1Gi" } } } },
  ];
  await cluster.tryKubectl(["apply", "-f", "-"], { input: JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }) });
  // Binding is a controller's work; here the kubelet's part is looked at.
  const uid = await cluster.kubectl("get", "pvc", "disk", "-o", "jsonpath={.metadata.uid}");
  await cluster.kubectl("patch", "pv", "disk", "-p", JSON.stringify({ spec: { claimRef: { uid } } }));
  await cluster.kubectl("patch", "pvc", "disk", "--subresource=status", "-p", '{"status":{"phase":"Bound"}}');
  const claimed = (script: string): PodParts => ({ command: shell(script), ...mount("v"), spec: { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "disk" } }] } });
  await outputOf(cluster, "claim-writer", claimed("echo kept > /data/file"));
  await cluster.kubectl("delete", "pod", "claim-writer");
  assert.equal(await outputOf(cluster, "claim-reader", claimed("cat /data/file")), "kept\n");
});

for (const { name, pod, prints } of rows) {
  test(`a container sees its volume: ${name}`, async () => assert.match(await outputOf(cluster, name, pod), prints));
}
