import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isQualifiedName } from "../../../machinery/validation/names.ts";
import type { Event } from "../../types/core/v1.gen.ts";

const maxInstanceLength = 128;

/** Source: kubernetes validation legacyValidateEvent. */
export function validateCreate(event: Event): FieldError[] {
  const errors: FieldError[] = [];
  const own = event.metadata.namespace ?? "";
  const about = event.involvedObject.namespace ?? "";
  // What is in no namespace has its events in the default one.
  const matches = about === "" ? own === "" || own === "default" : own === about;
  if (!matches) errors.push(invalidValue("involvedObject.namespace", about, "does not match event.namespace"));
  if (event.eventTime !== undefined && event.eventTime !== null) validateNewForm(event, errors);
  return errors;
}

/** Who sets an event time writes the newer form of events, and says who reports what. */
function validateNewForm({ reportingComponent, reportingInstance, action, reason }: Event, errors: FieldError[]): void {
  if (!reportingComponent) errors.push(required("reportingComponent"));
  else for (const problem of isQualifiedName(reportingComponent)) errors.push(invalidValue("reportingComponent", reportingComponent, problem));
  if (!reportingInstance) errors.push(required("reportingInstance"));
  else if (reportingInstance.length > maxInstanceLength) errors.push(invalidValue("reportingInstance", "", `can have at most ${maxInstanceLength} characters`));
  if (!action) errors.push(required("action"));
  else if (action.length > maxInstanceLength) errors.push(invalidValue("action", "", `can have at most ${maxInstanceLength} characters`));
  if (!reason) errors.push(required("reason"));
  else if (reason.length > maxInstanceLength) errors.push(invalidValue("reason", "", `can have at most ${maxInstanceLength} characters`));
}
