import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { validateEvent } from "../../shared/validate-event.ts";
import type { Event } from "../../types/core/v1.gen.ts";

/** Source: kubernetes validation ValidateEventCreate for v1. */
export function validateCreate(event: Event): FieldError[] {
  return validateEvent({
    namespace: event.metadata.namespace ?? "",
    aboutNamespace: event.involvedObject.namespace ?? "",
    hasEventTime: !!event.eventTime,
    reporter: event.reportingComponent ?? "",
    reporterField: "reportingComponent",
    reportingInstance: event.reportingInstance ?? "",
    action: event.action ?? "",
    reason: event.reason ?? "",
    message: event.message ?? "",
  });
}
