import { semanticEqual } from "../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../machinery/errors/field-error.ts";
import { forbiddenField, invalidValue, tooLong } from "../../machinery/errors/field-errors.ts";
import { utf8Length } from "../../machinery/text/utf8.ts";
import { isConfigMapKey } from "../../machinery/validation/values.ts";

/** What a ConfigMap or a Secret may hold altogether. Source: kubernetes core MaxSecretSize. */
export const maxDataBytes = 1024 * 1024;

interface Data {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}

/** Keys that can be file names, each once, and a bounded total. Source: kubernetes validation ValidateConfigMap. */
export function validateDataKeys({ data = {}, binaryData = {} }: Data): FieldError[] {
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const [key, value] of Object.entries(data)) {
    for (const problem of isConfigMapKey(key)) errors.push(invalidValue(`data[${key}]`, key, problem));
    if (Object.hasOwn(binaryData, key)) errors.push(invalidValue(`data[${key}]`, key, `duplicate of key present in binaryData`));
    bytes += utf8Length(value);
  }
  for (const [key, value] of Object.entries(binaryData)) {
    for (const problem of isConfigMapKey(key)) errors.push(invalidValue(`binaryData[${key}]`, key, problem));
    bytes += decodedLength(value);
  }
  // Upstream's path of the whole object.
  if (bytes > maxDataBytes) errors.push(tooLong("[]", maxDataBytes));
  return errors;
}

/** An object marked immutable stays so, and its data with it. Source: ValidateConfigMapUpdate, ValidateSecretUpdate. */
export function validateFrozenData<T extends Data>(object: T, old: T, fields: readonly (keyof T & string)[]): FieldError[] {
  if (old.immutable !== true) return [];
  const errors: FieldError[] = [];
  const detail = "field is immutable when `immutable` is set";
  if (object.immutable !== true) errors.push(forbiddenField("immutable", detail));
  for (const field of fields) if (!semanticEqual(object[field], old[field])) errors.push(forbiddenField(field, detail));
  return errors;
}

/** How many bytes well-formed base64 text stands for. */
export function decodedLength(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}
