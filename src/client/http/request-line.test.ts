import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ApiRequest } from "../../machinery/request/api-request.ts";
import { jobs, nodes, pods } from "../resources.ts";
import { requestLine } from "./request-line.ts";

const rows: [name: string, request: ApiRequest, expected: { method: string; path: string; contentType?: string; body?: string }][] = [
  ["the legacy group is under /api", { verb: "get", resource: pods, namespace: "default", name: "web" }, { method: "GET", path: "/api/v1/namespaces/default/pods/web" }],
  ["every other under /apis", { verb: "list", resource: jobs }, { method: "GET", path: "/apis/batch/v1/jobs" }],
  ["cluster-scoped resources have no namespace", { verb: "get", resource: nodes, name: "a" }, { method: "GET", path: "/api/v1/nodes/a" }],
  ["a create posts to the collection", { verb: "create", resource: pods, namespace: "default", name: "web", body: { kind: "Pod" } }, { method: "POST", path: "/api/v1/namespaces/default/pods", contentType: "application/json", body: '{"kind":"Pod"}' }],
  ["a create on a subresource names the object", { verb: "create", resource: pods, namespace: "default", name: "web", subresource: "eviction", body: {} }, { method: "POST", path: "/api/v1/namespaces/default/pods/web/eviction", contentType: "application/json", body: "{}" }],
  ["a watch is a list that says so", { verb: "watch", resource: pods, options: { resourceVersion: "7", allowWatchBookmarks: true } }, { method: "GET", path: "/api/v1/pods?watch=true&resourceVersion=7&allowWatchBookmarks=true" }],
  ["selectors are escaped", { verb: "list", resource: pods, options: { labelSelector: "app in (a,b)" } }, { method: "GET", path: "/api/v1/pods?labelSelector=app+in+%28a%2Cb%29" }],
  ["a patch names its type", { verb: "patch", resource: pods, namespace: "d", name: "w", patchType: "application/merge-patch+json", body: {} }, { method: "PATCH", path: "/api/v1/namespaces/d/pods/w", contentType: "application/merge-patch+json", body: "{}" }],
  ["options of a delete are its body", { verb: "delete", resource: pods, namespace: "d", name: "w", options: { gracePeriodSeconds: 0, preconditions: { uid: "u" }, dryRun: true } }, { method: "DELETE", path: "/api/v1/namespaces/d/pods/w", contentType: "application/json", body: '{"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":0,"preconditions":{"uid":"u"},"dryRun":["All"]}' }],
  ["a dry run asks for all stages", { verb: "update", resource: pods, namespace: "d", name: "w", body: {}, options: { dryRun: true } }, { method: "PUT", path: "/api/v1/namespaces/d/pods/w?dryRun=All", contentType: "application/json", body: "{}" }],
];

describe("request line", () => {
  for (const [name, request, expected] of rows) test(name, () => assert.deepEqual(requestLine(request), expected));
});
