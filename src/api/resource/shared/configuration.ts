import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { invalidValue, required, tooLong } from "../../../machinery/errors/field-errors.ts";
import { utf8Length } from "../../../machinery/text/utf8.ts";
import type { OpaqueDeviceConfiguration } from "../../types/resource/v1.gen.ts";
import { validateDriverName } from "./names.ts";

/** How many configurations a claim or a class may have. */
export const maxConfigurations = 32;
const maxParametersBytes = 10 * 1024;

/** `stored`: what was there before may be longer than what is new. Source: kubernetes resource validation validateDeviceConfiguration. */
export function validateConfiguration({ opaque }: { readonly opaque?: OpaqueDeviceConfiguration }, path: string, { stored = false } = {}): FieldError[] {
  if (opaque === undefined) return [required(`${path}.opaque`)];
  return [
    ...validateDriverName(opaque.driver, `${path}.opaque.driver`),
    ...validateJsonObject(opaque.parameters, `${path}.opaque.parameters`, stored ? Number.POSITIVE_INFINITY : maxParametersBytes),
  ];
}

/** Any object, no longer than `maxBytes` without spaces. Source: kubernetes resource validation validateRawExtension. */
export function validateJsonObject(value: unknown, path: string, maxBytes: number): FieldError[] {
  if (value === undefined || value === null) return [required(path)];
  if (utf8Length(JSON.stringify(value)) > maxBytes) return [tooLong(path, maxBytes)];
  return typeof value === "object" && !Array.isArray(value) ? [] : [invalidValue(path, "<value omitted>", "must be a valid JSON object")];
}
