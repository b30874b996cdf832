import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf, metadataRow } from "./columns.ts";
import { servedResources } from "./resources.ts";
import { kindDecoder } from "./schema/decode.ts";
import { strategyFor } from "./strategies.ts";

const now = Date.parse("2026-01-31T08:00:00Z");
const metadata = { name: "x", creationTimestamp: "2026-01-31T07:00:00Z" };

/** What validation makes sure of before anything is printed. */
const required: Readonly<Record<string, object>> = { ipaddresses: { spec: { parentRef: { resource: "services", name: "a" } } } };

for (const info of servedResources) {
  const printRow = strategyFor(info.group, info.resource)?.printRow;
  if (printRow === undefined) continue;
  test(`a row of ${info.resource} (${info.group || "core"}) has one cell a column, even of the emptiest object`, () => {
    const { object } = kindDecoder(info)?.({ metadata, ...required[info.resource] }) ?? {};
    assert.ok(object !== undefined);
    const row = printRow(object, now);
    assert.equal(row.length, columnsOf(info.group, info.resource).length, JSON.stringify(row));
    assert.deepEqual(
      row.filter((cell) => cell === undefined),
      [],
    );
  });
}

test("a kind without columns has a name and a time", () => {
  const columns = columnsOf("example.com", "widgets");
  assert.deepEqual(
    columns.map(({ name }) => name),
    ["Name", "Created At"],
  );
  assert.deepEqual(metadataRow(columns, { metadata }, now), ["x", "2026-01-31T07:00:00Z"]);
});

test("without rules of its own a row tells what the metadata tells", () => {
  assert.deepEqual(metadataRow(columnsOf("", "componentstatuses"), { metadata }, now), ["x", "<unknown>", "<unknown>", "<unknown>"]);
  assert.deepEqual(metadataRow(columnsOf("", "serviceaccounts"), { metadata }, now), ["x", "60m"]);
});
