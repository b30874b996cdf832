import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1035Label, isDns1123Subdomain, isPathSegmentName } from "../../../machinery/validation/names.ts";
import { isPortNumber } from "../../../machinery/validation/values.ts";
import type { APIService, APIServiceSpec } from "../../types/apiregistration/v1.gen.ts";

const highestGroupPriority = 20_000;
const highestVersionPriority = 1_000;
const conditionStatuses = ["True", "False", "Unknown"];

/** Source: kube-aggregator pkg/apis/apiregistration/validation ValidateAPIService. */
export function validateService({ metadata, spec = {} as APIServiceSpec }: APIService): FieldError[] {
  const { group = "", version = "", groupPriorityMinimum = 0, versionPriority = 0 } = spec;
  const errors: FieldError[] = [];
  const expected = `${version}.${group}`;
  // A name that is none was told of already.
  const isName = isPathSegmentName(metadata.name ?? "").length === 0;
  if (isName && metadata.name !== expected) errors.push(invalidValue("metadata.name", metadata.name, `must be \`spec.version+"."+spec.group\`: "${expected}"`));
  if (group === "" && version !== "v1") errors.push(required("spec.group", "only v1 may have an empty group and it better be legacy kube"));
  if (group !== "") addAll(errors, isDns1123Subdomain(group).map((problem) => invalidValue("spec.group", group, problem)));
  addAll(errors, isDns1035Label(version).map((problem) => invalidValue("spec.version", version, problem)));
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > highestGroupPriority) {
    errors.push(invalidValue("spec.groupPriorityMinimum", groupPriorityMinimum, "must be positive and less than 20000"));
  }
  if (versionPriority <= 0 || versionPriority > highestVersionPriority) errors.push(invalidValue("spec.versionPriority", versionPriority, "must be positive and less than 1000"));
  return [...errors, ...validateWhereItIs(spec)];
}

/** What no server is named for is served here, and is trusted as this server is. */
function validateWhereItIs({ service, insecureSkipTLSVerify = false, caBundle = "" }: APIServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (service === undefined) {
    if (caBundle !== "") errors.push(invalidValue("spec.caBundle", `${Buffer.from(caBundle, "base64").length} bytes`, "local APIServices may not have a caBundle"));
    if (insecureSkipTLSVerify) errors.push(invalidValue("spec.insecureSkipTLSVerify", true, "local APIServices may not have insecureSkipTLSVerify"));
    return errors;
  }
  const { namespace = "", name = "", port = 0 } = service;
  if (namespace === "") errors.push(required("spec.service.namespace"));
  if (name === "") errors.push(required("spec.service.name"));
  const badPort = isPortNumber(port);
  if (badPort.length > 0) errors.push(invalidValue("spec.service.port", port, `port is not valid: ${badPort.join(", ")}`));
  if (insecureSkipTLSVerify && caBundle !== "") errors.push(invalidValue("spec.insecureSkipTLSVerify", true, "may not be true if caBundle is present"));
  return errors;
}

/** Source: kube-aggregator pkg/apis/apiregistration/validation ValidateAPIServiceStatus. */
export function validateServiceStatus({ status }: APIService): FieldError[] {
  return (status?.conditions ?? []).flatMap((condition, index) =>
    conditionStatuses.includes(condition.status) ? [] : [notSupported(`status.conditions[${index}].status`, condition.status, conditionStatuses)],
  );
}
