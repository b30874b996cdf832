import assert from "node:assert/strict";
import { test } from "node:test";
import { buildTable } from "./build-table.ts";
import { defaultColumns, defaultRow } from "./default-table.ts";

const role = { kind: "Role", apiVersion: "rbac.authorization.k8s.io/v1", metadata: { name: "a", creationTimestamp: "2026-01-01T00:00:00Z" }, rules: [] };
const form = { columns: defaultColumns, row: defaultRow };
const options = { metadata: { resourceVersion: "5" }, nowMs: 0 };

test("buildTable: a row has the cells of its object, and its metadata unless told otherwise", () => {
  const table = buildTable([role], form, options);
  assert.deepEqual(
    table.columnDefinitions.map((column) => column.name),
    ["Name", "Created At"],
  );
  assert.deepEqual(table.rows, [
    { cells: ["a", "2026-01-01T00:00:00Z"], object: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: role.metadata } },
  ]);
  assert.equal(buildTable([role], form, { ...options, includeObject: "Object" }).rows[0]?.object, role);
  assert.equal(buildTable([role], form, { ...options, includeObject: "None" }).rows[0]?.object, undefined);
});

test("buildTable: conditions are there only where there are some, and columns can be left out", () => {
  const done = { type: "Completed", status: "True" };
  const withConditions = { ...form, conditions: (object: typeof role) => (object.metadata.name === "a" ? [done] : []) };
  const other = { ...role, metadata: { ...role.metadata, name: "b" } };
  const table = buildTable([role, other], withConditions, { ...options, includeColumns: false });
  assert.deepEqual(
    table.rows.map((row) => row.conditions),
    [[done], undefined],
  );
  assert.deepEqual(table.columnDefinitions, []);
});
