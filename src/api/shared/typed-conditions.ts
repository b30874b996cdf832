import type { FieldError } from "../../machinery/errors/field-error.ts";
import { duplicateValue, required } from "../../machinery/errors/field-errors.ts";

/** Conditions of which only the type is looked at. Source: kubernetes flowcontrol validation ValidateFlowSchemaStatus, ValidatePriorityLevelConfigurationStatus. */
export function validateTypedConditions(conditions: readonly { readonly type?: string }[] = [], path: string): FieldError[] {
  const seen = new Set<string>();
  return conditions.flatMap(({ type = "" }, index) => {
    const at = `${path}[${index}].type`;
    const again = seen.has(type) ? [duplicateValue(at, type)] : [];
    seen.add(type);
    return type === "" ? [...again, required(at)] : again;
  });
}
