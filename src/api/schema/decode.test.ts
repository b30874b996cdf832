import assert from "node:assert/strict";
import { test } from "node:test";
import { cannotDecode, decodeObject } from "./decode.ts";

const job = { group: "batch", version: "v1", kind: "Job" };
const pod = { group: "", version: "v1", kind: "Pod" };
const service = { group: "", version: "v1", kind: "Service" };

const podWith = (container: object) => ({ apiVersion: "v1", kind: "Pod", metadata: { name: "a" }, spec: { containers: [{ name: "c", ...container }] } });
const jobWith = (spec: object) => ({ apiVersion: "batch/v1", kind: "Job", spec });

const refused: { name: string; kind: typeof job; body: unknown; error: string }[] = [
  {
    name: "a string for a number",
    kind: job,
    body: jobWith({ parallelism: "two" }),
    error: "json: cannot unmarshal string into Go struct field JobSpec.spec.parallelism of type int32",
  },
  {
    name: "a number for a string",
    kind: pod,
    body: podWith({ image: 5 }),
    error: "json: cannot unmarshal number into Go struct field Container.spec.containers.image of type string",
  },
  {
    name: "a number for a string with a name of its own",
    kind: pod,
    body: podWith({ imagePullPolicy: 5 }),
    error: "json: cannot unmarshal number into Go struct field Container.spec.containers.imagePullPolicy of type v1.PullPolicy",
  },
  {
    name: "a string for a boolean",
    kind: pod,
    body: podWith({ tty: "yes" }),
    error: "json: cannot unmarshal string into Go struct field Container.spec.containers.tty of type bool",
  },
  {
    name: "a boolean for an object",
    kind: job,
    body: jobWith({ template: true }),
    error: "json: cannot unmarshal bool into Go struct field JobSpec.spec.template of type v1.PodTemplateSpec",
  },
  {
    name: "an object for a list",
    kind: pod,
    body: { spec: { containers: {} } },
    error: "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container",
  },
  {
    name: "a string for a list's item, after a good item",
    kind: pod,
    body: { spec: { containers: [{ name: "a" }, "b"] } },
    error: "json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type v1.Container",
  },
  {
    name: "a list for a map",
    kind: pod,
    body: { metadata: { labels: ["a"] } },
    error: "json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string",
  },
  {
    name: "a number for a label",
    kind: pod,
    body: { metadata: { labels: { a: 1 } } },
    error: "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string",
  },
  {
    name: "one above int32",
    kind: job,
    body: jobWith({ parallelism: 2 ** 31 }),
    error: "json: cannot unmarshal number 2147483648 into Go struct field JobSpec.spec.parallelism of type int32",
  },
  {
    name: "a fraction for an integer",
    kind: job,
    body: jobWith({ parallelism: 1.5 }),
    error: "json: cannot unmarshal number 1.5 into Go struct field JobSpec.spec.parallelism of type int32",
  },
  {
    name: "a quantity that is none",
    kind: pod,
    body: podWith({ resources: { limits: { cpu: "lots" } } }),
    error: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  },
  {
    name: "a quantity outranks an earlier mismatch",
    kind: pod,
    body: podWith({ tty: 1, resources: { limits: { cpu: "lots" } } }),
    error: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  },
  {
    name: "a time that is none",
    kind: pod,
    body: { metadata: { deletionTimestamp: "soon" } },
    error: 'parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006"',
  },
  {
    name: "a time with a month 13",
    kind: pod,
    body: { metadata: { deletionTimestamp: "2026-13-01T00:00:00Z" } },
    error: 'parsing time "2026-13-01T00:00:00Z": month out of range',
  },
  {
    name: "a number for a time",
    kind: pod,
    body: { metadata: { deletionTimestamp: 5 } },
    error: "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.deletionTimestamp of type string",
  },
  {
    name: "a boolean for an IntOrString",
    kind: service,
    body: { spec: { ports: [{ port: 80, targetPort: true }] } },
    error: "json: cannot unmarshal bool into Go struct field ServicePort.spec.ports.targetPort of type int32",
  },
  { name: "a body that is no object", kind: pod, body: "pod", error: "json: cannot unmarshal string into Go value of type v1.Pod" },
  {
    name: "bytes that are not base64",
    kind: { group: "", version: "v1", kind: "Secret" },
    body: { data: { a: "a?==" } },
    error: "illegal base64 data at input byte 1",
  },
  {
    name: "the first of two mismatches is told",
    kind: job,
    body: jobWith({ suspend: 1, parallelism: "x" }),
    error: "json: cannot unmarshal number into Go struct field JobSpec.spec.suspend of type bool",
  },
];

for (const { name, kind, body, error } of refused) {
  test(`decoding refuses ${name}`, () => assert.equal(decodeObject(kind, body).error, error));
}

test("decoding accepts the largest int32", () => {
  assert.equal(decodeObject(job, jobWith({ parallelism: 2 ** 31 - 1 })).error, undefined);
});

test("unknown fields are left out and named by their full path", () => {
  const body = { ...podWith({ imag: "x", ports: [{ containerPort: 80, Protocol: "TCP" }] }), spex: {} };
  const { object, unknownFields, error } = decodeObject(pod, body);
  assert.equal(error, undefined);
  assert.deepEqual(unknownFields, ["spec.containers[0].imag", "spec.containers[0].ports[0].Protocol", "spex"]);
  assert.deepEqual(object, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "a" },
    spec: { containers: [{ name: "c", ports: [{ containerPort: 80, protocol: "TCP" }], resources: {} }] },
    status: {},
  });
});

const normalForms: { name: string; kind: typeof job; body: unknown; object: unknown }[] = [
  { name: "an empty pod gets what Kubernetes always writes", kind: pod, body: {}, object: { metadata: {}, spec: { containers: [] }, status: {} } },
  {
    name: "nulls are absent",
    kind: job,
    body: { metadata: null, spec: { parallelism: null, template: { spec: { containers: [] } } } },
    object: { metadata: {}, spec: { template: { metadata: {}, spec: { containers: [] } } }, status: {} },
  },
  {
    name: "a pointer keeps its zero, a plain field does not",
    kind: pod,
    body: { spec: { containers: [], hostNetwork: false, enableServiceLinks: false, nodeName: "", priority: 0 } },
    object: { metadata: {}, spec: { containers: [], enableServiceLinks: false, priority: 0 }, status: {} },
  },
  {
    name: "empty optional lists and maps are left out, empty objects stay",
    kind: pod,
    body: { metadata: { labels: {} }, spec: { containers: [], volumes: [{ name: "v", emptyDir: {} }], tolerations: [], securityContext: {} } },
    object: { metadata: {}, spec: { containers: [], volumes: [{ name: "v", emptyDir: {} }], securityContext: {} }, status: {} },
  },
  {
    name: "quantities are written canonically",
    kind: pod,
    body: podWith({ resources: { limits: { cpu: 0.5, memory: "1024Mi" }, requests: { cpu: "1000m" } } }),
    object: {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "a" },
      spec: { containers: [{ name: "c", resources: { limits: { cpu: "500m", memory: "1Gi" }, requests: { cpu: "1" } } }] },
      status: {},
    },
  },
  {
    name: "times are written in UTC and whole seconds",
    kind: pod,
    body: { metadata: { creationTimestamp: "2026-01-31T09:00:00.75+01:00" } },
    object: { metadata: { creationTimestamp: "2026-01-31T08:00:00Z" }, spec: { containers: [] }, status: {} },
  },
  {
    name: "a null in a map of strings is an empty string",
    kind: pod,
    body: { metadata: { labels: { a: null } } },
    object: { metadata: { labels: { a: "" } }, spec: { containers: [] }, status: {} },
  },
  {
    name: "declared defaults are filled in",
    kind: service,
    body: { spec: { ports: [{ port: 80 }] } },
    object: { metadata: {}, spec: { ports: [{ port: 80, protocol: "TCP" }] }, status: { loadBalancer: {} } },
  },
];

for (const { name, kind, body, object } of normalForms) {
  test(`the normal form: ${name}`, () => {
    const decoded = decodeObject(kind, body);
    assert.deepEqual(decoded, { object, unknownFields: [], error: undefined });
    assert.deepEqual(decodeObject(kind, decoded.object).object, object, "decoding the normal form changes nothing");
  });
}

test("micro times keep their digits", () => {
  const lease = { group: "coordination.k8s.io", version: "v1", kind: "Lease" };
  const body = { metadata: {}, spec: { renewTime: "2026-01-31T08:00:00.123456Z" } };
  assert.deepEqual(decodeObject(lease, body).object, body);
  assert.equal(
    decodeObject(lease, { spec: { renewTime: "2026-01-31T08:00:00Z" } }).error,
    'parsing time "2026-01-31T08:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
  );
});

test("micro times in another offset keep their digits too", () => {
  const lease = { group: "coordination.k8s.io", version: "v1", kind: "Lease" };
  for (let micros = 0; micros < 1_000_000; micros += 99_991) {
    const digits = String(micros).padStart(6, "0");
    const { object } = decodeObject(lease, { spec: { renewTime: `2026-01-31T09:00:00.${digits}+01:00` } });
    assert.deepEqual(object, { metadata: {}, spec: { renewTime: `2026-01-31T08:00:00.${digits}Z` } });
  }
});

test("delete options are decoded in every group", () => {
  const body = { kind: "DeleteOptions", apiVersion: "batch/v1", gracePeriodSeconds: 0, preconditions: { uid: "1" } };
  assert.deepEqual(decodeObject({ group: "batch", version: "v1", kind: "DeleteOptions" }, body).object, body);
});

test("decoding shares nothing with its input", () => {
  const body = { data: { raw: [1, { deep: true }] }, revision: 1, metadata: { labels: { a: "b" } } };
  const { object } = decodeObject({ group: "apps", version: "v1", kind: "ControllerRevision" }, body);
  assert.deepEqual(object, body);
  assert.notEqual((object as typeof body).data.raw[1], body.data.raw[1]);
  assert.notEqual(object.metadata?.labels, body.metadata.labels);
});

test("a label named __proto__ is a label", () => {
  const { object } = decodeObject(pod, JSON.parse('{"metadata":{"labels":{"__proto__":"x"}}}'));
  assert.equal(JSON.stringify(object.metadata), '{"labels":{"__proto__":"x"}}');
});

test("a custom resource's schema may hold schemas, lists and booleans", () => {
  const schema = { type: "object", properties: { a: { type: "array", items: { type: "string" } }, b: { additionalProperties: false, type: "object" } } };
  const body = {
    spec: {
      group: "g",
      names: { kind: "K", plural: "ks" },
      scope: "Namespaced",
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema }, subresources: { status: {} } }],
    },
  };
  const decoded = decodeObject({ group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition" }, body);
  assert.equal(decoded.error, undefined);
  assert.deepEqual(decoded.unknownFields, []);
  assert.deepEqual((decoded.object as unknown as typeof body).spec.versions, body.spec.versions);
});

test("errors are wrapped as upstream wraps them", () => {
  assert.equal(
    cannotDecode(job, 'strict decoding error: unknown field "spec.foo"').message,
    'Job in version "v1" cannot be handled as a Job: strict decoding error: unknown field "spec.foo"',
  );
});
