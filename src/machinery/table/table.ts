import type { KubeObject, ListMeta } from "../meta/object.ts";

export type Cell = string | number | boolean | null;

/** A column of a kind's table. Priority 0 is always shown, 1 only with `-o wide`. Source: meta/v1 TableColumnDefinition. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

export interface TableRow {
  readonly cells: readonly Cell[];
  readonly conditions?: readonly { type: string; status: string; reason?: string; message?: string }[];
  readonly object?: KubeObject | null;
}

/** A list as a person reads it. Source: meta/v1 Table. */
export interface Table {
  readonly kind: "Table";
  readonly apiVersion: "meta.k8s.io/v1";
  readonly metadata: ListMeta;
  readonly columnDefinitions: readonly ColumnDefinition[];
  readonly rows: readonly TableRow[];
}
