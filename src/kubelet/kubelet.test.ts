import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event, Node, Pod } from "../api/types/core/v1.gen.ts";
import { configMaps, events, leases, nodes, pods } from "../client/resources.ts";
import type { Script } from "./runtimes/simulated/script.ts";
import { startKubelet } from "./testing/kubelet-harness.ts";
import { aContainer, aPod } from "./testing/pods.ts";

const once = (command: string[], spec: Partial<Pod["spec"]> = {}): Pod => aPod({ name: "once", spec: { restartPolicy: "Never", containers: [aContainer({ command })], ...spec } });

test("a kubelet registers its node as Ready and keeps its lease", async () => {
  const harness = await startKubelet();
  await harness.clock.advance(10_000);
  const node = harness.cluster.get(nodes, "", "n1") as Node;
  const lease = harness.cluster.get(leases, "kube-node-lease", "n1") as { spec?: { leaseDurationSeconds?: number; renewTime?: string } };
  assert.deepEqual(
    { ready: node.status?.conditions?.find((condition) => condition.type === "Ready")?.status, pods: node.status?.allocatable?.["pods"], lease: lease.spec?.leaseDurationSeconds, renewed: lease.spec?.renewTime },
    { ready: "True", pods: "110", lease: 40, renewed: "2026-01-01T00:00:10.000000Z" },
  );
  await harness.stop();
});

test("a pod that runs to success is reported with one write and its events are upstream's", async () => {
  const harness = await startKubelet();
  await harness.create(once(["true"]));
  await harness.clock.advance(100);
  const status = harness.pod("once")?.status;
  const state = status?.containerStatuses?.[0]?.state?.terminated;
  assert.deepEqual({ phase: status?.phase, exitCode: state?.exitCode, reason: state?.reason, ready: status?.conditions?.map(({ type, status: value, reason }) => [type, value, reason]) }, {
    phase: "Succeeded",
    exitCode: 0,
    reason: "Completed",
    ready: [
      ["PodReadyToStartContainers", "False", undefined],
      ["Initialized", "True", "PodCompleted"],
      ["Ready", "False", "PodCompleted"],
      ["ContainersReady", "False", "PodCompleted"],
      ["PodScheduled", "True", undefined],
    ],
  });
  assert.deepEqual(harness.eventsOf("once"), ['Pulling Pulling image "busybox:1.36"', 'Pulled Successfully pulled image "busybox:1.36" in 0ms (0ms including waiting). Image size: 1000000 bytes.', "Created Container created", "Started Container started"]);
  assert.ok(harness.statusWrites.length <= 2, `${harness.statusWrites.length} status writes`);
  assert.deepEqual(harness.errors, []);
  await harness.stop();
});

test("users of its own are refused where the runtime does not say that it has them, with the event that people search for", async () => {
  const harness = await startKubelet();
  await harness.create(once(["true"], { hostUsers: false }));
  await harness.clock.advance(100);
  assert.deepEqual(harness.eventsOf("once"), ['FailedCreatePodSandBox Failed to create pod sandbox: can\'t set `spec.hostUsers: false`, runtime does not support user namespaces']);
  await harness.stop();
});

test("a pod whose whole name is longer than Linux takes waits, and says why", async () => {
  const harness = await startKubelet();
  await harness.create(once(["true"], { hostname: "a".repeat(40), subdomain: "two", setHostnameAsFQDN: true }));
  await harness.clock.advance(100);
  const name = `${"a".repeat(40)}.two.default.svc.cluster.local`;
  assert.deepEqual(harness.eventsOf("once"), [`FailedCreatePodSandBox Failed to create pod sandbox: failed to construct FQDN from pod hostname and cluster domain, FQDN ${name} is too long (64 characters is the max, 70 characters requested)`]);
  assert.deepEqual(harness.errors, []);
  await harness.stop();
});

test("a container that keeps failing backs off 10 s, 20 s, 40 s", async () => {
  const harness = await startKubelet();
  await harness.create(aPod({ spec: { containers: [aContainer({ command: ["false"] })] } }));
  const restarts = (): number => harness.pod("web")?.status?.containerStatuses?.[0]?.restartCount ?? -1;
  const seen: number[] = [];
  for (const seconds of [1, 8, 2, 18, 2, 38, 2]) {
    await harness.clock.advance(seconds * 1_000);
    seen.push(restarts());
  }
  assert.deepEqual(seen, [1, 1, 2, 2, 3, 3, 4]);
  const status = harness.pod("web")?.status;
  assert.equal(status?.phase, "Running");
  assert.equal(status?.containerStatuses?.[0]?.state?.waiting?.reason, "CrashLoopBackOff");
  assert.match(status?.containerStatuses?.[0]?.state?.waiting?.message ?? "", /^back-off 1m20s restarting failed container=main pod=web_default\(/);
  await harness.stop();
});

test("a deleted pod gets its grace period, then its object goes", async () => {
  const harness = await startKubelet({ script: () => ({ stopMs: "never" }) });
  await harness.create(aPod());
  await harness.clock.advance(1_000);
  await harness.cluster.transport.request({ verb: "delete", resource: pods, namespace: "default", name: "web", options: { gracePeriodSeconds: 5 } });
  await harness.clock.advance(4_900);
  assert.equal(harness.pod("web")?.metadata.deletionGracePeriodSeconds, 5);
  await harness.clock.advance(1_000);
  assert.equal(harness.pod("web"), undefined);
  assert.deepEqual(await harness.runtime.listPodSandboxes(), []);
  assert.deepEqual(harness.ports.files.list("/var/lib/kubelet/pods"), []);
  await harness.stop();
});

test("a pod that is deleted again with a shorter grace period is gone sooner", async () => {
  const harness = await startKubelet({ script: () => ({ stopMs: "never" }) });
  await harness.create(aPod());
  await harness.clock.advance(1_000);
  const remove = (gracePeriodSeconds: number): Promise<unknown> => harness.cluster.transport.request({ verb: "delete", resource: pods, namespace: "default", name: "web", options: { gracePeriodSeconds } });
  await remove(30);
  await harness.clock.advance(5_000);
  assert.equal((await harness.runtime.listContainers())[0]?.state, "CONTAINER_RUNNING");
  await remove(2);
  await harness.clock.advance(1_000);
  assert.equal((await harness.runtime.listContainers())[0]?.state, "CONTAINER_RUNNING");
  await harness.clock.advance(1_500);
  assert.equal(harness.pod("web"), undefined);
  assert.deepEqual(harness.errors, []);
  await harness.stop();
});

test("a restarted kubelet takes up what runs and starts nothing twice", async () => {
  const harness = await startKubelet();
  await harness.create(aPod());
  await harness.clock.advance(1_000);
  const before = (await harness.runtime.listContainers()).map((run) => run.id);
  await harness.restart();
  await harness.clock.advance(60_000);
  assert.deepEqual((await harness.runtime.listContainers()).map((run) => [run.id, run.state]), before.map((id) => [id, "CONTAINER_RUNNING"]));
  assert.equal(harness.pod("web")?.status?.phase, "Running");
  await harness.stop();
});

test("a restarted kubelet keeps the volumes of what runs up to date", async () => {
  const harness = await startKubelet();
  const settings = (color: string): object => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { color } });
  await harness.cluster.transport.request({ verb: "create", resource: configMaps, namespace: "default", body: settings("blue") });
  await harness.create(aPod({ spec: { volumes: [{ name: "config", configMap: { name: "settings" } }], containers: [aContainer({ volumeMounts: [{ name: "config", mountPath: "/config" }] })] } }));
  await harness.clock.advance(1_000);
  await harness.restart();
  await harness.cluster.transport.request({ verb: "patch", resource: configMaps, namespace: "default", name: "settings", patchType: "application/merge-patch+json", body: { data: { color: "red" } } });
  await harness.clock.advance(1_000);
  const content = harness.ports.files.readFile(`/var/lib/kubelet/pods/${harness.pod("web")?.metadata.uid}/volumes/kubernetes.io~configmap/config/color`);
  assert.equal(new TextDecoder().decode(content), "red");
  await harness.stop();
});

test("a pod deleted while the kubelet was away leaves nothing behind", async () => {
  const harness = await startKubelet();
  await harness.create(aPod());
  await harness.clock.advance(1_000);
  await harness.kubelet.stop();
  await harness.cluster.transport.request({ verb: "delete", resource: pods, namespace: "default", name: "web", options: { gracePeriodSeconds: 0 } });
  await harness.restart();
  await harness.clock.advance(60_000);
  assert.deepEqual(await harness.runtime.listPodSandboxes(), []);
  assert.deepEqual(harness.ports.files.list("/var/lib/kubelet/pods"), []);
  await harness.stop();
});

test("a pod waits for its ConfigMap and starts soon after it is there", async () => {
  const harness = await startKubelet();
  await harness.create(aPod({ spec: { volumes: [{ name: "config", configMap: { name: "settings" } }], containers: [aContainer({ volumeMounts: [{ name: "config", mountPath: "/config" }] })] } }));
  await harness.clock.advance(1_000);
  assert.equal(harness.pod("web")?.status?.containerStatuses?.[0]?.state?.waiting?.reason, "ContainerCreating");
  assert.ok(harness.eventsOf("web").includes('FailedMount MountVolume.SetUp failed for volume "config" : configmap "settings" not found'));
  await harness.cluster.transport.request({ verb: "create", resource: configMaps, namespace: "default", body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { color: "blue" } } });
  await harness.clock.advance(1_000);
  assert.equal(harness.pod("web")?.status?.phase, "Running");
  const file = (): string => new TextDecoder().decode(harness.ports.files.readFile(`/var/lib/kubelet/pods/${harness.pod("web")?.metadata.uid}/volumes/kubernetes.io~configmap/config/color`));
  assert.equal(file(), "blue");
  await harness.cluster.transport.request({ verb: "patch", resource: configMaps, namespace: "default", name: "settings", patchType: "application/merge-patch+json", body: { data: { color: "red" } } });
  await harness.clock.advance(1_000);
  assert.equal(file(), "red");
  await harness.stop();
});

test("a missing key keeps the container in CreateContainerConfigError with upstream's words", async () => {
  const harness = await startKubelet();
  await harness.create(aPod({ spec: { containers: [aContainer({ env: [{ name: "A", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }] })] } }));
  await harness.clock.advance(1_000);
  assert.deepEqual(harness.pod("web")?.status?.containerStatuses?.[0]?.state?.waiting, { reason: "CreateContainerConfigError", message: 'secret "s" not found' });
  await harness.stop();
});

test("an image that cannot be pulled goes from ErrImagePull to ImagePullBackOff", async () => {
  const harness = await startKubelet({ images: { pullError: () => "no such host" } });
  await harness.create(aPod());
  await harness.clock.advance(500);
  const reason = (): string | undefined => harness.pod("web")?.status?.containerStatuses?.[0]?.state?.waiting?.reason;
  assert.equal(reason(), "ErrImagePull");
  await harness.clock.advance(2_000);
  assert.equal(reason(), "ImagePullBackOff");
  assert.equal(harness.pod("web")?.status?.phase, "Pending");
  await harness.stop();
});

test("a pod that is bound to a full node is refused for good", async () => {
  const harness = await startKubelet();
  await harness.create(aPod({ spec: { containers: [aContainer({ resources: { requests: { cpu: "5" } } })] } }));
  await harness.clock.advance(1_000);
  const status = harness.pod("web")?.status;
  assert.deepEqual([status?.phase, status?.reason, status?.message], ["Failed", "OutOfcpu", "Pod was rejected: Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000"]);
  await harness.stop();
});

for (const { name, cpu, phases } of [
  { name: "of two pods that find room for one, one runs", cpu: ["3", "3"], phases: ["Running", "Failed"] },
  { name: "a pod that is refused takes no room", cpu: ["5", "4"], phases: ["Failed", "Running"] },
]) {
  test(name, async () => {
    const harness = await startKubelet();
    await Promise.all(cpu.map((each, index) => harness.create(aPod({ name: `web-${index}`, spec: { containers: [aContainer({ resources: { requests: { cpu: each } } })] } }))));
    await harness.clock.advance(1_000);
    assert.deepEqual(cpu.map((_, index) => harness.pod(`web-${index}`)?.status?.phase), phases);
    await harness.stop();
  });
}

test("a pod whose object is gone takes no room from the next one, even while it is being ended", async () => {
  const whole = { containers: [aContainer({ resources: { requests: { cpu: "4" } } })] };
  const harness = await startKubelet();
  await harness.create(aPod({ spec: whole }));
  await harness.clock.advance(1_000);
  await harness.cluster.transport.request({ verb: "delete", resource: pods, namespace: "default", name: "web", options: { gracePeriodSeconds: 0 } });
  await harness.create(aPod({ name: "next", spec: whole }));
  await harness.clock.advance(1_000);
  assert.deepEqual([harness.pod("web"), harness.pod("next")?.status?.phase], [undefined, "Running"]);
  await harness.stop();
});

test("logs follow a container to its end", async () => {
  const harness = await startKubelet({ script: () => ({ logs: [{ atMs: 0, text: "one" }, { atMs: 500, text: "two" }], runMs: 1_000 }) });
  await harness.create(once(["anything"]));
  await harness.clock.advance(600);
  let text = "";
  const following = harness.kubelet.api.logs({ namespace: "default", pod: "once", container: "main", follow: true }, async (chunk) => void (text += new TextDecoder().decode(chunk)), new AbortController().signal);
  await harness.clock.advance(1_000);
  await following;
  assert.equal(text, "one\ntwo\n");
  await harness.stop();
});

test("a deleted pod's logs are gone from the host", async () => {
  const harness = await startKubelet({ script: () => ({ logs: [{ atMs: 0, text: "one" }], runMs: 1_000 }) });
  await harness.create(once(["anything"]));
  await harness.clock.advance(2_000);
  const path = `/var/log/pods/default_once_${harness.pod("once")?.metadata.uid}/main/0.log`;
  assert.match(harness.runtime.logs.read(path), / stdout F one\n$/);
  await harness.cluster.transport.request({ verb: "delete", resource: pods, namespace: "default", name: "once" });
  await harness.clock.advance(2_000);
  assert.equal(harness.pod("once"), undefined);
  assert.equal(harness.runtime.logs.read(path), "");
  await harness.stop();
});

test("a readiness probe holds the pod back until it succeeds", async () => {
  let healthy = false;
  const harness = await startKubelet({ script: () => ({ exec: () => ({ exitCode: healthy ? 0 : 1, stderr: "not yet" }) }) });
  await harness.create(aPod({ spec: { containers: [aContainer({ readinessProbe: { exec: { command: ["check"] }, periodSeconds: 2 } })] } }));
  await harness.clock.advance(1_000);
  const ready = (): string | undefined => harness.pod("web")?.status?.conditions?.find((condition) => condition.type === "Ready")?.status;
  assert.equal(ready(), "False");
  healthy = true;
  await harness.clock.advance(2_000);
  assert.equal(ready(), "True");
  await harness.stop();
});

test("a condition that somebody else has changed is put right, and the kubelet's own report changes nothing more", async () => {
  const harness = await startKubelet();
  await harness.create(aPod({ spec: { containers: [aContainer({ command: ["sleep", "3600"] })] } }));
  await harness.clock.advance(5_000);
  const isReady = (): string | undefined => harness.pod("web")?.status?.conditions?.find(({ type }) => type === "Ready")?.status;
  assert.equal(isReady(), "True");
  const writes = harness.statusWrites.length;
  await harness.clock.advance(60_000);
  assert.equal(harness.statusWrites.length, writes);
  const pod = harness.pod("web") as Pod;
  const conditions = pod.status?.conditions?.map((one) => (one.type === "Ready" ? { ...one, status: "False" } : one));
  await harness.cluster.transport.request({ verb: "update", resource: pods, subresource: "status", namespace: pod.metadata.namespace ?? "", name: "web", body: { ...pod, status: { ...pod.status, conditions } } as Pod });
  assert.equal(isReady(), "False");
  await harness.clock.advance(5_000);
  assert.equal(isReady(), "True");
  await harness.stop();
});

test("a sidecar's preStop hook runs with that of the main container, its stop signal comes after the main container's end", async () => {
  const said: string[] = [];
  const script: Script = ({ name }) => ({
    stopMs: name === "main" ? 3_000 : 0,
    onExit: () => said.push(`${name} ended`),
    exec: () => {
      said.push(`${name} hook`);
      return { exitCode: 0, durationMs: 500 };
    },
  });
  const harness = await startKubelet({ script });
  const lifecycle = { preStop: { exec: { command: ["bye"] } } };
  const sidecars = ["first", "second"].map((name) => aContainer({ name, restartPolicy: "Always", lifecycle }));
  await harness.create(aPod({ spec: { terminationGracePeriodSeconds: 10, initContainers: sidecars, containers: [aContainer({ lifecycle })] } }));
  await harness.clock.advance(1_000);
  await harness.cluster.transport.request({ verb: "delete", resource: pods, namespace: "default", name: "web", options: {} });
  await harness.clock.advance(1_000);
  assert.deepEqual(said.toSorted(), ["first hook", "main hook", "second hook"]);
  await harness.clock.advance(4_000);
  assert.deepEqual(said.slice(3), ["main ended", "second ended", "first ended"]);
  assert.equal(harness.pod("web"), undefined);
  assert.deepEqual(harness.errors, []);
  await harness.stop();
});

test("a sidecar whose turn does not come within the grace period is ended all the same, 2 s later", async () => {
  const harness = await startKubelet({ script: () => ({ stopMs: "never" }) });
  await harness.create(aPod({ spec: { terminationGracePeriodSeconds: 5, initContainers: [aContainer({ name: "side", restartPolicy: "Always" })] } }));
  await harness.clock.advance(1_000);
  await harness.cluster.transport.request({ verb: "delete", resource: pods, namespace: "default", name: "web", options: { gracePeriodSeconds: 5 } });
  await harness.clock.advance(6_900);
  assert.notEqual(harness.pod("web"), undefined);
  await harness.clock.advance(1_000);
  assert.equal(harness.pod("web"), undefined);
  await harness.stop();
});

test("after the liveness failure that ends a container it is not probed any more", async () => {
  let probes = 0;
  const script: Script = () => ({
    stopMs: "never",
    exec: () => {
      probes++;
      return { exitCode: 1 };
    },
  });
  const harness = await startKubelet({ script });
  await harness.create(aPod({ spec: { terminationGracePeriodSeconds: 20, containers: [aContainer({ livenessProbe: { exec: { command: ["check"] }, periodSeconds: 1, failureThreshold: 2 } })] } }));
  await harness.clock.advance(15_000);
  assert.equal(probes, 2);
  await harness.clock.advance(10_000); // killed and run anew
  assert.equal(probes, 4);
  await harness.stop();
});

test("volumes that cannot be made are tried again after 0.5 s, 1 s, 2 s, up to two minutes, told once a try, and no image is asked for meanwhile", async () => {
  const harness = await startKubelet();
  const volumeMounts = [{ name: "host", mountPath: "/host" }];
  await harness.create(aPod({ spec: { volumes: [{ name: "host", hostPath: { path: "/no/such/folder", type: "Directory" } }], containers: [aContainer({ volumeMounts }), aContainer({ name: "other", volumeMounts })] } }));
  const tries = (): number => (harness.cluster.list(events) as Event[]).filter(({ reason }) => reason === "FailedMount").reduce((sum, { count }) => sum + (count ?? 1), 0);
  const counts: number[] = [];
  for (const ms of [400, 200, 800, 200, 1_800, 200]) {
    await harness.clock.advance(ms);
    counts.push(tries());
  }
  assert.deepEqual(counts, [1, 2, 2, 3, 3, 4]);
  assert.deepEqual(harness.eventsOf("web").filter((text) => /^Pull/.test(text)), []);
  harness.ports.files.makeFolder("/no/such/folder", 0o755);
  await harness.clock.advance(122_000);
  assert.equal(harness.pod("web")?.status?.phase, "Running");
  await harness.stop();
});

test("a changed annotation is looked at once more where a container waited for it", async () => {
  const harness = await startKubelet();
  const env = [{ name: "PLACE", valueFrom: { fieldRef: { fieldPath: "metadata.annotations['place']" } } }];
  await harness.create(aPod({ spec: { volumes: [{ name: "work", emptyDir: {} }], containers: [aContainer({ env, volumeMounts: [{ name: "work", mountPath: "/work", subPathExpr: "$(PLACE)/here" }] })] } }));
  await harness.clock.advance(1_000);
  assert.deepEqual(harness.pod("web")?.status?.containerStatuses?.[0]?.state?.waiting, { reason: "CreateContainerConfigError", message: "error SubPath `/here` must not be an absolute path" });
  await harness.cluster.transport.request({ verb: "patch", resource: pods, namespace: "default", name: "web", patchType: "application/merge-patch+json", body: { metadata: { annotations: { place: "there" } } } });
  await harness.clock.advance(1_000);
  assert.equal(harness.pod("web")?.status?.phase, "Running");
  await harness.stop();
});

test("a deadline that is over is told in an event, once", async () => {
  const harness = await startKubelet({ script: () => ({ stopMs: 2_000 }) });
  await harness.create(aPod({ spec: { activeDeadlineSeconds: 5 } }));
  await harness.clock.advance(10_000);
  assert.deepEqual(harness.eventsOf("web").slice(-2), ["DeadlineExceeded Pod was active on the node longer than the specified deadline", "Killing Stopping container main"]);
  assert.equal(harness.pod("web")?.status?.reason, "DeadlineExceeded");
  await harness.stop();
});

test("a changed image ends the container and runs the new one, in a pod that never restarts too, and at once in one that backs off", async () => {
  const harness = await startKubelet({ script: ({ image }) => (image === "bad:1" ? { runMs: 0, exitCode: 1 } : {}) });
  const change = (name: string, image: string): Promise<unknown> => harness.cluster.transport.request({ verb: "patch", resource: pods, namespace: "default", name, patchType: "application/json-patch+json", body: [{ op: "replace", path: "/spec/containers/0/image", value: image }] });
  const named = (name: string, spec: Partial<Pod["spec"]>): Pod => aPod({ metadata: { name, namespace: "default", uid: `uid-${name}` }, spec });
  await harness.create(named("steady", { restartPolicy: "Never" }));
  await harness.create(named("failing", { containers: [aContainer({ image: "bad:1" })] }));
  await harness.clock.advance(15_000);
  const main = (name: string) => harness.pod(name)?.status?.containerStatuses?.[0];
  assert.deepEqual([main("steady")?.restartCount, main("failing")?.state?.waiting?.reason], [0, "CrashLoopBackOff"]);
  await change("steady", "other:1");
  await change("failing", "good:1");
  await harness.clock.advance(1_000);
  for (const [name, image, restarts] of [["steady", "other:1", 1], ["failing", "good:1", 3]] as const) {
    assert.deepEqual([harness.pod(name)?.status?.phase, main(name)?.state?.running !== undefined, main(name)?.image, main(name)?.restartCount], ["Running", true, image, restarts]);
  }
  assert.ok(harness.eventsOf("steady").includes("Killing Container main definition changed, will be restarted"));
  assert.equal(harness.statusWrites.some(({ phase }) => phase === "Failed" || phase === "Succeeded"), false);
  await harness.stop();
});

test("a postStart hook holds up the next container, and nobody holds up a pod without one", async () => {
  const startedAt: Record<string, number> = {};
  const harness = await startKubelet({ script: ({ name }) => ({ onStart: () => void (startedAt[name] = harness.clock.monotonic()), exec: () => ({ exitCode: 0, durationMs: 3_000 }) }) });
  const postStart = { exec: { command: ["wait"] } };
  await harness.create(aPod({ spec: { containers: [aContainer({ name: "a", lifecycle: { postStart } }), aContainer({ name: "b" }), aContainer({ name: "c" })] } }));
  await harness.clock.advance(10_000);
  const { a = 0, b = 0, c = 0 } = startedAt;
  assert.ok(b - a >= 3_000 && b - a < 3_500, `b came up ${b - a} ms after a`);
  assert.ok(c - b < 500, `c came up ${c - b} ms after b`);
  assert.equal(harness.pod("web")?.status?.conditions?.find(({ type }) => type === "Ready")?.status, "True");
  await harness.stop();
});
