import { ageCell } from "../../api/shared/print-age.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { Cell, ColumnDefinition } from "../../machinery/table/table.ts";

interface Scale extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number };
}

/** The columns of the scale subresource, the one subresource that is printed in its own. Source: kubernetes printersinternalversion scaleColumnDefinitions. */
export const scaleColumns: readonly ColumnDefinition[] = [
  { name: "Name", type: "string", format: "name", description: "Name", priority: 0 },
  { name: "Desired", type: "integer", format: "", description: "Desired", priority: 0 },
  { name: "Available", type: "integer", format: "", description: "Available", priority: 0 },
  { name: "Age", type: "string", format: "", description: "Age", priority: 0 },
];

export function isScale(object: KubeObject | undefined): object is Scale {
  return object?.kind === "Scale" && object.apiVersion === "autoscaling/v1";
}

export function scaleCells({ metadata, spec, status }: Scale, now: number): Cell[] {
  return [metadata?.name ?? "", spec?.replicas ?? 0, status?.replicas ?? 0, ageCell(metadata?.creationTimestamp, now)];
}
