import type { FieldError } from "../../../../machinery/errors/field-error.ts";
import { invalidValue, notSupported, required } from "../../../../machinery/errors/field-errors.ts";
import type { StructuralSchema } from "../../../../machinery/structural-schema/schema.ts";
import type { JSONSchemaProps, ValidationRule } from "../../../types/apiextensions/v1.gen.ts";
import { notStructuralBecause } from "./convertible.ts";
import { findField } from "./field-path.ts";

const reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];
const lineBreak = /[\n\r]/;

/** Everything about `x-kubernetes-validations` but the expressions. Source: apiextensions validation ValidateCustomResourceDefinitionOpenAPISchema. */
export function validateRuleFields(schema: JSONSchemaProps, path: string): FieldError[] {
  const rules = schema["x-kubernetes-validations"] ?? [];
  return rules.flatMap((rule, index) => {
    const at = `${path}.x-kubernetes-validations[${index}]`;
    return [...validateTexts(rule, at), ...validateReason(rule, at), ...validateFieldPath(rule, schema, `${at}.fieldPath`)];
  });
}

function validateTexts({ rule = "", message = "", messageExpression = "" }: ValidationRule, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (trimmed(rule) === "") errors.push(required(`${path}.rule`, "rule is not specified"));
  else if (message !== "" && trimmed(message) === "") errors.push(invalidValue(`${path}.message`, message, "must be non-empty if specified"));
  else if (lineBreak.test(trimmed(message))) errors.push(invalidValue(`${path}.message`, message, "must not contain line breaks"));
  else if (lineBreak.test(trimmed(rule)) && trimmed(message) === "") errors.push(required(`${path}.message`, "message must be specified if rule contains line breaks"));
  if (messageExpression !== "" && trimmed(messageExpression) === "") errors.push(required(`${path}.messageExpression`, "messageExpression must be non-empty if specified"));
  return errors;
}

function validateReason({ reason }: ValidationRule, path: string): FieldError[] {
  return reason === undefined || reasons.includes(reason) ? [] : [notSupported(`${path}.reason`, reason, reasons)];
}

function validateFieldPath({ fieldPath = "" }: ValidationRule, schema: JSONSchemaProps, path: string): FieldError[] {
  if (fieldPath === "") return [];
  const errors: FieldError[] = [];
  if (trimmed(fieldPath) === "") errors.push(invalidValue(path, fieldPath, "must be non-empty if specified"));
  if (lineBreak.test(fieldPath)) errors.push(invalidValue(path, fieldPath, "must not contain line breaks"));
  const isStructural = notStructuralBecause(schema) === undefined;
  if (isStructural && "problem" in findField(fieldPath, schema as StructuralSchema)) errors.push(invalidValue(path, fieldPath, "must be a valid path"));
  return errors;
}

/** Without Go's white space at either end. */
export function trimmed(text: string): string {
  return text.replace(/^[\p{White_Space}]+|[\p{White_Space}]+$/gu, "");
}
