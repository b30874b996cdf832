import type { FieldError } from "../../machinery/errors/field-error.ts";
import { invalidValue, required } from "../../machinery/errors/field-errors.ts";
import { isQualifiedName } from "../../machinery/validation/names.ts";

const limits = { text: 128, message: 1024 };

/** An event of either group, in the older group's words. */
interface EventLike {
  readonly namespace: string;
  readonly aboutNamespace: string;
  readonly hasEventTime: boolean;
  readonly reporter: string;
  readonly reporterField: "reportingComponent" | "reportingController";
  readonly reportingInstance: string;
  readonly action: string;
  readonly reason: string;
  readonly message: string;
}

/** What holds for events of both groups. Who sets an event time writes the newer form, and says who reports what. Source: kubernetes validation legacyValidateEvent. */
export function validateEvent(event: EventLike): FieldError[] {
  return event.hasEventTime ? validateNewForm(event) : validateNamespace(event, ["", "default"]);
}

/** What is in no namespace has its events in the default one. */
function validateNamespace({ namespace, aboutNamespace }: EventLike, homesOfClusterEvents: readonly string[]): FieldError[] {
  const matches = aboutNamespace === "" ? homesOfClusterEvents.includes(namespace) : namespace === aboutNamespace;
  return matches ? [] : [invalidValue("involvedObject.namespace", aboutNamespace, "does not match event.namespace")];
}

function validateNewForm(event: EventLike): FieldError[] {
  const { aboutNamespace, reporter, reporterField, message } = event;
  return [
    ...(aboutNamespace === "" ? validateNamespace(event, ["default", "kube-system"]) : []),
    ...(reporter === "" ? [required(reporterField)] : []),
    ...isQualifiedName(reporter).map((problem) => invalidValue(reporterField, reporter, problem)),
    ...(["reportingInstance", "action", "reason"] as const).flatMap((field) => {
      if (event[field] === "") return [required(field)];
      return event[field].length > limits.text ? [invalidValue(field, "", `can have at most ${limits.text} characters`)] : [];
    }),
    ...(message.length > limits.message ? [invalidValue("message", "", `can have at most ${limits.message} characters`)] : []),
  ];
}
