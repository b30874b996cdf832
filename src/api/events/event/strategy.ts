import { eventCells } from "../../shared/print-event.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { Event } from "../../types/events/v1.gen.ts";
import { validateCreate, validateUpdate } from "./validation.ts";

/** Events in their newer form; the same objects as those of the core group. Source: kubernetes pkg/registry/core/event. */
export const strategy: KindStrategy<Event> = {
  group: "events.k8s.io",
  resource: "events",
  errorGroup: "",
  validateCreate,
  validateUpdate,
  createOnUpdate: true,
  fieldLabels: [
    "regarding.kind",
    "regarding.namespace",
    "regarding.name",
    "regarding.uid",
    "regarding.apiVersion",
    "regarding.resourceVersion",
    "regarding.fieldPath",
    "reason",
    "reportingController",
    "type",
  ],
  selectableFields: ({ regarding, reason = "", reportingController = "", type = "" }) => ({
    "regarding.kind": regarding?.kind ?? "",
    "regarding.namespace": regarding?.namespace ?? "",
    "regarding.name": regarding?.name ?? "",
    "regarding.uid": regarding?.uid ?? "",
    "regarding.apiVersion": regarding?.apiVersion ?? "",
    "regarding.resourceVersion": regarding?.resourceVersion ?? "",
    "regarding.fieldPath": regarding?.fieldPath ?? "",
    reason,
    reportingController,
    type,
  }),
  printRow: (event, now) =>
    eventCells(
      {
        name: event.metadata.name,
        type: event.type,
        reason: event.reason,
        target: event.regarding,
        source: event.deprecatedSource,
        reportingController: event.reportingController,
        reportingInstance: event.reportingInstance,
        message: event.note,
        firstTimestamp: event.deprecatedFirstTimestamp,
        lastTimestamp: event.deprecatedLastTimestamp,
        eventTime: event.eventTime,
        count: event.deprecatedCount,
        series: event.series,
      },
      now,
    ),
};
