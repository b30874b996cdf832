import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import type { Cell } from "../../../machinery/table/table.ts";
import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatusEvenMetadata, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { APIService } from "../../types/apiregistration/v1.gen.ts";

const highestGroupPriority = 20_000;
const highestVersionPriority = 1_000;

/** Who serves a version of a group. Source: kube-aggregator pkg/registry/apiservice. */
export const strategy: KindStrategy<APIService> = {
  group: "apiregistration.k8s.io",
  resource: "apiservices",
  requiresResourceVersion: true,
  applyDefaults({ spec }) {
    if (spec?.service !== undefined) spec.service.port ??= 443;
  },
  prepareForCreate(service) {
    service.status = {};
    // What this server serves itself is there from the start.
    if (service.spec !== undefined && service.spec.service === undefined) {
      service.status.conditions = [{ type: "Available", status: "True", reason: "Local", message: "Local APIServices are always available" }];
    }
  },
  validateCreate: validate,
  prepareForUpdate: keepStatus,
  validateUpdate: (service) => validate(service),
  subresources: { status: { prepareForUpdate: keepAllButStatusEvenMetadata } },
  printRow,
};

/** Source: kube-aggregator pkg/apis/apiregistration/validation ValidateAPIService. */
function validate({ metadata, spec }: APIService): FieldError[] {
  const errors: FieldError[] = [];
  const { group = "", version = "", groupPriorityMinimum = 0, versionPriority = 0, service, insecureSkipTLSVerify, caBundle } = spec ?? {};
  const expected = `${version}.${group}`;
  if (metadata.name !== expected && !(group === "" && metadata.name === `${version}.`)) errors.push(invalidValue("metadata.name", metadata.name, `must be \`spec.version+"."+spec.group\`: "${expected}"`));
  if (version === "") errors.push(required("spec.version"));
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > highestGroupPriority) {
    errors.push(invalidValue("spec.groupPriorityMinimum", groupPriorityMinimum, "must be positive and less than 20000"));
  }
  if (versionPriority <= 0 || versionPriority > highestVersionPriority) errors.push(invalidValue("spec.versionPriority", versionPriority, "must be positive and less than 1000"));
  if (service === undefined) return errors;
  if (!service.namespace) errors.push(required("spec.service.namespace"));
  if (!service.name) errors.push(required("spec.service.name"));
  if (insecureSkipTLSVerify === true && caBundle) errors.push(invalidValue("spec.insecureSkipTLSVerify", insecureSkipTLSVerify, "may not be true if caBundle is present"));
  return errors;
}

/** Source: kube-aggregator pkg/registry/apiservice/etcd ConvertToTable. */
function printRow({ metadata, spec, status }: APIService, now: number): Cell[] {
  const available = status?.conditions?.find((condition) => condition.type === "Available");
  const reason = available?.status === "True" ? "True" : `${available?.status ?? "Unknown"} (${available?.reason ?? ""})`;
  return [
    metadata.name ?? "",
    spec?.service === undefined ? "Local" : `${spec.service.namespace}/${spec.service.name}`,
    available === undefined ? "Unknown" : reason,
    ageCell(metadata.creationTimestamp, now),
  ];
}
