import assert from "node:assert/strict";
import { test } from "node:test";
import type { Node, Pod, PodStatus } from "../../api/types/core/v1.gen.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { MemoryHostFiles } from "../testing/memory-host-files.ts";
import { configHash, fnv128a } from "./config-hash.ts";
import { continuedStatus } from "./continued-status.ts";
import { decideMirror } from "./decide-mirror.ts";
import { ManifestFolder } from "./manifest-folder.ts";
import { readManifest } from "./read-manifest.ts";
import { StaticPods } from "./static-pods.ts";

const origin = { path: "/etc/manifests/web.yaml", nodeName: "node-1" };
const read = (text: string): Pod => readManifest(new TextEncoder().encode(text), origin);
const manifest = (name: string, spec = "containers: [{name: c, image: busybox}]"): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {${spec}}\n`;

test("FNV-1a of the published test vectors", () => {
  assert.equal(fnv128a(""), "6c62272e07bb014262b821756295c58d");
  assert.equal(fnv128a("foobar"), "343e1662793c64bf6f0d3597ba446f18");
});

test("the hash is of what the manifest says, the file and the node, not of how the manifest is laid out", () => {
  const hash = configHash({ a: 1, b: [{ c: 2, d: 3 }] }, origin);
  assert.equal(configHash({ b: [{ d: 3, c: 2 }], a: 1 }, origin), hash);
  for (const [value, other] of [[{ a: 1, b: [] }, {}], [{ a: 1, b: [{ c: 2, d: 3 }] }, { path: "/x" }], [{ a: 1, b: [{ c: 2, d: 3 }] }, { nodeName: "n2" }]] as const) {
    assert.notEqual(configHash(value, { ...origin, ...other }), hash);
  }
});

test("a manifest becomes a pod of this node with its hash for a UID", () => {
  const { metadata, spec, status } = read(manifest("web"));
  assert.match(metadata.uid ?? "", /^[0-9a-f]{32}$/);
  assert.deepEqual(
    { name: metadata.name, namespace: metadata.namespace, annotations: metadata.annotations, nodeName: spec.nodeName, tolerations: spec.tolerations, restartPolicy: spec.restartPolicy, status },
    { name: "web-node-1", namespace: "default", annotations: { "kubernetes.io/config.hash": metadata.uid }, nodeName: "node-1", tolerations: [{ operator: "Exists", effect: "NoExecute" }], restartPolicy: "Always", status: { phase: "Pending" } },
  );
});

test("JSON is a manifest as well, and means the same", () => {
  const json = JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "web" }, spec: { containers: [{ name: "c", image: "busybox" }] } });
  assert.deepEqual(read(json), read(manifest("web")));
});

test("the priority of the system's classes is known without an API", () => {
  assert.equal(read(manifest("web", "priorityClassName: system-node-critical, containers: [{name: c, image: busybox}]")).spec.priority, 2_000_001_000);
});

const container = "containers: [{name: c, image: busybox}]";
const badManifests: { name: string; text: string; says: RegExp }[] = [
  { name: "something that is no YAML", text: "{", says: /./ },
  { name: "an empty file", text: "", says: /holds no object/ },
  { name: "another kind", text: "apiVersion: apps/v1\nkind: Deployment", says: /this is a Deployment in version "apps\/v1"/ },
  { name: "no kind", text: "metadata: {name: x}", says: /'Kind' is missing/ },
  { name: "no name", text: `apiVersion: v1\nkind: Pod\nspec: {${container}}`, says: /^invalid pod: name is needed for the pod$/ },
  { name: "a field of the wrong type", text: manifest("web", "containers: 7"), says: /cannot unmarshal number/ },
  { name: "no containers", text: manifest("web", ""), says: /^invalid pod: \[spec\.containers: Required value\]$/ },
  { name: "a name that is none", text: manifest("We_b"), says: /metadata\.name: Invalid value/ },
  { name: "a service account", text: manifest("web", `serviceAccountName: x, ${container}`), says: /^static pods may not reference serviceaccounts$/ },
  { name: "the old name of a service account", text: manifest("web", `serviceAccount: x, ${container}`), says: /^static pods may not reference serviceaccounts$/ },
  { name: "a secret volume", text: manifest("web", `${container}, volumes: [{name: v, secret: {secretName: s}}]`), says: /^static pods may not reference secrets$/ },
  { name: "a pull secret", text: manifest("web", `${container}, imagePullSecrets: [{name: s}]`), says: /^static pods may not reference secrets$/ },
  { name: "a secret in the environment", text: manifest("web", "containers: [{name: c, image: i, envFrom: [{secretRef: {name: s}}]}]"), says: /^static pods may not reference secrets$/ },
  { name: "a config map key", text: manifest("web", "containers: [{name: c, image: i, env: [{name: A, valueFrom: {configMapKeyRef: {name: m, key: k}}}]}]"), says: /^static pods may not reference configmaps$/ },
  { name: "a config map volume", text: manifest("web", `${container}, volumes: [{name: v, configMap: {name: m}}]`), says: /^static pods may not reference configmaps$/ },
  { name: "a claim", text: manifest("web", `${container}, volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]`), says: /^static pods may not reference persistentvolumeclaims$/ },
  { name: "a token", text: manifest("web", `${container}, volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}]}}]`), says: /^invalid pod: \[spec\.volumes\[0\]\.projected\.sources\[0\]\.serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set\]$/ },
  { name: "a CSI volume", text: manifest("web", `${container}, volumes: [{name: v, csi: {driver: d}}]`), says: /^static pods may not reference csidrivers \(via CSI volumes\)$/ },
];
for (const { name, text, says } of badManifests) test(`a manifest with ${name} is refused`, () => assert.throws(() => read(text), { message: says }));

test("volumes that need no API are welcome", () => {
  const volumes = "volumes: [{name: a, emptyDir: {}}, {name: b, hostPath: {path: /tmp}}, {name: c, projected: {sources: [{downwardAPI: {items: [{path: name, fieldRef: {fieldPath: metadata.name}}]}}]}}]";
  assert.equal(read(manifest("web", `${container}, ${volumes}`)).spec.volumes?.length, 3);
});

const node: Node = { apiVersion: "v1", kind: "Node", metadata: { name: "n1", uid: "node-uid" }, spec: {} };
const running = (hash: string): Pod => ({ apiVersion: "v1", kind: "Pod", metadata: { name: "web-n1", namespace: "default", uid: hash, labels: { a: "b" }, annotations: { "kubernetes.io/config.hash": hash, "kubernetes.io/config.source": "file" } }, spec: { containers: [], nodeName: "n1" }, status: { phase: "Running" } });
const mirror = (hash: string, more: Partial<Pod["metadata"]> = {}): Pod => ({ apiVersion: "v1", kind: "Pod", metadata: { name: "web-n1", namespace: "default", uid: "m", annotations: { "kubernetes.io/config.mirror": hash, "kubernetes.io/config.source": "file" }, ...more }, spec: { containers: [] } });
const created: Pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "web-n1", namespace: "default", labels: { a: "b" },
    annotations: { "kubernetes.io/config.hash": "h1", "kubernetes.io/config.source": "file", "kubernetes.io/config.mirror": "h1" },
    ownerReferences: [{ apiVersion: "v1", kind: "Node", name: "n1", uid: "node-uid", controller: true }],
  },
  spec: { containers: [], nodeName: "n1" },
};

const mirrorRows: { name: string; staticPod?: Pod; mirror?: Pod; node?: Node; wants: ReturnType<typeof decideMirror> }[] = [
  { name: "a static pod without a mirror gets one", staticPod: running("h1"), wants: { type: "Create", pod: created } },
  { name: "a mirror that shows it stays", staticPod: running("h1"), mirror: mirror("h1"), wants: { type: "None" } },
  { name: "a mirror of another manifest goes", staticPod: running("h2"), mirror: mirror("h1"), wants: { type: "Delete", uid: "m" } },
  { name: "a mirror that somebody deletes goes at once", staticPod: running("h1"), mirror: mirror("h1", { deletionTimestamp: "2026-01-01T00:00:00Z" }), wants: { type: "Delete", uid: "m" } },
  { name: "a mirror of nothing goes", mirror: mirror("h1"), wants: { type: "Delete", uid: "m" } },
  { name: "a pod of that name that is no mirror stays", staticPod: running("h1"), mirror: mirror("h1", { annotations: {} }), wants: { type: "None" } },
  { name: "a node that is being deleted gets no new mirrors", staticPod: running("h1"), node: { ...node, metadata: { ...node.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" } }, wants: { type: "None" } },
  { name: "where nothing is there is nothing to do", wants: { type: "None" } },
];
for (const row of mirrorRows) test(`mirror pods: ${row.name}`, () => assert.deepEqual(decideMirror({ staticPod: row.staticPod, mirror: row.mirror, node: row.node ?? node }), row.wants));

test("one name is one pod's at a time: the old one ends before the new one begins", () => {
  const log: string[] = [];
  const pods = new StaticPods({ clock: new VirtualClock(), run: (pod) => log.push(`run ${pod.metadata.uid}`), end: (pod) => log.push(`end ${pod.metadata.uid}`), onChange: (pod) => log.push(`changed ${pod.metadata.uid}`) });
  pods.replace([running("h1")]);
  pods.replace([running("h1")]);
  pods.replace([running("h2")]);
  pods.replace([running("h3")]);
  pods.ended("h1");
  pods.replace([]);
  pods.ended("h3");
  assert.deepEqual(log, ["run h1", "changed h1", "end h1", "run h3", "changed h3", "end h3", "changed h3"]);
  assert.equal(pods.get("default", "web-n1"), undefined);
});

test("a folder's files are read one by one: a bad one is told of once and keeps no other back", async () => {
  const clock = new VirtualClock();
  const files = new MemoryHostFiles();
  files.makeFolder("/m", 0o700);
  files.makeFolder("/m/folder", 0o700);
  files.writeFile("/m/a.yaml", manifest("a"), 0o600);
  files.writeFile("/m/b.json", "{", 0o600);
  files.writeFile("/m/.hidden.yaml", manifest("hidden"), 0o600);
  const seen: string[][] = [];
  const bad: string[] = [];
  const folder = new ManifestFolder({ files, clock, path: "/m", nodeName: "n1", onPods: (pods) => seen.push(pods.map((pod) => pod.metadata.name ?? "")), onBadFile: (path) => bad.push(path) });
  const stopping = new AbortController();
  const followed = folder.follow(stopping.signal);
  assert.deepEqual(seen, [["a-n1"]]);
  files.writeFile("/m/c", manifest("c"), 0o600);
  await clock.advance(99);
  assert.equal(seen.length, 1);
  await clock.advance(1);
  files.writeFile("/m/z.yaml", manifest("a", "hostNetwork: true, containers: [{name: c, image: busybox}]"), 0o600);
  await clock.advance(100);
  files.remove("/m/z.yaml");
  files.remove("/m/a.yaml");
  await clock.advance(100);
  await clock.advance(20_100); // the look in case the watch has ended
  assert.deepEqual(seen, [["a-n1"], ["a-n1", "c-n1"], ["a-n1", "c-n1"], ["c-n1"]]);
  assert.deepEqual(bad, ["/m/b.json", "/m/a.yaml"]);
  stopping.abort();
  await clock.advance(0);
  await followed;
});

const since = (ready: string, time: string, startTime = "t0"): PodStatus => ({ startTime, conditions: [{ type: "Ready", status: ready as "True", lastTransitionTime: time }] });
const continued: { name: string; status: PodStatus; before: PodStatus; first: PodStatus; wants: PodStatus }[] = [
  { name: "what held before and holds now holds since then", before: since("True", "t1"), first: since("True", "t5", "t5"), status: since("True", "t5", "t5"), wants: since("True", "t1") },
  { name: "what is otherwise now is so since now", before: since("True", "t1"), first: since("False", "t5", "t5"), status: since("False", "t5", "t5"), wants: since("False", "t5") },
  { name: "what was not yet so at first is so since it turned", before: since("True", "t1"), first: since("False", "t5", "t5"), status: since("True", "t6", "t5"), wants: since("True", "t6") },
  { name: "what turned and turned back is so since the last time", before: since("True", "t1"), first: since("True", "t5", "t5"), status: since("True", "t7", "t5"), wants: since("True", "t7") },
];
for (const { name, status, before, first, wants } of continued) test(`a static pod's status after a restart: ${name}`, () => assert.deepEqual(continuedStatus(status, { before, first }), wants));
