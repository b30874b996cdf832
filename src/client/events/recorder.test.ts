import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event } from "../../api/types/core/v1.gen.ts";
import { SeededRandom } from "../../base/seeded-random.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { events } from "../resources.ts";
import { FakeCluster } from "../testing/fake-cluster.ts";
import { EventRecorder } from "./recorder.ts";

const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "default", uid: "u1", resourceVersion: "7" } };

function recording() {
  const clock = new VirtualClock();
  const random = new SeededRandom(1);
  const cluster = new FakeCluster(clock, random);
  const errors: unknown[] = [];
  const recorder = new EventRecorder({ transport: cluster.transport, clock, random, component: "kubelet", host: "a", onError: (error) => errors.push(error) });
  return { clock, cluster, recorder, errors, written: () => cluster.list(events) as Event[] };
}

test("events: an event says what happened to whom, when, and who says so", async () => {
  const { recorder, written } = recording();
  recorder.event(pod, "Warning", "BackOff", "Back-off restarting failed container");
  assert.equal(written().length, 0, "the caller does not wait");
  await recorder.flush();
  const { metadata, ...event } = written()[0] as Event;
  assert.match(metadata.name ?? "", /^web\.[0-9a-f]{16}$/);
  assert.deepEqual(event, {
    apiVersion: "v1",
    kind: "Event",
    involvedObject: { apiVersion: "v1", kind: "Pod", name: "web", namespace: "default", uid: "u1", resourceVersion: "7" },
    type: "Warning",
    reason: "BackOff",
    message: "Back-off restarting failed container",
    source: { component: "kubelet", host: "a" },
    reportingComponent: "kubelet",
    reportingInstance: "a",
    count: 1,
    firstTimestamp: "2026-01-01T00:00:00Z",
    lastTimestamp: "2026-01-01T00:00:00Z",
  });
});

test("events: the same again is counted, with the time of the first and the last", async () => {
  const { clock, recorder, written } = recording();
  for (let nth = 0; nth < 3; nth++) {
    recorder.event(pod, "Normal", "Pulled", "Image is present");
    await clock.advance(10_000);
  }
  assert.deepEqual(written().map(({ count, firstTimestamp, lastTimestamp }) => ({ count, firstTimestamp, lastTimestamp })), [{ count: 3, firstTimestamp: "2026-01-01T00:00:00Z", lastTimestamp: "2026-01-01T00:00:20Z" }]);
});

test("events: a counted event that is gone from the server is made again under its name, and counted on", async () => {
  const { cluster, recorder, written } = recording();
  recorder.event(pod, "Normal", "Pulled", "Image is present");
  await recorder.flush();
  const name = written()[0]?.metadata.name;
  await cluster.transport.request({ verb: "delete", resource: events, namespace: "default", name });
  recorder.event(pod, "Normal", "Pulled", "Image is present");
  recorder.event(pod, "Normal", "Pulled", "Image is present");
  await recorder.flush();
  assert.deepEqual(written().map(({ metadata, count }) => ({ name: metadata.name, count })), [{ name, count: 3 }]);
});

test("events: nine that differ in their message stay apart, the tenth and later are combined", async () => {
  const { recorder, written } = recording();
  for (let nth = 1; nth <= 12; nth++) recorder.event(pod, "Warning", "Failed", `attempt ${nth}`);
  await recorder.flush();
  assert.equal(written().length, 10);
  const last = written().at(-1);
  assert.deepEqual([last?.message, last?.count], ["(combined from similar events): attempt 12", 3]);
});

test("events: a source may say 25 things of an object at once, and one more every five minutes", async () => {
  const { clock, recorder, written } = recording();
  const say = async (): Promise<number> => {
    recorder.event(pod, "Normal", `Reason${say.nth++}`, "x");
    await recorder.flush();
    return written().length;
  };
  say.nth = 0;
  for (let nth = 0; nth < 25; nth++) await say();
  assert.equal(await say(), 25);
  await clock.advance(299_000);
  assert.equal(await say(), 25);
  await clock.advance(1_000);
  assert.equal(await say(), 26);
});

test("events: a server that is away is tried again, one that refuses is not", async () => {
  const { clock, cluster, recorder, errors, written } = recording();
  let away = true;
  cluster.intercept = () => {
    if (away) throw new Error("no route");
  };
  recorder.event(pod, "Normal", "Started", "x");
  await clock.advance(1);
  away = false;
  await clock.advance(10_000);
  assert.equal(written().length, 1);
  assert.deepEqual(errors, []);
});
