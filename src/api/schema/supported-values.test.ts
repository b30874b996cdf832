import assert from "node:assert/strict";
import { test } from "node:test";
import { missingFields, supportedValues } from "./supported-values.ts";

test("enumerations are listed, other fields have none", () => {
  assert.deepEqual(supportedValues("io.k8s.api.batch.v1.JobSpec", "completionMode"), ["Indexed", "NonIndexed"]);
  assert.equal(supportedValues("io.k8s.api.batch.v1.JobSpec", "managedBy"), undefined);
});

test("a required field that is empty is missing, a zero is not", () => {
  const definition = "io.k8s.api.core.v1.ServicePort";
  assert.deepEqual(missingFields(definition, {}), ["port"]);
  assert.deepEqual(missingFields(definition, { port: 0 }), []);
  assert.deepEqual(missingFields("io.k8s.api.core.v1.Container", { name: "" }), ["name"]);
});
