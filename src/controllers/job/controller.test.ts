import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Job } from "../../api/types/batch/v1.gen.ts";
import type { Event, Pod } from "../../api/types/core/v1.gen.ts";
import { SeededRandom } from "../../base/seeded-random.ts";
import { events, jobs, pods } from "../../client/resources.ts";
import type { ApiRequest } from "../../machinery/request/api-request.ts";
import { type Script, runFakeKubelet } from "../testing/fake-kubelet.ts";
import { type Harness, createHarness } from "../testing/harness.ts";
import { controller } from "./controller.ts";
import { isTracked } from "./decide/pod-state.ts";
import { aJob } from "./test-builders.ts";

const succeedAtOnce: Script = () => ({ afterMs: 0, exitCode: 0 });

function newJob(spec: Partial<Job["spec"]> = {}): Job {
  const job = aJob({ ...spec, selector: { matchLabels: { "job-name": "pi" } } });
  const { status: _, ...rest } = job;
  return { ...rest, metadata: { name: "pi", namespace: "default" } };
}

function withKubelet(script: Script): Harness & { stop: () => void } {
  const harness = createHarness();
  const stop = new AbortController();
  runFakeKubelet({ transport: harness.cluster.transport, clock: harness.clock, random: new SeededRandom(2), script }, stop.signal);
  return { ...harness, stop: () => stop.abort() };
}

const theJob = ({ cluster }: Harness): Job => cluster.get(jobs, "default", "pi") as Job;
const thePods = ({ cluster }: Harness): Pod[] => cluster.list(pods) as Pod[];
const conditionTypes = (job: Job): string[] => (job.status?.conditions ?? []).map(({ type }) => type);

function recordWrites({ cluster }: Harness): string[] {
  const writes: string[] = [];
  cluster.intercept = ({ verb, resource, subresource, name }: ApiRequest, when) => {
    const isOurs = (resource.resource === "jobs" && verb !== "get") || (resource.resource === "pods" && (verb === "create" || verb === "patch"));
    if (when === "after" && isOurs && name !== "pi-none") writes.push([verb, resource.resource, subresource].filter(Boolean).join(" "));
  };
  return writes;
}

test("Job: one pod that succeeds takes two status writes, and the pod is free afterwards", async () => {
  const harness = withKubelet(succeedAtOnce);
  const writes = recordWrites(harness);
  harness.start(controller);
  await harness.client.create(jobs, newJob());
  await harness.clock.advance(10);
  assert.deepEqual(conditionTypes(theJob(harness)), ["SuccessCriteriaMet", "Complete"]);
  assert.equal(theJob(harness).status?.succeeded, 1);
  assert.equal(thePods(harness).filter(isTracked).length, 0);
  assert.deepEqual(writes, ["create jobs", "create pods", "update jobs status", "update jobs status", "patch pods"]);
  assert.deepEqual((harness.cluster.list(events) as Event[]).map(({ reason, message }) => `${reason}: ${message}`.replace(/pi-.*/, "pi-x")), ["SuccessfulCreate: Created pod: pi-x", "Completed: Job completed"]);
  assert.deepEqual(harness.errors, []);
});

test("Job: retries come after 10, 20 and 40 seconds, and the fourth failure ends it", async () => {
  const startedAt: number[] = [];
  const harness = withKubelet(() => {
    startedAt.push(harness.clock.monotonic() / 1_000);
    return { afterMs: 0, exitCode: 1 };
  });
  harness.start(controller);
  await harness.client.create(jobs, newJob({ backoffLimit: 3 }));
  await harness.clock.advance(300_000);
  assert.deepEqual(startedAt, [0, 10, 30, 70]);
  assert.deepEqual(conditionTypes(theJob(harness)), ["FailureTarget", "Failed"]);
  assert.equal(theJob(harness).status?.failed, 4);
});

test("Job: a failure whose status write got no answer is waited for all the same", async () => {
  const startedAt: number[] = [];
  const harness = withKubelet(() => {
    startedAt.push(harness.clock.monotonic() / 1_000);
    return { afterMs: 0, exitCode: 1 };
  });
  let isLost = false;
  startThrough(harness, ({ verb, subresource }, when) => {
    if (isLost || verb !== "update" || subresource !== "status" || when !== "after" || theJob(harness).status?.uncountedTerminatedPods?.failed === undefined) return;
    isLost = true;
    throw new Error("connection lost");
  });
  await harness.client.create(jobs, newJob({ backoffLimit: 2 }));
  await harness.clock.advance(60_000);
  assert.ok(isLost);
  assert.deepEqual(startedAt, [0, 10, 30]);
});

test("Job: suspending stops its pods, resuming makes new ones", async () => {
  const harness = withKubelet(() => undefined);
  harness.start(controller);
  await harness.client.create(jobs, newJob({ parallelism: 2, completions: 2 }));
  await harness.clock.advance(10);
  assert.equal(theJob(harness).status?.active, 2);
  await harness.client.patch(jobs, { namespace: "default", name: "pi" }, { type: "application/merge-patch+json", body: { spec: { suspend: true } } });
  await harness.clock.advance(10);
  assert.equal(thePods(harness).length, 0);
  assert.deepEqual([theJob(harness).status?.active, theJob(harness).status?.startTime], [undefined, undefined]);
  await harness.client.patch(jobs, { namespace: "default", name: "pi" }, { type: "application/merge-patch+json", body: { spec: { suspend: false } } });
  await harness.clock.advance(60_000);
  assert.equal(theJob(harness).status?.active, 2);
});

test("Job: pods that it has too many count neither as succeeded nor as failed", async () => {
  const harness = withKubelet(() => undefined);
  harness.start(controller);
  await harness.client.create(jobs, newJob({ parallelism: 3, completions: 3, backoffLimit: 0 }));
  await harness.clock.advance(10);
  const patch = (spec: Partial<Job["spec"]>) => harness.client.patch(jobs, { namespace: "default", name: "pi" }, { type: "application/merge-patch+json", body: { spec } });
  await patch({ parallelism: 1 });
  await harness.clock.advance(2_000);
  await patch({ suspend: true });
  await harness.clock.advance(2_000);
  await patch({ suspend: false });
  await harness.clock.advance(2_000);
  const { status } = theJob(harness);
  assert.deepEqual([status?.active, status?.succeeded, status?.failed, status?.uncountedTerminatedPods], [1, undefined, undefined, {}]);
  assert.deepEqual(conditionTypes(theJob(harness)), ["Suspended"]);
});

test("Job: one made anew under the same name does not wait for the failures of the former", async () => {
  let fails = true;
  const harness = withKubelet(() => ({ afterMs: 0, exitCode: fails ? 1 : 0 }));
  const { transport } = harness.cluster;
  let gate: Promise<void> | undefined;
  const request: typeof transport.request = async (what, signal) => {
    if (what.verb === "patch") await gate;
    return transport.request(what, signal);
  };
  harness.startOver({ ...transport, request }, controller);
  await harness.client.create(jobs, newJob());
  await harness.clock.advance(65_000);
  const { promise, resolve } = Promise.withResolvers<void>();
  gate = promise;
  await harness.clock.advance(10_000); // the fourth failure: the next pod is due at 150 s
  fails = false;
  // While the controller has the Job in hand it goes, and another takes its name.
  await harness.client.delete(jobs, { namespace: "default", name: "pi" });
  await harness.client.create(jobs, newJob());
  await harness.clock.advance(10);
  resolve();
  await harness.clock.advance(10_000);
  assert.deepEqual(conditionTypes(theJob(harness)), ["SuccessCriteriaMet", "Complete"]);
});

test("Job: when it is deleted its pods lose their finalizer", async () => {
  const harness = withKubelet(() => undefined);
  harness.start(controller);
  await harness.client.create(jobs, newJob());
  await harness.clock.advance(10);
  assert.equal(thePods(harness).filter(isTracked).length, 1);
  await harness.client.delete(jobs, { namespace: "default", name: "pi" });
  await harness.clock.advance(10);
  assert.equal(thePods(harness).filter(isTracked).length, 0);
});

test("Job: a pod of another API's Job is none of ours", async () => {
  const harness = createHarness();
  harness.start(controller);
  const owner = { apiVersion: "batch.example.com/v1", kind: "Job", name: "theirs", uid: "theirs", controller: true, blockOwnerDeletion: true };
  await harness.client.create(pods, { apiVersion: "v1", kind: "Pod", metadata: { name: "theirs-0", namespace: "default", finalizers: ["batch.kubernetes.io/job-tracking"], ownerReferences: [owner] }, spec: { containers: [] } });
  await harness.clock.advance(1_000);
  assert.equal(thePods(harness).filter(isTracked).length, 1);
});

test("Job: a pod that matches is adopted with its finalizer and counted", async () => {
  const harness = createHarness();
  harness.start(controller);
  await harness.client.create(pods, { apiVersion: "v1", kind: "Pod", metadata: { name: "foundling", namespace: "default", labels: { "job-name": "pi" } }, spec: { nodeName: "node-a", containers: [] } });
  await harness.client.create(jobs, newJob());
  await harness.clock.advance(10);
  assert.deepEqual(thePods(harness).map((pod) => [pod.metadata.name, isTracked(pod), pod.metadata.ownerReferences?.[0]?.name]), [["foundling", true, "pi"]]);
  assert.equal(theJob(harness).status?.active, 1);
});

test("Job: a pod that loses its owner reference is adopted again, and no other is made for it", async () => {
  const harness = withKubelet(() => undefined);
  harness.start(controller);
  await harness.client.create(jobs, newJob());
  await harness.clock.advance(10);
  const [pod] = thePods(harness);
  const key = { namespace: "default", name: pod?.metadata.name ?? "" };
  await harness.client.patch(pods, key, { type: "application/json-patch+json", body: [{ op: "remove", path: "/metadata/ownerReferences" }] });
  await harness.clock.advance(1_000);
  assert.deepEqual(thePods(harness).map(({ metadata }) => [metadata.name, metadata.ownerReferences?.[0]?.name, metadata.finalizers]), [[key.name, "pi", ["batch.kubernetes.io/job-tracking"]]]);
  assert.deepEqual((harness.cluster.list(events) as Event[]).map(({ reason }) => reason), ["SuccessfulCreate"]);
  assert.deepEqual(harness.errors, []);
});

test("Job: a refused pod is told in an event and tried again", async () => {
  const harness = withKubelet(succeedAtOnce);
  let refusals = 2;
  harness.cluster.intercept = ({ verb, resource }, when) => {
    if (when === "before" && verb === "create" && resource.resource === "pods" && refusals-- > 0) throw new Error("exceeded quota");
  };
  harness.start(controller);
  await harness.client.create(jobs, newJob());
  await harness.clock.advance(10);
  assert.ok((harness.cluster.list(events) as Event[]).some(({ reason, message }) => reason === "FailedCreate" && message === "Error creating: exceeded quota"));
  assert.equal(thePods(harness).length, 0);
  await harness.clock.advance(5_000);
  assert.deepEqual(conditionTypes(theJob(harness)), ["SuccessCriteriaMet", "Complete"]);
});

test("Job: two hundred at once all complete, with one pod each", async () => {
  const harness = withKubelet(succeedAtOnce);
  harness.start(controller);
  for (let index = 0; index < 200; index++) {
    const job = newJob();
    const labels = { "job-name": `pi-${index}` };
    await harness.client.create(jobs, { ...job, metadata: { ...job.metadata, name: `pi-${index}` }, spec: { ...job.spec, selector: { matchLabels: labels }, template: { ...job.spec.template, metadata: { labels } } } });
  }
  for (let turn = 0; turn < 20; turn++) await harness.clock.advance(100);
  const all = harness.cluster.list(jobs) as Job[];
  assert.equal(all.filter((job) => job.status?.succeeded === 1 && conditionTypes(job).includes("Complete")).length, 200);
  assert.equal(thePods(harness).length, 200);
});

describe("Job: a crash after any of the controller's writes is mended by the next run", () => {
  /** The third pod fails once; two of four run at a time. */
  const script: Script = (_pod, nth) => ({ afterMs: 100, exitCode: nth === 2 ? 1 : 0 });
  const spec = { parallelism: 2, completions: 4 };

  for (const lost of ["with its answer", "before it was carried out"] as const) {
    for (let nth = 1; nth <= 20; nth++) {
      test(`write ${nth} lost ${lost}`, async () => {
        const harness = withKubelet(script);
        let count = 0;
        let dead = false;
        // The first controller's requests all fail once it is dead; the kubelet and its successor use a way of their own.
        const kill = startThrough(harness, (request, when) => {
          if (dead) throw new Error("connection lost");
          if (!isWrite(request) || when !== (lost === "with its answer" ? "after" : "before")) return;
          if (++count !== nth) return;
          dead = true;
          throw new Error("connection lost");
        });
        await harness.client.create(jobs, newJob(spec));
        await harness.clock.advance(500);
        kill();
        harness.start(controller);
        await harness.clock.advance(120_000);
        const { status } = theJob(harness);
        assert.deepEqual(conditionTypes(theJob(harness)), ["SuccessCriteriaMet", "Complete"]);
        const ended = thePods(harness).map((pod) => pod.status?.phase);
        assert.deepEqual([status?.succeeded, status?.failed], [ended.filter((phase) => phase === "Succeeded").length, ended.filter((phase) => phase === "Failed").length], "each pod is counted once");
        assert.equal(status?.succeeded, 4);
        assert.equal(thePods(harness).filter(isTracked).length, 0, "no pod is left with the tracking finalizer");
      });
    }
  }
});

function isWrite({ verb }: ApiRequest): boolean {
  return verb !== "get" && verb !== "list" && verb !== "watch";
}

function startThrough(harness: Harness, intercept: (request: ApiRequest, when: "before" | "after") => void): () => void {
  const { transport } = harness.cluster;
  return harness.startOver(
    {
      ...transport,
      request: async (request) => {
        intercept(request, "before");
        const answer = await transport.request(request);
        intercept(request, "after");
        return answer as never;
      },
    },
    controller,
  );
}
