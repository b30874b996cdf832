import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { immutableField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { validateEvent } from "../../shared/validate-event.ts";
import type { Event } from "../../types/events/v1.gen.ts";

/** Errors name fields as the older group does: so does upstream. Source: kubernetes validation ValidateEventCreate. */
export function validateCreate(event: Event): FieldError[] {
  const errors = [...validateOldRules(event), ...validateSeries(event)];
  if (!event.eventTime) errors.push(required("eventTime"));
  if (event.type !== "Normal" && event.type !== "Warning") errors.push(invalidValue("type", "", `has invalid value: ${event.type ?? ""}`));
  const mustBeUnset = (field: string, isSet: boolean) => {
    if (isSet) errors.push(invalidValue(field, "", "needs to be unset"));
  };
  mustBeUnset("firstTimestamp", !!event.deprecatedFirstTimestamp);
  mustBeUnset("lastTimestamp", !!event.deprecatedLastTimestamp);
  mustBeUnset("count", !!event.deprecatedCount);
  mustBeUnset("source", !!(event.deprecatedSource?.component || event.deprecatedSource?.host));
  return errors;
}

function validateOldRules(event: Event): FieldError[] {
  return validateEvent({
    namespace: event.metadata.namespace ?? "",
    aboutNamespace: event.regarding?.namespace ?? "",
    hasEventTime: !!event.eventTime,
    reporter: event.reportingController ?? "",
    reporterField: "reportingController",
    reportingInstance: event.reportingInstance ?? "",
    action: event.action ?? "",
    reason: event.reason ?? "",
    message: event.note ?? "",
  });
}

/** Source: validateV1EventSeries. */
function validateSeries({ series }: Event): FieldError[] {
  if (series === undefined) return [];
  return [...((series.count ?? 0) < 2 ? [invalidValue("series.count", "", "should be at least 2")] : []), ...(series.lastObservedTime ? [] : [required("series.lastObservedTime")])];
}

/** What never changes, under the older group's names and in the order in which upstream looks. The reason is looked at twice. */
const immutableFields = [
  ["regarding", "involvedObject"],
  ["reason", "reason"],
  ["note", "message"],
  ["deprecatedSource", "source"],
  ["deprecatedFirstTimestamp", "firstTimestamp"],
  ["deprecatedLastTimestamp", "lastTimestamp"],
  ["deprecatedCount", "count"],
  ["reason", "reason"],
  ["type", "type"],
  ["eventTime", "eventTime"],
  ["action", "action"],
  ["related", "related"],
  ["reportingController", "reportingController"],
  ["reportingInstance", "reportingInstance"],
] as const;

/** Of an event that exists only the series goes on. Source: kubernetes validation ValidateEventUpdate. */
export function validateUpdate(event: Event, old: Event): FieldError[] {
  const changed = immutableFields.filter(([field]) => !semanticEqual(event[field], old[field]));
  return [
    ...validateOldRules(event),
    ...(semanticEqual(event.series, old.series) ? [] : validateSeries(event)),
    ...changed.map(([field, name]) => immutableField(name, shown(event, field))),
  ];
}

/** A value as upstream's own type has it: texts are never absent, and objects have all their fields. */
function shown(event: Event, field: (typeof immutableFields)[number][0]): unknown {
  if (field === "related" || field === "regarding") {
    const reference = event[field];
    if (reference === undefined) return null;
    const { kind = "", namespace = "", name = "", uid = "", apiVersion = "", resourceVersion = "", fieldPath = "" } = reference;
    return { Kind: kind, Namespace: namespace, Name: name, UID: uid, APIVersion: apiVersion, ResourceVersion: resourceVersion, FieldPath: fieldPath };
  }
  if (field === "deprecatedSource") return { Component: event.deprecatedSource?.component ?? "", Host: event.deprecatedSource?.host ?? "" };
  if (field === "deprecatedCount") return event.deprecatedCount ?? 0;
  return event[field] ?? (field.endsWith("Timestamp") || field === "eventTime" ? null : "");
}
