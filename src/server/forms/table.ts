import type { ResourceInfo } from "../../api/resource-info.ts";
import { columnsOf, metadataRow } from "../../api/columns.ts";
import { strategyFor } from "../../api/strategies.ts";
import type { KubeObject, ListMeta } from "../../machinery/meta/object.ts";
import type { Cell, ColumnDefinition, TableRow } from "../../machinery/table/table.ts";
import { metadataOnly } from "./partial-metadata.ts";
import { isScale, scaleCells, scaleColumns } from "./scale-table.ts";

/** How much of each object a table row carries. Source: meta/v1 IncludeObjectPolicy. */
export type IncludeObject = "None" | "Metadata" | "Object";

export interface TableOptions {
  readonly version: string;
  readonly includeObject: IncludeObject;
  /** Milliseconds since the epoch, for ages. */
  readonly now: number;
}

export interface WireTable {
  readonly kind: "Table";
  readonly apiVersion: string;
  readonly metadata: ListMeta;
  readonly columnDefinitions: readonly ColumnDefinition[] | null;
  readonly rows: readonly TableRow[];
}

/** `objects` as a table; `withColumns` is false for all but the first event of a watch. */
export function toTable(info: ResourceInfo, objects: readonly KubeObject[], metadata: ListMeta, options: TableOptions, withColumns = true): WireTable {
  const columnDefinitions = withColumns ? (isScale(objects[0]) ? scaleColumns : columnsOf(info.group, info.resource)) : null;
  return { kind: "Table", apiVersion: `meta.k8s.io/${options.version}`, metadata, columnDefinitions, rows: objects.map((object) => toRow(info, object, options)) };
}

function toRow(info: ResourceInfo, object: KubeObject, { includeObject, now, version }: TableOptions): TableRow {
  const strategy = strategyFor(info.group, info.resource);
  const cells: readonly Cell[] = isScale(object) ? scaleCells(object, now) : (strategy?.printRow?.(object, now) ?? metadataRow(columnsOf(info.group, info.resource), object, now));
  const conditions = strategy?.rowConditions?.(object);
  const kept = includedObject(object, includeObject, version);
  return { cells, ...(conditions?.length ? { conditions } : {}), object: kept ?? null };
}

function includedObject(object: KubeObject, include: IncludeObject, version: string): KubeObject | undefined {
  switch (include) {
    case "None":
      return undefined;
    case "Metadata":
      return metadataOnly(object, version);
    case "Object":
      return object;
  }
}
