import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldError, immutableField } from "../../../machinery/errors/field-errors.ts";
import { podTemplateInGo } from "../../core/in-go/pod-in-go.ts";
import type { Job, JobSpec, JobStatus } from "../../types/batch/v1.gen.ts";
import type { PodSpec } from "../../types/core/v1.gen.ts";
import { aJob } from "./builders.ts";
import { printRow } from "./print-row.ts";
import { strategy } from "./strategy.ts";
import { validateUpdate } from "./update-rules.ts";
import { validateStatusUpdate } from "./validate-status.ts";
import { validateCreate } from "./validation.ts";

const indexed = (completions: number): Partial<JobSpec> => ({ completionMode: "Indexed", completions });
const exitCodes = (operator: "In" | "NotIn", values: number[]): Partial<JobSpec> => ({ podFailurePolicy: { rules: [{ action: "FailJob", onExitCodes: { operator, values } }] } });

const creations: { name: string; spec?: Partial<JobSpec>; podSpec?: Partial<PodSpec>; errors: string[] }[] = [
  { name: "the least that is a job", errors: [] },
  { name: "no restart policy", podSpec: { restartPolicy: undefined }, errors: ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'] },
  { name: "pods that are always restarted", podSpec: { restartPolicy: "Always" }, errors: ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'] },
  { name: "no retries", spec: { backoffLimit: 0 }, errors: [] },
  { name: "fewer than no retries", spec: { backoffLimit: -1 }, errors: ["spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0"] },
  { name: "Indexed without completions", spec: { completionMode: "Indexed", parallelism: 1 }, errors: ["spec.completions: Required value: when completion mode is Indexed"] },
  { name: "parallelism of 100000 indexes", spec: { ...indexed(100_000), parallelism: 100_000 }, errors: [] },
  { name: "one index in parallel too many", spec: { ...indexed(100_000), parallelism: 100_001 }, errors: ["spec.parallelism: Invalid value: 100001: must be less than or equal to 100000 when completion mode is Indexed"] },
  { name: "failed indexes without a limit for each", spec: { ...indexed(2), maxFailedIndexes: 1 }, errors: ["spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified"] },
  { name: "a limit per index without indexes", spec: { backoffLimitPerIndex: 1 }, errors: ["spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode"] },
  { name: "exit codes in order", spec: exitCodes("In", [1, 2]), errors: [] },
  { name: "exit codes out of order", spec: exitCodes("In", [2, 1]), errors: ["spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1]: must be ordered"] },
  { name: "exit code 0 among failures", spec: exitCodes("In", [0]), errors: ["spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator"] },
  { name: "exit code 0 among those left out", spec: exitCodes("NotIn", [0]), errors: [] },
  { name: "a failure rule for pods that restart", spec: exitCodes("In", [1]), podSpec: { restartPolicy: "OnFailure" }, errors: ['spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified'] },
  { name: "success by the last index", spec: { ...indexed(3), successPolicy: { rules: [{ succeededIndexes: "0,2" }] } }, errors: [] },
  { name: "success by an index past the last", spec: { ...indexed(3), successPolicy: { rules: [{ succeededIndexes: "0,3" }] } }, errors: ['spec.successPolicy.rules[0].succeededIndexes: Invalid value: "0,3": error parsing succeededIndexes: too large index: "3"'] },
  { name: "success by more than are listed", spec: { ...indexed(3), successPolicy: { rules: [{ succeededIndexes: "0", succeededCount: 2 }] } }, errors: ["spec.successPolicy.rules[0].succeededCount: Invalid value: 2: must be less than or equal to 1 (the number of indexes in the specified succeededIndexes field)"] },
  { name: "managed by a name without a domain", spec: { managedBy: "queue" }, errors: ['spec.managedBy: Invalid value: "queue": must be a domain-prefixed path (such as "acme.io/foo")'] },
  { name: "a selector of one's own, not asked for", spec: { selector: { matchLabels: { "batch.kubernetes.io/controller-uid": "other" } } }, errors: ['spec.selector: Invalid value: {"matchLabels":{"batch.kubernetes.io/controller-uid":"other"}}: `selector` not auto-generated', 'spec.template.metadata.labels: Invalid value: {"batch.kubernetes.io/controller-uid":"uid-pi","batch.kubernetes.io/job-name":"pi","controller-uid":"uid-pi","job-name":"pi"}: `selector` does not match template `labels`'] },
];

for (const { name, spec, podSpec, errors } of creations) {
  test(`a new job: ${name}`, () => assert.deepEqual(validateCreate(aJob({ spec, podSpec })).map(formatFieldError), errors));
}

test("a job without labels has its template's, the generated ones included; one with the same labels as its template keeps just these", () => {
  const labelsOf = (own: Record<string, string> | undefined): Record<string, string> | undefined => {
    const job = { metadata: { name: "pi", uid: "uid-pi", labels: own }, spec: { template: { metadata: { labels: { app: "pi" } }, spec: { containers: [] } } } } as unknown as Job;
    strategy.applyDefaults?.(job);
    strategy.prepareForCreate?.(job, { now: 0, user: { name: "", groups: [] } });
    return job.metadata.labels;
  };
  assert.deepEqual(Object.keys(labelsOf(undefined) ?? {}).sort(), ["app", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "controller-uid", "job-name"]);
  assert.deepEqual(labelsOf({ app: "pi" }), { app: "pi" });
});

test("a job's defaults: one run, six retries, NonIndexed; a work queue keeps its completions open", () => {
  const { completions, parallelism, backoffLimit, completionMode, suspend, podReplacementPolicy } = aJob().spec;
  assert.deepEqual({ completions, parallelism, backoffLimit, completionMode, suspend, podReplacementPolicy }, { completions: 1, parallelism: 1, backoffLimit: 6, completionMode: "NonIndexed", suspend: false, podReplacementPolicy: "TerminatingOrFailed" });
  assert.equal(aJob({ spec: { parallelism: 3 } }).spec.completions, undefined);
  assert.equal(aJob({ spec: { ...indexed(2), backoffLimitPerIndex: 1 } }).spec.backoffLimit, 2147483647);
});

const updates: { name: string; before?: Partial<JobSpec>; status?: JobStatus; after: Partial<JobSpec>; podSpec?: Partial<PodSpec>; errors: string[] }[] = [
  { name: "more in parallel", after: { parallelism: 5, completions: 1 }, errors: [] },
  { name: "more completions", after: { completions: 2, parallelism: 1 }, errors: ["spec.completions: Invalid value: 2: field is immutable"] },
  { name: "an Indexed job grows as a whole", before: { ...indexed(2), parallelism: 2 }, after: { ...indexed(3), parallelism: 3 }, errors: [] },
  { name: "an Indexed job grows in part", before: { ...indexed(2), parallelism: 2 }, after: { ...indexed(3), parallelism: 2 }, errors: ["spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism"] },
  { name: "where a suspended job's pods run", before: { suspend: true }, after: { suspend: true }, podSpec: { nodeSelector: { a: "b" } }, errors: [] },
];

for (const { name, before, status, after, podSpec, errors } of updates) {
  test(`a job's update: ${name}`, () => assert.deepEqual(validateUpdate(aJob({ spec: after, podSpec }), aJob({ spec: before, status })).map(formatFieldError), errors));
}

test("a job's update: written anew without what was generated, it names everything that is missing", () => {
  const job = aJob();
  const labels = { app: "pi" };
  const { selector: _generated, ...spec } = job.spec;
  const errors = validateUpdate({ ...job, spec: { ...spec, template: { ...spec.template, metadata: { labels } } } }, job);
  assert.deepEqual(errors.map(({ type, field, detail }) => [type, field, detail]), [
    ["Required", "spec.selector", ""],
    ["Invalid", "spec.template.metadata.labels", "`selector` does not match template `labels`"],
    ["Invalid", "spec.selector", "field is immutable"],
    ["Invalid", "spec.template", "field is immutable"],
  ]);
});

test("a job's update: where a running job's pods run is fixed, and the template is told as upstream's own type", () => {
  const job = aJob({ podSpec: { nodeSelector: { a: "b" } } });
  const errors = validateUpdate(job, aJob());
  assert.deepEqual(errors, [immutableField("spec.template", podTemplateInGo(job.spec.template))]);
  assert.match(errors.map(formatFieldError).join(), /^spec\.template: Invalid value: \{"labels":\{.*"Spec":\{"Volumes":null,.*"NodeSelector":\{"a":"b"\},.*: field is immutable$/);
});

const condition = (type: string) => ({ type, status: "True" as const });
const over: JobStatus = { startTime: "2026-01-01T00:00:00Z", completionTime: "2026-01-01T00:01:00Z", succeeded: 1, conditions: [condition("SuccessCriteriaMet"), condition("Complete")] };
const statuses: { name: string; before?: JobStatus; after: JobStatus; details: string[] }[] = [
  { name: "complete", before: { startTime: "2026-01-01T00:00:00Z" }, after: over, details: [] },
  { name: "complete without criteria", after: { ...over, conditions: [condition("Complete")] }, details: ["cannot set Complete=True condition without the SuccessCriteriaMet=true condition"] },
  { name: "complete with a pod left", after: { ...over, active: 1 }, details: ["active>0 is invalid for finished job"] },
  { name: "complete no more", before: over, after: { startTime: over.startTime, succeeded: 1 }, details: ["cannot disable the terminal Complete=True condition", "cannot disable the SuccessCriteriaMet=True condition"] },
  { name: "fewer failures than before", before: { failed: 2 }, after: { failed: 1 }, details: ["cannot decrease the failed counter"] },
  { name: "what was wrong before is left alone", before: { ready: 1 }, after: { ready: 1, succeeded: 1 }, details: [] },
  { name: "a beginning that moves", before: { startTime: over.startTime }, after: { startTime: "2026-01-01T00:02:00Z" }, details: ["startTime cannot be removed for unsuspended job"] },
  { name: "a beginning anew", before: { startTime: over.startTime, conditions: [condition("Suspended")] }, after: { startTime: "2026-01-01T00:02:00Z", conditions: [{ type: "Suspended", status: "False" }] }, details: [] },
  { name: "more ready than active", after: { ready: 1, active: 0 }, details: ["cannot set more ready pods than active"] },
];

for (const { name, before = {}, after, details } of statuses) {
  test(`a job's status: ${name}`, () => assert.deepEqual(validateStatusUpdate(aJob({ status: after }), aJob({ status: before })).map(({ detail }) => detail), details));
}

const now = Date.parse("2026-01-01T00:10:00Z");
const rows: { name: string; spec?: Partial<JobSpec>; status?: JobStatus; deleting?: boolean; shown: [string, string, string] }[] = [
  { name: "not started", shown: ["Running", "0/1", ""] },
  { name: "running for two minutes", status: { startTime: "2026-01-01T00:08:00Z" }, shown: ["Running", "0/1", "2m"] },
  { name: "complete after a minute", status: over, shown: ["Complete", "1/1", "60s"] },
  { name: "a work queue of one", spec: { parallelism: 1 }, shown: ["Running", "0/1", ""] },
  { name: "a work queue of two", spec: { parallelism: 2 }, shown: ["Running", "0/1 of 2", ""] },
  { name: "suspended", status: { conditions: [condition("Suspended")] }, shown: ["Suspended", "0/1", ""] },
  { name: "about to fail", status: { conditions: [condition("FailureTarget")] }, shown: ["FailureTarget", "0/1", ""] },
  { name: "being deleted", deleting: true, shown: ["Terminating", "0/1", ""] },
];

for (const { name, spec, status, deleting, shown } of rows) {
  test(`kubectl get jobs: ${name}`, () => {
    const job = aJob({ spec, status, metadata: deleting ? { deletionTimestamp: "2026-01-01T00:09:00Z" } : {} });
    assert.deepEqual(printRow(job, now), ["pi", ...shown, "10m", "main", "busybox:1", "batch.kubernetes.io/controller-uid=uid-pi"]);
  });
}
