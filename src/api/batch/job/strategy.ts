import { keepAllButStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { Job } from "../../types/batch/v1.gen.ts";
import { applyDefaults } from "./defaults.ts";
import { prepareForCreate, prepareForUpdate } from "./prepare.ts";
import { printRow } from "./print-row.ts";
import { validateUpdate } from "./update-rules.ts";
import { validateStatusUpdate } from "./validate-status.ts";
import { validateCreate } from "./validation.ts";
import { updateWarnings, warnings } from "./warnings.ts";

/** Jobs. Source: kubernetes pkg/registry/batch/job. */
export const strategy: KindStrategy<Job> = {
  group: "batch",
  resource: "jobs",
  applyDefaults,
  prepareForCreate,
  validateCreate,
  warningsOnCreate: warnings,
  warningsOnUpdate: updateWarnings,
  prepareForUpdate,
  validateUpdate,
  subresources: { status: { prepareForUpdate: keepAllButStatus, validateUpdate: validateStatusUpdate } },
  fieldLabels: ["status.successful"],
  selectableFields: (job) => ({ "status.successful": String(job.status?.succeeded ?? 0) }),
  // Deleting a batch/v1 Job without saying more has always left its pods alone.
  defaultPropagation: "Orphan",
  printRow,
};
