import type { FieldError } from "../../machinery/errors/field-error.ts";
import { invalidValue, required, tooLong } from "../../machinery/errors/field-errors.ts";
import { isQualifiedName } from "../../machinery/validation/names.ts";

/** What a storage driver is told of a class of volumes. */
type Parameters = Readonly<Record<string, string>>;

const limits = { entries: 512, bytes: 256 * 1024 };

/** The name of a driver; the error shows it in lower case. Source: kubernetes storage validation validateProvisioner. */
export function validateProvisioner(name: string, path: string): FieldError[] {
  if (name === "") return [required(path)];
  const lower = name.toLowerCase();
  return isQualifiedName(lower).map((problem) => invalidValue(path, lower, problem));
}

/** Source: kubernetes storage validation validateParameters. */
export function validateParameters(parameters: Parameters = {}, path: string): FieldError[] {
  const entries = Object.entries(parameters);
  if (entries.length > limits.entries) return [tooLong(path, limits.entries)];
  const errors: FieldError[] = entries.filter(([key]) => key === "").map(([key]) => invalidValue(path, key, "field can not be empty."));
  const bytes = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  if (bytes > limits.bytes) errors.push(tooLong(path, limits.bytes));
  return errors;
}
