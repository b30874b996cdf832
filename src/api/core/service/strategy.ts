import { nameIsDnsLabel } from "../../../machinery/validation/names.ts";
import { keepAllButStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { Service } from "../../types/core/v1.gen.ts";
import { applyDefaults } from "./defaults.ts";
import { prepareForUpdate } from "./prepare.ts";
import { printRow } from "./print-row.ts";
import { validateStatus } from "./validate-status.ts";
import { validateCreate, validateUpdate } from "./validation.ts";
import { warnings } from "./warnings.ts";

/** Services. Giving out addresses and node ports is the registry's work, once they are valid. Source: kubernetes pkg/registry/core/service. */
export const strategy: KindStrategy<Service> = {
  group: "",
  resource: "services",
  validateName: nameIsDnsLabel,
  applyDefaults,
  prepareForCreate(service) {
    service.status = { loadBalancer: {} };
    const { spec } = service;
    if (spec?.clusterIP && (spec.clusterIPs ?? []).length === 0) spec.clusterIPs = [spec.clusterIP];
  },
  validateCreate,
  warningsOnCreate: warnings,
  prepareForUpdate,
  validateUpdate,
  warningsOnUpdate: warnings,
  subresources: { status: { prepareForUpdate: keepAllButStatus, validateUpdate: validateStatus } },
  createOnUpdate: true,
  returnsDeletedObject: true,
  fieldLabels: ["spec.clusterIP", "spec.type"],
  selectableFields: ({ spec }) => ({ "spec.clusterIP": spec?.clusterIP ?? "", "spec.type": spec?.type ?? "" }),
  printRow,
};
