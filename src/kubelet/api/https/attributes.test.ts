import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeAttributes } from "./attributes.ts";

const rows: { method: string; path: string; wants: ReturnType<typeof nodeAttributes> }[] = [
  { method: "GET", path: "/stats/summary", wants: { verb: "get", subresources: ["stats"] } },
  { method: "GET", path: "/metrics", wants: { verb: "get", subresources: ["metrics"] } },
  { method: "GET", path: "/metrics/resource", wants: { verb: "get", subresources: ["metrics"] } },
  { method: "GET", path: "/metricsfake", wants: { verb: "get", subresources: ["proxy"] } },
  { method: "HEAD", path: "/healthz", wants: { verb: "get", subresources: ["healthz", "proxy"] } },
  { method: "GET", path: "/pods", wants: { verb: "get", subresources: ["pods", "proxy"] } },
  { method: "GET", path: "/pods/", wants: { verb: "get", subresources: ["pods", "proxy"] } },
  { method: "GET", path: "/runningpods/", wants: { verb: "get", subresources: ["pods", "proxy"] } },
  { method: "GET", path: "/configz", wants: { verb: "get", subresources: ["configz", "proxy"] } },
  { method: "GET", path: "/logs/wherry.log", wants: { verb: "get", subresources: ["log"] } },
  { method: "GET", path: "/healthzy", wants: { verb: "get", subresources: ["proxy"] } },
  { method: "GET", path: "/containerLogs/default/web/main", wants: { verb: "get", subresources: ["proxy"] } },
  { method: "POST", path: "/exec/default/web/main", wants: { verb: "create", subresources: ["proxy"] } },
  { method: "GET", path: "/exec/default/web/main", wants: { verb: "create", subresources: ["proxy"] } },
];
for (const { method, path, wants } of rows) {
  test(`${method} ${path} needs ${wants.verb} nodes/${wants.subresources.join(" or ")}`, () => assert.deepEqual(nodeAttributes(method, path), wants));
}
