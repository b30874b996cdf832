import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Definitions, FieldSchema } from "../../src/api/facts/definition.ts";
import { root } from "../support/cluster.ts";
import { allTests } from "./tests.ts";

const group = "io.k8s.api.batch.v1.";
const definitions = JSON.parse(readFileSync(join(root, "src/api/facts/schemas.json"), "utf8")) as Definitions;

/** The fields of a definition and of those of its group that it is made of: `rules[].action`. */
function fieldsOf(definition: string, path: string): string[] {
  return Object.entries(definitions[definition]?.properties ?? {}).flatMap(([name, schema]) => {
    const field = `${path}.${name}`;
    const inner = referenced(schema) ?? "";
    return inner.startsWith(group) ? [field, ...fieldsOf(inner, schema.items === undefined ? field : `${field}[]`)] : [field];
  });
}

function referenced({ $ref, items }: FieldSchema): string | undefined {
  return ($ref ?? items?.$ref)?.split("/").at(-1);
}

/** The rows of the table: field, and the names of the tests. */
function documented(): [field: string, tests: string[]][] {
  const lines = readFileSync(join(root, "docs/job-fields.md"), "utf8").split("\n");
  return lines.flatMap((line) => {
    const [, field, tests] = /^\| `([^`]+)` \| (.+) \|$/.exec(line) ?? [];
    return field === undefined || tests === undefined ? [] : [[field, tests.split("<br>")]];
  });
}

test("docs/job-fields.md has a row for every field of a Job's spec and status, and no other", () => {
  const fields = [...fieldsOf(`${group}JobSpec`, "spec"), ...fieldsOf(`${group}JobStatus`, "status")];
  assert.ok(fields.length > 40, `the schema has ${fields.length} fields`);
  assert.deepEqual(documented().map(([field]) => field), fields);
});

test("docs/job-fields.md names only tests that there are", async () => {
  const { rows, lives } = await allTests();
  const names = new Set([...rows, ...lives].map(({ name }) => name));
  assert.equal(names.size, rows.length + lives.length, "no two tests have the same name");
  assert.deepEqual(documented().flatMap(([, tests]) => tests).filter((name) => !names.has(name)), []);
});
