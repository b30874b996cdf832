import type { LocalSubjectAccessReview, ResourceAttributes, SelfSubjectAccessReview, SubjectAccessReview, SubjectAccessReviewSpec } from "../../../api/types/authorization/v1.gen.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { invalid } from "../../../machinery/errors/constructors.ts";

export type AnyReview = SubjectAccessReview | LocalSubjectAccessReview | SelfSubjectAccessReview;

/** Throws 422 with everything that is wrong with a review. Source: kubernetes pkg/apis/authorization/validation. */
export function requireValidReview(review: AnyReview, kind: string): void {
  const errors = validateSpec(review.spec as Partial<SubjectAccessReviewSpec> | undefined, kind);
  const { namespace, managedFields: _, ...metadata } = (review.metadata ?? {}) as Record<string, unknown>;
  const isLocal = kind === "LocalSubjectAccessReview";
  if (Object.keys(metadata).length > 0 || (!isLocal && namespace)) {
    errors.push(invalidValue("metadata", review.metadata, isLocal ? "must be empty except for namespace" : "must be empty"));
  }
  if (isLocal) addAll(errors, validateLocal(review as LocalSubjectAccessReview));
  if (errors.length > 0) throw invalid({ group: "authorization.k8s.io", kind }, "", errors);
}

function validateSpec(spec: Partial<SubjectAccessReviewSpec> = {}, kind: string): FieldError[] {
  const errors: FieldError[] = [];
  const { resourceAttributes, nonResourceAttributes, user = "", groups = [] } = spec;
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    errors.push(invalidValue("spec.nonResourceAttributes", nonResourceAttributes, "cannot be specified in combination with resourceAttributes"));
  }
  if (resourceAttributes === undefined && nonResourceAttributes === undefined) {
    errors.push(invalidValue("spec.resourceAttributes", null, "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
  }
  if (kind !== "SelfSubjectAccessReview" && user === "" && groups.length === 0) errors.push(invalidValue("spec.user", user, "at least one of user or group must be specified"));
  return [...errors, ...validateSelectors(resourceAttributes)];
}

function validateLocal({ spec, metadata }: LocalSubjectAccessReview): FieldError[] {
  const errors: FieldError[] = [];
  const asked = spec.resourceAttributes?.namespace ?? "";
  if (spec.resourceAttributes !== undefined && asked !== (metadata?.namespace ?? "")) errors.push(invalidValue("spec.resourceAttributes.namespace", asked, "must match metadata.namespace"));
  if (spec.nonResourceAttributes !== undefined) errors.push(invalidValue("spec.nonResourceAttributes", spec.nonResourceAttributes, "disallowed on this kind of request"));
  return errors;
}

function validateSelectors(attributes: ResourceAttributes | undefined): FieldError[] {
  return (["fieldSelector", "labelSelector"] as const).flatMap((name) => {
    const selector = attributes?.[name];
    return selector === undefined ? [] : validateSelector(selector, `spec.resourceAttributes.${name}`);
  });
}

/** Operators that nobody here knows are for newer clients to know. */
function validateSelector({ rawSelector = "", requirements = [] }: NonNullable<ResourceAttributes["fieldSelector"]>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (rawSelector !== "" && requirements.length > 0) errors.push(invalidValue(`${path}.rawSelector`, rawSelector, "may not specified at the same time as requirements"));
  if (rawSelector === "" && requirements.length === 0) errors.push(required(`${path}.requirements`, `when ${path} is specified, requirements or rawSelector is required`));
  for (const [index, { key = "", operator = "", values = [] }] of requirements.entries()) {
    const at = `${path}.requirements[${index}]`;
    if (key === "") errors.push(required(`${at}.key`, "must be specified"));
    if ((operator === "In" || operator === "NotIn") && values.length === 0) errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    if ((operator === "Exists" || operator === "DoesNotExist") && values.length > 0) errors.push(forbiddenField(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  }
  return errors;
}
