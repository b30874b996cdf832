import type { KubeObject, ListMeta } from "../meta/object.ts";
import type { Cell, ColumnDefinition, Table, TableRow } from "./table.ts";

/** How much of each object a row carries: all, its metadata as PartialObjectMetadata, or nothing. */
export type IncludeObject = "Object" | "Metadata" | "None";

/** How one kind looks in a table. */
export interface TableForm<T extends KubeObject = KubeObject> {
  readonly columns: readonly ColumnDefinition[];
  /** The cells of one object, in the order of the columns. */
  row(object: T, nowMs: number): readonly Cell[];
  conditions?(object: T): NonNullable<TableRow["conditions"]>;
}

export interface TableOptions {
  /** Of the list, or of the object where there is one. */
  readonly metadata: ListMeta;
  readonly nowMs: number;
  /** Default: Metadata. */
  readonly includeObject?: IncludeObject;
  /** Left out in all but the first event of a watch. Default: true. */
  readonly includeColumns?: boolean;
}

/** Objects of one kind as a Table. */
export function buildTable<T extends KubeObject>(objects: readonly T[], form: TableForm<T>, options: TableOptions): Table {
  const { metadata, nowMs, includeObject = "Metadata", includeColumns = true } = options;
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: includeColumns ? form.columns : [],
    rows: objects.map((object) => buildRow(object, form, nowMs, includeObject)),
  };
}

function buildRow<T extends KubeObject>(object: T, form: TableForm<T>, nowMs: number, includeObject: IncludeObject): TableRow {
  const conditions = form.conditions?.(object) ?? [];
  const included = includedObject(object, includeObject);
  return {
    cells: form.row(object, nowMs),
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(included === undefined ? {} : { object: included }),
  };
}

function includedObject(object: KubeObject, includeObject: IncludeObject): KubeObject | undefined {
  switch (includeObject) {
    case "Object":
      return object;
    case "Metadata":
      return partialObjectMetadata(object);
    case "None":
      return undefined;
  }
}

/** The object with nothing but its metadata. Source: meta/v1 PartialObjectMetadata. */
export function partialObjectMetadata(object: KubeObject): KubeObject {
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata };
}
