import type { KubeObject } from "../machinery/meta/object.ts";
import type { Cell, ColumnDefinition } from "../machinery/table/table.ts";
import facts from "./facts/columns.json" with { type: "json" };
import { servedResources } from "./resources.ts";
import { ageCell } from "./shared/print-age.ts";

/** The columns of kinds that declare none. Source: apiserver registry/rest table.go. */
const nameAndCreation: readonly ColumnDefinition[] = [
  { name: "Name", type: "string", format: "name", description: "Name", priority: 0 },
  { name: "Created At", type: "date", format: "", description: "Created At", priority: 0 },
];

const byKind = new Map(facts.map(({ group, kind, columns }) => [`${group}/${kind}`, columns.map((column) => ({ ...column, description: column.name }))]));
const byResource = new Map<string, Map<string, readonly ColumnDefinition[]>>();
for (const { group, resource, kind } of servedResources) {
  const resources = byResource.get(group) ?? new Map<string, readonly ColumnDefinition[]>();
  const columns = byKind.get(`${group}/${kind}`);
  byResource.set(group, resources.set(resource, columns === undefined || columns.length === 0 ? nameAndCreation : columns));
}

/** The columns in which a resource's objects are listed, all of them: clients hide those of priority 1 themselves. */
export function columnsOf(group: string, resource: string): readonly ColumnDefinition[] {
  return byResource.get(group)?.get(resource) ?? nameAndCreation;
}

/**
 * A row for objects of a kind without rules for its own: what can be told from the metadata, and `<unknown>` in every
 * other column. One cell a column, so that no value stands under a foreign heading.
 */
export function metadataRow(columns: readonly ColumnDefinition[], object: KubeObject, now: number): Cell[] {
  return columns.map((column) => metadataCell(column, object, now));
}

function metadataCell({ name }: ColumnDefinition, { metadata }: KubeObject, now: number): Cell {
  const created = metadata?.creationTimestamp;
  switch (name) {
    case "Name":
      return metadata?.name ?? "";
    case "Created At":
      return created ?? null;
    case "Age":
      return ageCell(created, now);
    default:
      return "<unknown>";
  }
}
