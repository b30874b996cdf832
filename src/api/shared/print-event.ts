import type { Cell } from "../../machinery/table/table.ts";
import { ageCell } from "./print-age.ts";

/** An event of either group, under one set of names. */
export interface PrintableEvent {
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly reason: string | undefined;
  readonly target: { readonly kind?: string; readonly name?: string; readonly fieldPath?: string } | undefined;
  readonly source: { readonly component?: string; readonly host?: string } | undefined;
  readonly reportingController: string | undefined;
  readonly reportingInstance: string | undefined;
  readonly message: string | undefined;
  readonly firstTimestamp: string | null | undefined;
  readonly lastTimestamp: string | null | undefined;
  readonly eventTime: string | null | undefined;
  readonly count: number | undefined;
  readonly series: { readonly count?: number; readonly lastObservedTime?: string } | undefined;
}

/** LAST-SEEN TYPE REASON OBJECT SUBOBJECT SOURCE MESSAGE FIRST-SEEN COUNT NAME. Source: kubernetes pkg/printers printEvent. */
export function eventCells(event: PrintableEvent, now: number): Cell[] {
  const firstSeen = ageCell(event.firstTimestamp ?? event.eventTime ?? undefined, now);
  const lastSeen =
    event.series !== undefined ? ageCell(event.series.lastObservedTime, now) : event.lastTimestamp ? ageCell(event.lastTimestamp, now) : firstSeen;
  return [
    lastSeen,
    event.type ?? "",
    event.reason ?? "",
    targetCell(event.target),
    event.target?.fieldPath ?? "",
    sourceCell(event),
    (event.message ?? "").trim(),
    firstSeen,
    event.series?.count ?? (event.count || 1),
    event.name ?? "",
  ];
}

function targetCell(target: PrintableEvent["target"]): string {
  const kind = (target?.kind ?? "").toLowerCase();
  return target?.name ? `${kind}/${target.name}` : kind;
}

function sourceCell({ source, reportingController, reportingInstance }: PrintableEvent): string {
  const component = source?.component || (reportingController ?? "");
  const instance = source?.host || (reportingInstance ?? "");
  return instance === "" ? component : `${component}, ${instance}`;
}
