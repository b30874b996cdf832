import assert from "node:assert/strict";
import { test } from "node:test";
import { asWarnings, duplicatesFirst, inOrderOfText, linesFirst, type StrictReport, unknownOnly } from "./strict-report.ts";

const text = '{"spec":{"unknown1":"a","unknownDupe":{"x":1,"x":2},"unknownDupe":"b","paused":true,"paused":false,"paused":true,"template":{"containers":[{"unknownNested":"a","policy":"Always","policy":"Never"}]}},"spec2":1}';
const unknown = ["spec.unknown1", "spec.unknownDupe", "spec.template.containers[0].unknownNested"];

const rows: { name: string; report: StrictReport; unknown: readonly string[]; is: readonly string[] }[] = [
  {
    name: "JSON: as it stands in the text; what is unknown is not told to be there twice, nor what is in it",
    report: inOrderOfText(text),
    unknown,
    is: ['unknown field "spec.unknown1"', 'unknown field "spec.unknownDupe"', 'duplicate field "spec.paused"', 'unknown field "spec.template.containers[0].unknownNested"', 'duplicate field "spec.template.containers[0].policy"'],
  },
  { name: "JSON without unknown fields", report: inOrderOfText('{"a":1,"a":2}'), unknown: [], is: ['duplicate field "a"'] },
  { name: "a patch: what is there twice first", report: duplicatesFirst(['duplicate field "spec.z"']), unknown: ["spec.b", "spec.a"], is: ['duplicate field "spec.z"', 'unknown field "spec.b"', 'unknown field "spec.a"'] },
  {
    name: "YAML: lines first, then names in their order, items in theirs",
    report: linesFirst(["lines"]),
    unknown: ["spec.unknown1", "metadata.x", "spec.template[10].a", "spec.template[9].a", "spec.template"],
    is: ["lines", 'unknown field "metadata.x"', 'unknown field "spec.template"', 'unknown field "spec.template[9].a"', 'unknown field "spec.template[10].a"', 'unknown field "spec.unknown1"'],
  },
  { name: "nothing but what is unknown", report: unknownOnly, unknown: ["b", "a"], is: ['unknown field "b"', 'unknown field "a"'] },
];
for (const { name, report, unknown: fields, is } of rows) test(`strict report of ${name}`, () => assert.deepEqual(report(fields), is));

test("strict report: no more than a hundred findings of one text", () => {
  const fields = Array.from({ length: 150 }, (_, index) => `f${index}`);
  assert.equal(inOrderOfText(JSON.stringify(Object.fromEntries(fields.map((field) => [field, 1]))))(fields).length, 100);
});

test("warnings tell each line of YAML by itself, and anything else as it is", () => {
  assert.deepEqual(asWarnings('yaml: unmarshal errors:\n  line 2: key "a" already set in map\n  line 3: key "b" already set in map'), ['line 2: key "a" already set in map', 'line 3: key "b" already set in map']);
  assert.deepEqual(asWarnings('unknown field "a"'), ['unknown field "a"']);
});
