import assert from "node:assert/strict";
import { test } from "node:test";
import { findResource, servedResources } from "../resources.ts";
import type { ResourceInfo } from "../resource-info.ts";
import { definitionOf } from "../schema/definitions.ts";
import { OpenApiDocuments } from "./documents.ts";
import { pathsOf } from "./operations.ts";

const documents = new OpenApiDocuments(servedResources);
// biome-ignore lint/suspicious/noExplicitAny: documents are read here as any client reads them.
type Document = any;
const v3 = async (group: string, version: string): Promise<Document> => JSON.parse((await documents.v3(group, version)) ?? "null");

function idsOf(group: string, resource: string): string[] {
  const info = findResource(group, "v1", resource) as ResourceInfo;
  return pathsOf(info, definitionOf).flatMap(({ path, operations }) => operations.map(({ method, id }) => `${method} ${path} ${id}`));
}

test("a namespaced resource has the operations that client generators know", () => {
  assert.deepEqual(idsOf("batch", "jobs"), [
    "get /apis/batch/v1/namespaces/{namespace}/jobs listBatchV1NamespacedJob",
    "post /apis/batch/v1/namespaces/{namespace}/jobs createBatchV1NamespacedJob",
    "delete /apis/batch/v1/namespaces/{namespace}/jobs deleteBatchV1CollectionNamespacedJob",
    "get /apis/batch/v1/namespaces/{namespace}/jobs/{name} readBatchV1NamespacedJob",
    "put /apis/batch/v1/namespaces/{namespace}/jobs/{name} replaceBatchV1NamespacedJob",
    "patch /apis/batch/v1/namespaces/{namespace}/jobs/{name} patchBatchV1NamespacedJob",
    "delete /apis/batch/v1/namespaces/{namespace}/jobs/{name} deleteBatchV1NamespacedJob",
    "get /apis/batch/v1/jobs listBatchV1JobForAllNamespaces",
    "get /apis/batch/v1/namespaces/{namespace}/jobs/{name}/status readBatchV1NamespacedJobStatus",
    "put /apis/batch/v1/namespaces/{namespace}/jobs/{name}/status replaceBatchV1NamespacedJobStatus",
    "patch /apis/batch/v1/namespaces/{namespace}/jobs/{name}/status patchBatchV1NamespacedJobStatus",
  ]);
});

test("a review can only be created", () => {
  assert.deepEqual(idsOf("authorization.k8s.io", "selfsubjectaccessreviews"), [
    "post /apis/authorization.k8s.io/v1/selfsubjectaccessreviews createAuthorizationV1SelfSubjectAccessReview",
  ]);
});

test("streams and proxies connect", () => {
  const ids = idsOf("", "pods")
    .filter((line) => line.includes("connect"))
    .map((line) => line.split(" ")[2]);
  assert.ok(ids.includes("connectCoreV1GetNamespacedPodExec"));
  assert.ok(ids.includes("connectCoreV1PutNamespacedPodProxyWithPath"));
});

test("operation ids are unique", () => {
  const ids = servedResources.flatMap((info) => pathsOf(info, definitionOf).flatMap(({ operations }) => operations.map(({ id }) => id)));
  assert.deepEqual(
    ids.filter((id, index) => ids.indexOf(id) !== index),
    [],
  );
});

test("a v3 document holds everything it refers to", async () => {
  for (const { group, version } of servedResources) {
    const text = (await documents.v3(group, version)) ?? "";
    const { components } = JSON.parse(text);
    const missing = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)]
      .map(([, name = ""]) => name)
      .filter((name) => components.schemas[name] === undefined);
    assert.deepEqual(missing, [], `${group}/${version}`);
  }
});

test("explain finds a field, its text and its type", async () => {
  const { components } = await v3("batch", "v1");
  const spec = components.schemas["io.k8s.api.batch.v1.JobSpec"];
  assert.match(spec.properties.backoffLimit.description, /^Specifies the number of retries/);
  assert.deepEqual(spec.properties.template.allOf, [{ $ref: "#/components/schemas/io.k8s.api.core.v1.PodTemplateSpec" }]);
  assert.deepEqual(spec.properties.template.default, {});
  assert.deepEqual(spec.required, ["template"]);
});

test("kubectl learns from the patch of a kind that fields are validated by the server", async () => {
  const { paths } = await v3("apps", "v1");
  const { patch } = paths["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"];
  assert.deepEqual(patch["x-kubernetes-group-version-kind"], { group: "apps", kind: "Deployment", version: "v1" });
  assert.ok(patch.parameters.some(({ name }: { name: string }) => name === "fieldValidation"));
});

test("the index names every version with a hash", async () => {
  const { paths } = await documents.v3Index((dependsOn) => String(dependsOn.length));
  assert.equal(Object.keys(paths).length, 22);
  assert.match(paths["api/v1"]?.serverRelativeURL ?? "", /^\/openapi\/v3\/api\/v1\?hash=\d+$/);
  assert.match(paths["apis/autoscaling/v2"]?.serverRelativeURL ?? "", /^\/openapi\/v3\/apis\/autoscaling\/v2\?hash=\d+$/);
});

test("the v2 document holds everything it refers to, and no oneOf", async () => {
  const text = await documents.v2();
  const { definitions, paths } = JSON.parse(text);
  const missing = [...text.matchAll(/"#\/definitions\/([^"]+)"/g)].map(([, name = ""]) => name).filter((name) => definitions[name] === undefined);
  assert.deepEqual(missing, []);
  assert.equal(text.includes('"oneOf":['), false);
  assert.equal(definitions["io.k8s.apimachinery.pkg.api.resource.Quantity"].type, "string");
  assert.deepEqual(paths["/api/v1/nodes/{name}"].get["x-kubernetes-action"], "get");
});

test("a version that is not served has no document", () => {
  assert.equal(documents.v3("batch", "v1beta1"), undefined);
});
