import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { immutableField, required } from "../../../machinery/errors/field-errors.ts";
import { validateNonNegative } from "../../shared/numbers.ts";
import { ageCell } from "../../shared/print-age.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ControllerRevision } from "../../types/apps/v1.gen.ts";

/** Snapshots of what a controller was told to run. Source: kubernetes pkg/registry/apps/controllerrevision. */
export const strategy: KindStrategy<ControllerRevision> = {
  group: "apps",
  resource: "controllerrevisions",
  validateCreate: validate,
  validateUpdate: (revision, old) => [...validateNonNegative(revision.revision, "revision"), ...(deepEqual(revision.data, old.data) ? [] : [immutableField("data", revision.data ?? null)])],
  printRow: (revision, now) => [revision.metadata.name ?? "", controllerCell(revision), revision.revision, ageCell(revision.metadata.creationTimestamp, now)],
};

function validate(revision: ControllerRevision): FieldError[] {
  const errors = validateNonNegative(revision.revision, "revision");
  if (revision.data === undefined || revision.data === null) errors.push(required("data", "data is mandatory"));
  return errors;
}

/** `daemonset.apps/web`. Source: kubernetes pkg/printers printControllerRevision. */
function controllerCell({ metadata }: ControllerRevision): string {
  const owner = metadata.ownerReferences?.find((reference) => reference.controller === true);
  if (owner === undefined) return "<none>";
  const slash = owner.apiVersion.indexOf("/");
  const group = slash < 0 ? "" : `.${owner.apiVersion.slice(0, slash)}`;
  return `${owner.kind.toLowerCase()}${group}/${owner.name}`;
}
