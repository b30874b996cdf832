import type { Cell } from "../../../machinery/table/table.ts";
import { nameIsPathSegment } from "../../../machinery/validation/names.ts";
import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatusEvenMetadata, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { APIService } from "../../types/apiregistration/v1.gen.ts";
import { validateService, validateServiceStatus } from "./validation.ts";

/** Who serves a version of a group. Source: kube-aggregator pkg/registry/apiservice. */
export const strategy: KindStrategy<APIService> = {
  group: "apiregistration.k8s.io",
  resource: "apiservices",
  validateName: nameIsPathSegment,
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
  validateCreate: validateService,
  prepareForUpdate: keepStatus,
  validateUpdate: (service) => validateService(service),
  subresources: { status: { prepareForUpdate: keepAllButStatusEvenMetadata, validateUpdate: validateServiceStatus } },
  printRow,
};

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
