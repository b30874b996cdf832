import assert from "node:assert/strict";
import { test } from "node:test";
import { Counter, Gauge, Histogram, MetricsRegistry } from "./metrics.ts";

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
requests_total{verb="get",code="200"} 3
requests_total{verb="a\\"b\\\\",code="404"} 1
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
