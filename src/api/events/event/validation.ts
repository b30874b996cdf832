import { semanticEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { immutableField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isQualifiedName } from "../../../machinery/validation/names.ts";
import type { Event } from "../../types/events/v1.gen.ts";

const limits = { shortText: 128, note: 1024 };

/** Source: kubernetes validation ValidateEventCreate. */
export function validateCreate(event: Event): FieldError[] {
  const errors = validateNamespace(event);
  if (!event.eventTime) errors.push(required("eventTime"));
  if (!event.reportingController) errors.push(required("reportingController"));
  else for (const problem of isQualifiedName(event.reportingController)) errors.push(invalidValue("reportingController", event.reportingController, problem));
  requireShort(event.reportingInstance, "reportingInstance", errors);
  requireShort(event.action, "action", errors);
  requireShort(event.reason, "reason", errors);
  if ((event.note ?? "").length > limits.note) errors.push(invalidValue("note", "", `can have at most ${limits.note} characters`));
  if (event.type !== "Normal" && event.type !== "Warning") errors.push(invalidValue("type", "", `has invalid value: ${event.type ?? ""}`));
  for (const field of ["deprecatedFirstTimestamp", "deprecatedLastTimestamp"] as const) {
    if (event[field]) errors.push(invalidValue(field, "", "needs to be unset"));
  }
  if (event.deprecatedCount) errors.push(invalidValue("deprecatedCount", "", "needs to be unset"));
  if (event.deprecatedSource?.component || event.deprecatedSource?.host) errors.push(invalidValue("deprecatedSource", "", "needs to be unset"));
  return errors;
}

function requireShort(text: string | undefined, path: string, errors: FieldError[]): void {
  if (!text) errors.push(required(path));
  else if (text.length > limits.shortText) errors.push(invalidValue(path, "", `can have at most ${limits.shortText} characters`));
}

const immutableFields = ["regarding", "related", "eventTime", "reason", "action", "reportingController", "reportingInstance", "note", "type"] as const;

/** Of an event that exists only the series goes on. Source: ValidateEventUpdate. */
export function validateUpdate(event: Event, old: Event): FieldError[] {
  const changed = immutableFields.filter((field) => !semanticEqual(event[field], old[field]));
  return [...validateNamespace(event), ...changed.map((field) => immutableField(field, event[field]))];
}

function validateNamespace({ metadata, regarding }: Event): FieldError[] {
  const own = metadata.namespace ?? "";
  const about = regarding?.namespace ?? "";
  const matches = about === "" ? own === "" || own === "default" : own === about;
  return matches ? [] : [invalidValue("involvedObject.namespace", about, "does not match event.namespace")];
}
