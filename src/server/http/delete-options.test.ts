import assert from "node:assert/strict";
import { test } from "node:test";
import { StatusError } from "../../machinery/errors/status-error.ts";
import type { RequestOptions } from "../../machinery/request/api-request.ts";
import { withDeleteBody } from "./delete-options.ts";

const read: { name: string; query?: RequestOptions; body: unknown; options: RequestOptions }[] = [
  { name: "no body leaves the query's", query: { gracePeriodSeconds: 3 }, body: undefined, options: { gracePeriodSeconds: 3 } },
  { name: "the body wins over the query", query: { gracePeriodSeconds: 3 }, body: { gracePeriodSeconds: 5 }, options: { gracePeriodSeconds: 5 } },
  { name: "zero seconds are said", body: { kind: "DeleteOptions", apiVersion: "v1", gracePeriodSeconds: 0 }, options: { gracePeriodSeconds: 0 } },
  { name: "the older option to orphan", body: { orphanDependents: true }, options: { orphanDependents: true, propagationPolicy: "Orphan" } },
  { name: "the older option not to orphan", body: { orphanDependents: false }, options: { orphanDependents: false, propagationPolicy: "Background" } },
  { name: "a dry run that only the query asks for", query: { dryRun: true }, body: {}, options: { dryRun: true } },
];

for (const { name, query = {}, body, options } of read) {
  test(`delete options: ${name}`, () => assert.deepEqual(withDeleteBody(query, body), options));
}

const refused: { name: string; body: unknown; code: number; message: RegExp }[] = [
  { name: "an unknown propagation", body: { propagationPolicy: "Sideways" }, code: 422, message: /propagationPolicy: Unsupported value: "Sideways": supported values: "Foreground", "Background", "Orphan", "nil"$/ },
  { name: "both ways to say it", body: { propagationPolicy: "Orphan", orphanDependents: true }, code: 422, message: /orphanDependents and deletionPropagation cannot be both set$/ },
  { name: "an unknown dry run", body: { dryRun: ["Half"] }, code: 422, message: /dryRun: Unsupported value/ },
  { name: "seconds that are text", body: { gracePeriodSeconds: "5" }, code: 400, message: /^json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64$/ },
  { name: "another kind", body: { kind: "Pod", apiVersion: "v1" }, code: 400, message: /^expected a DeleteOptions, got a Pod$/ },
];

for (const { name, body, code, message } of refused) {
  test(`delete options: refuses ${name}`, () => {
    assert.throws(() => withDeleteBody({}, body), (error) => error instanceof StatusError && error.code === code && message.test(error.message));
  });
}
