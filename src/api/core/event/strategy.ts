import { eventCells } from "../../shared/print-event.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { Event } from "../../types/core/v1.gen.ts";
import { expiresAtMs, keptAtMost } from "./expiry.ts";
import { validateCreate } from "./validation.ts";

/** Events in their older form. Source: kubernetes pkg/registry/core/event. */
export const strategy: KindStrategy<Event> = {
  group: "",
  resource: "events",
  validateCreate,
  validateUpdate: (event) => validateCreate(event),
  createOnUpdate: true,
  expiresAtMs,
  keptAtMost,
  fieldLabels: [
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "source",
    "type",
  ],
  selectableFields: ({ involvedObject, reason = "", reportingComponent = "", source, type = "" }) => ({
    "involvedObject.kind": involvedObject.kind ?? "",
    "involvedObject.namespace": involvedObject.namespace ?? "",
    "involvedObject.name": involvedObject.name ?? "",
    "involvedObject.uid": involvedObject.uid ?? "",
    "involvedObject.apiVersion": involvedObject.apiVersion ?? "",
    "involvedObject.resourceVersion": involvedObject.resourceVersion ?? "",
    "involvedObject.fieldPath": involvedObject.fieldPath ?? "",
    reason,
    reportingComponent,
    source: source?.component || reportingComponent,
    type,
  }),
  printRow: (event, now) =>
    eventCells(
      {
        name: event.metadata.name,
        type: event.type,
        reason: event.reason,
        target: event.involvedObject,
        source: event.source,
        reportingController: event.reportingComponent,
        reportingInstance: event.reportingInstance,
        message: event.message,
        firstTimestamp: event.firstTimestamp,
        lastTimestamp: event.lastTimestamp,
        eventTime: event.eventTime,
        count: event.count,
        series: event.series,
      },
      now,
    ),
};
