import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isPathSegmentName } from "../../../machinery/validation/names.ts";
import type { CrossVersionObjectReference } from "../../types/autoscaling/v2.gen.ts";

/** What is asked of a reference's apiVersion: nothing, that it can be read, or that it names a group too. */
export type ApiVersionRule = "any" | "readable" | "grouped";

/** Source: kubernetes pkg/apis/autoscaling/validation ValidateCrossVersionObjectReference. */
export function validateReference(reference: CrossVersionObjectReference | undefined, path: string, rule: ApiVersionRule): FieldError[] {
  const errors = (["kind", "name"] as const).flatMap((field) => {
    const value = reference?.[field];
    if (!value) return [required(`${path}.${field}`)];
    return isPathSegmentName(value).map((problem) => invalidValue(`${path}.${field}`, value, problem));
  });
  const apiVersion = reference?.apiVersion ?? "";
  const problem = apiVersionProblem(apiVersion, rule);
  if (problem !== undefined) errors.push(invalidValue(`${path}.apiVersion`, apiVersion, problem));
  return errors;
}

/** Source: ValidateAPIVersion, apimachinery schema.ParseGroupVersion. */
export function apiVersionProblem(apiVersion: string, rule: ApiVersionRule): string | undefined {
  if (rule === "any") return undefined;
  const slashes = apiVersion.split("/").length - 1;
  if (slashes > 1) return `unexpected GroupVersion string: ${apiVersion}`;
  const hasGroup = slashes === 1 && !apiVersion.startsWith("/");
  return rule === "grouped" && !hasGroup ? "apiVersion must specify API group" : undefined;
}
