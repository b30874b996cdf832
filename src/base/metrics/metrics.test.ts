import assert from "node:assert/strict";
import { test } from "node:test";
import { formatNumber } from "./labels.ts";
import { Counter, exponentialBuckets, Gauge, Histogram, MetricsRegistry } from "./metrics.ts";

test("MetricsRegistry: writes every metric in Prometheus' text form, in order of names", () => {
  const registry = new MetricsRegistry();
  const requests = registry.register(new Counter({ name: "requests_total", help: "Requests\nby code", labels: ["verb", "code"] }));
  const depth = registry.register(new Gauge({ name: "depth", help: "Depth" }));
  const seconds = registry.register(new Histogram({ name: "seconds", help: "Seconds", buckets: [0.1, 1], labels: ["verb"] }));
  requests.labels("get", "200").inc();
  requests.labels("get", "200").inc(2);
  requests.labels('a"b\\', "404").inc();
  depth.set(3);
  depth.dec();
  for (const value of [0.1, 0.11, 5]) seconds.labels("get").observe(value);
  assert.equal(
    registry.write(),
    `# HELP depth Depth
# TYPE depth gauge
depth 2
# HELP requests_total Requests\\nby code
# TYPE requests_total counter
requests_total{code="200",verb="get"} 3
requests_total{code="404",verb="a\\"b\\\\"} 1
# HELP seconds Seconds
# TYPE seconds histogram
seconds_bucket{verb="get",le="0.1"} 1
seconds_bucket{verb="get",le="1"} 2
seconds_bucket{verb="get",le="+Inf"} 3
seconds_sum{verb="get"} 5.21
seconds_count{verb="get"} 3
`,
  );
});

test("MetricsRegistry: a metric without labels starts at zero, one with labels is written from its first series on", () => {
  const registry = new MetricsRegistry();
  registry.register(new Counter({ name: "plain_total", help: "Plain", stability: "STABLE" }));
  const labelled = registry.register(new Counter({ name: "zone_total", help: "By zone", stability: "ALPHA", labels: ["zone"] }));
  assert.equal(registry.write(), "# HELP plain_total [STABLE] Plain\n# TYPE plain_total counter\nplain_total 0\n");
  labelled.labels("").inc();
  assert.match(registry.write(), /# HELP zone_total \[ALPHA\] By zone\n# TYPE zone_total counter\nzone_total\{zone=""\} 1\n$/);
});

test("MetricsRegistry: what is known only when asked for is read before each write, until that is stopped", () => {
  const registry = new MetricsRegistry();
  const depth = registry.register(new Gauge({ name: "depth", help: "" }));
  let size = 3;
  const stop = registry.beforeWrite(() => depth.set(size));
  assert.match(registry.write(), /^depth 3$/m);
  size = 5;
  stop();
  assert.match(registry.write(), /^depth 3$/m);
});

test("MetricsRegistry: a component that starts again gets the metrics that it had", () => {
  class Metrics {
    readonly starts: Counter;
    constructor(registry: MetricsRegistry) {
      this.starts = registry.register(new Counter({ name: "starts_total", help: "" }));
    }
  }
  const registry = new MetricsRegistry();
  for (let start = 0; start < 2; start++) registry.set(Metrics).starts.inc();
  assert.match(registry.write(), /^starts_total 2$/m);
});

const numbers: [value: number, text: string][] = [
  [0, "0"],
  [-0, "0"],
  [1.5, "1.5"],
  [999_999, "999999"],
  [1_000_000, "1e+06"],
  [1_234_567.5, "1.2345675e+06"],
  [-1e21, "-1e+21"],
  [1e100, "1e+100"],
  [0.0001, "0.0001"],
  [0.00001, "1e-05"],
  [Number.POSITIVE_INFINITY, "+Inf"],
  [Number.NEGATIVE_INFINITY, "-Inf"],
  [Number.NaN, "NaN"],
];
for (const [value, text] of numbers) test(`formatNumber: ${value} is ${text}`, () => assert.equal(formatNumber(value), text));

test("exponentialBuckets: the bounds are those that upstream's names of series have", () => {
  assert.deepEqual(exponentialBuckets(1e-6, 10, 10).map(formatNumber), ["1e-06", "9.999999999999999e-06", "9.999999999999999e-05", "0.001", "0.01", "0.1", "1", "10", "100", "1000"]);
});

test("Counter: wrong numbers of labels and second names are mistakes", () => {
  const registry = new MetricsRegistry();
  const counter = registry.register(new Counter({ name: "a", help: "", labels: ["x"] }));
  assert.throws(() => counter.labels(), /metric a has the labels \[x\] and was given 0 values/);
  assert.throws(() => registry.register(new Counter({ name: "a", help: "" })), /registered already/);
});

test("Counter: beyond its bound all new series share one", () => {
  const counter = new Counter({ name: "a", help: "", labels: ["path"] });
  for (let path = 0; path < 10_050; path++) counter.labels(`/${path}`).inc();
  assert.equal(counter.labels("other").value, 50);
});
