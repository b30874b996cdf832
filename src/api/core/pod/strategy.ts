import type { KindStrategy } from "../../strategy.ts";
import type { Pod } from "../../types/core/v1.gen.ts";
import { applyDefaults } from "./defaults.ts";
import { gracePeriodSeconds } from "./deletion.ts";
import { prepareForCreate, prepareForUpdate } from "./prepare.ts";
import { printRow, rowConditions } from "./print-row.ts";
import { fieldLabels, selectableFields } from "./select.ts";
import { subresources } from "./subresources.ts";
import { validateUpdate } from "./update-rules.ts";
import { validateCreate } from "./validation.ts";
import { warnings } from "./warnings.ts";

/** Pods. Source: kubernetes pkg/registry/core/pod. */
export const strategy: KindStrategy<Pod> = {
  group: "",
  resource: "pods",
  applyDefaults,
  prepareForCreate,
  validateCreate,
  warningsOnCreate: warnings,
  prepareForUpdate,
  validateUpdate,
  subresources,
  selectableFields,
  fieldLabels,
  gracePeriodSeconds,
  returnsDeletedObject: true,
  printRow,
  rowConditions,
};
