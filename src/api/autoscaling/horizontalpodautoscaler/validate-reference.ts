import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isPathSegmentName } from "../../../machinery/validation/names.ts";
import type { CrossVersionObjectReference } from "../../types/autoscaling/v2.gen.ts";

/** Source: ValidateCrossVersionObjectReference. */
export function validateReference(reference: CrossVersionObjectReference | undefined, path: string): FieldError[] {
  return (["kind", "name"] as const).flatMap((field) => {
    const value = reference?.[field];
    if (!value) return [required(`${path}.${field}`)];
    return isPathSegmentName(value).map((problem) => invalidValue(`${path}.${field}`, value, problem));
  });
}
