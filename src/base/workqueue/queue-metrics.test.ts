import assert from "node:assert/strict";
import { test } from "node:test";
import { MetricsRegistry } from "../metrics/metrics.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { QueueMetrics } from "./queue-metrics.ts";
import { WorkQueue } from "./workqueue.ts";

/** What the metrics of the queues say, without buckets, less `workqueue_` and the name of the queue. */
function rows(registry: MetricsRegistry): string[] {
  return registry.write().split("\n").filter((line) => line.includes('{name="job"} ')).map((line) => line.replace('{name="job"}', "").replace("workqueue_", ""));
}

test("QueueMetrics: adds, waits, work under way and retries are measured as upstream does", async () => {
  const clock = new VirtualClock();
  const registry = new MetricsRegistry();
  const queue = new WorkQueue<string>(clock, { observer: registry.set(QueueMetrics).observer("job") });
  for (const key of ["a", "b", "a"]) queue.add(key); // the second "a" changes nothing
  await clock.advance(2_000);
  await queue.take();
  queue.add("a"); // it is in hand, so it waits for its own end
  await clock.advance(500);
  await queue.take();
  await clock.advance(1_000);
  queue.addRateLimited("c");
  assert.deepEqual(rows(registry), [
    "adds_total 3",
    "depth 1",
    "longest_running_processor_seconds 1.5",
    "queue_duration_seconds_sum 4.5",
    "queue_duration_seconds_count 2",
    "retries_total 1",
    "unfinished_work_seconds 2.5",
    "work_duration_seconds_sum 0",
    "work_duration_seconds_count 0",
  ]);
  queue.done("a");
  await queue.take(); // the second "a", after 1.5 s
  queue.done("b");
  queue.shutDown();
  assert.deepEqual(rows(registry), [
    "adds_total 3",
    "depth 0",
    "longest_running_processor_seconds 0",
    "queue_duration_seconds_sum 6",
    "queue_duration_seconds_count 3",
    "retries_total 1",
    "unfinished_work_seconds 0",
    "work_duration_seconds_sum 2.5",
    "work_duration_seconds_count 2",
  ]);
});

test("QueueMetrics: the bounds of the buckets are upstream's", () => {
  const registry = new MetricsRegistry();
  const queue = new WorkQueue<string>(new VirtualClock(), { observer: registry.set(QueueMetrics).observer("job") });
  const bounds = [...registry.write().matchAll(/^workqueue_queue_duration_seconds_bucket\{name="job",le="([^"]+)"\} 0$/gm)].map(([, bound]) => bound);
  assert.deepEqual(bounds, ["1e-06", "9.999999999999999e-06", "9.999999999999999e-05", "0.001", "0.01", "0.1", "1", "10", "100", "1000", "+Inf"]);
  queue.shutDown();
});
