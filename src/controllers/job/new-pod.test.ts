import assert from "node:assert/strict";
import { test } from "node:test";
import { trackingFinalizer } from "./labels.ts";
import { newJobPod } from "./new-pod.ts";
import { aJob } from "./test-builders.ts";

test("Job pod: the index stays in the name, however long the Job's is", () => {
  const nameOf = (length: number, index: number): string | undefined => newJobPod(aJob({ completionMode: "Indexed", completions: 1_000 }, {}, { name: "j".repeat(length) }), { index }).metadata.generateName;
  assert.equal(nameOf(55, 7), `${"j".repeat(55)}-7-`);
  assert.equal(nameOf(56, 7), `${"j".repeat(55)}-7-`);
  assert.equal(nameOf(59, 123), `${"j".repeat(53)}-123-`);
});

test("Job pod: it is tracked once, also where the template asks for it", () => {
  const job = aJob();
  assert.deepEqual(newJobPod(job, {}).metadata.finalizers, [trackingFinalizer]);
  const template = { ...job.spec.template, metadata: { finalizers: ["example.com/mine", trackingFinalizer] } };
  assert.deepEqual(newJobPod({ ...job, spec: { ...job.spec, template } }, {}).metadata.finalizers, ["example.com/mine", trackingFinalizer]);
});
