import assert from "node:assert/strict";
import { test } from "node:test";
import { type NodeAttributes, nodeAttributes } from "./attributes.ts";

const rows: { method: string; path: string; wants: NodeAttributes }[] = [
  { method: "GET", path: "/stats/summary", wants: { verb: "get", subresource: "stats" } },
  { method: "GET", path: "/metrics", wants: { verb: "get", subresource: "metrics" } },
  { method: "GET", path: "/metrics/resource", wants: { verb: "get", subresource: "metrics" } },
  { method: "GET", path: "/metricsfake", wants: { verb: "get", subresource: "proxy" } },
  { method: "HEAD", path: "/healthz", wants: { verb: "get", subresource: "healthz" } },
  { method: "GET", path: "/pods", wants: { verb: "get", subresource: "pods" } },
  { method: "GET", path: "/containerLogs/default/web/main", wants: { verb: "get", subresource: "proxy" } },
  { method: "POST", path: "/exec/default/web/main", wants: { verb: "create", subresource: "proxy" } },
];
for (const { method, path, wants } of rows) {
  test(`${method} ${path} needs ${wants.verb} nodes/${wants.subresource}`, () => assert.deepEqual(nodeAttributes(method, path), wants));
}
