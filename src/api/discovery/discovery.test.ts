import assert from "node:assert/strict";
import { test } from "node:test";
import { findResource, servedResources } from "../resources.ts";
import type { ResourceInfo } from "../resource-info.ts";
import { aggregatedDiscovery } from "./aggregated.ts";
import { etagOf } from "./etag.ts";
import { apiVersionsDocument, groupDocument, groupListDocument, resourceListDocument } from "./legacy.ts";

const widget: ResourceInfo = {
  group: "example.com",
  version: "v1beta1",
  kind: "Widget",
  resource: "widgets",
  singular: "widget",
  shortNames: [],
  namespaced: true,
  categories: [],
  verbs: ["get"],
  subresources: [],
  storageVersionHash: "",
};

test("/api names the one legacy version", () => {
  assert.deepEqual(apiVersionsDocument("127.0.0.1:6443"), {
    kind: "APIVersions",
    versions: ["v1"],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: "127.0.0.1:6443" }],
  });
});

test("/apis lists groups in upstream's order, custom ones last", () => {
  const names = groupListDocument([widget, ...servedResources]).groups.map(({ name }) => name);
  assert.deepEqual(names.slice(0, 3), ["apiregistration.k8s.io", "apps", "events.k8s.io"]);
  assert.deepEqual(names.slice(-2), ["flowcontrol.apiserver.k8s.io", "example.com"]);
  assert.equal(names.length, 21);
});

test("/apis/<group> prefers the newest version", () => {
  assert.deepEqual(groupDocument(servedResources, "autoscaling"), {
    kind: "APIGroup",
    apiVersion: "v1",
    name: "autoscaling",
    versions: [
      { groupVersion: "autoscaling/v2", version: "v2" },
      { groupVersion: "autoscaling/v1", version: "v1" },
    ],
    preferredVersion: { groupVersion: "autoscaling/v2", version: "v2" },
  });
  assert.equal(groupDocument(servedResources, "example.com"), undefined);
});

test("a version's resources come by name, subresources after theirs", () => {
  const core = resourceListDocument(servedResources, "", "v1");
  assert.equal("apiVersion" in (core ?? {}), false);
  const pods = core?.resources.filter(({ name }) => name.startsWith("pods"));
  assert.deepEqual(
    pods?.map(({ name }) => name),
    [
      "pods",
      "pods/attach",
      "pods/binding",
      "pods/ephemeralcontainers",
      "pods/eviction",
      "pods/exec",
      "pods/log",
      "pods/portforward",
      "pods/proxy",
      "pods/resize",
      "pods/status",
    ],
  );
  assert.deepEqual(pods?.[0], {
    name: "pods",
    singularName: "pod",
    namespaced: true,
    kind: "Pod",
    verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
    shortNames: ["po"],
    categories: ["all"],
    storageVersionHash: "xPOwRZ+Yhw8=",
  });
  assert.deepEqual(pods?.[4], {
    name: "pods/eviction",
    singularName: "",
    namespaced: true,
    group: "policy",
    version: "v1",
    kind: "Eviction",
    verbs: ["create"],
  });
  assert.equal(resourceListDocument(servedResources, "apps", "v1beta1"), undefined);
});

test("aggregated discovery holds all groups in two documents", () => {
  const core = aggregatedDiscovery(servedResources, "/api");
  assert.deepEqual(
    core.items.map(({ metadata }) => metadata),
    [{}],
  );
  const apis = aggregatedDiscovery(servedResources, "/apis");
  assert.equal(apis.items.length, 20);
  assert.deepEqual(apis.items[1]?.versions[0]?.resources[2], {
    resource: "deployments",
    responseKind: { group: "", version: "", kind: "Deployment" },
    scope: "Namespaced",
    singularResource: "deployment",
    verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
    shortNames: ["deploy"],
    categories: ["all"],
    subresources: [
      { subresource: "scale", responseKind: { group: "autoscaling", version: "v1", kind: "Scale" }, verbs: ["get", "patch", "update"] },
      { subresource: "status", responseKind: { group: "", version: "", kind: "Deployment" }, verbs: ["get", "patch", "update"] },
    ],
  });
});

test("a client that has the document is told so", () => {
  assert.deepEqual(etagOf("AB", '"AB"'), { etag: '"AB"', notModified: true });
  assert.deepEqual(etagOf("AB", "AB"), { etag: '"AB"', notModified: false });
  assert.deepEqual(etagOf("AB", undefined), { etag: '"AB"', notModified: false });
});

test("resources are found by path, with all versions apart", () => {
  assert.equal(findResource("autoscaling", "v1", "horizontalpodautoscalers")?.version, "v1");
  assert.equal(findResource("autoscaling", "v2", "horizontalpodautoscalers")?.version, "v2");
  assert.equal(findResource("batch", "v1beta1", "jobs"), undefined);
  assert.equal(servedResources.length, 68);
});
