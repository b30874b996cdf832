import type { FieldError } from "../../machinery/errors/field-error.ts";
import { forbiddenField } from "../../machinery/errors/field-errors.ts";
import { validateAnnotations } from "../../machinery/validation/object-meta.ts";
import type { ObjectMeta } from "../types/meta/v1.gen.ts";
import { validateLabels } from "./validate-labels.ts";

/** What a template may not say of what is made from it, in the order in which upstream looks. Upstream calls the `uid` `uID`. */
const otherMetadata = ["name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "ownerReferences", "finalizers", "managedFields"];

/** Annotations and labels, and nothing else. Source: kubernetes validation ValidateTemplateObjectMeta. */
export function validateTemplateMetadata(metadata: ObjectMeta | undefined, path: string): FieldError[] {
  const meta: Readonly<Record<string, unknown>> = { ...metadata };
  return [
    ...validateAnnotations(metadata?.annotations, `${path}.annotations`),
    ...validateLabels(metadata?.labels, `${path}.labels`),
    ...otherMetadata.filter((field) => meta[field] !== undefined && meta[field] !== "").map((field) => forbiddenField(`${path}.${field === "uid" ? "uID" : field}`, "cannot be set")),
  ];
}
