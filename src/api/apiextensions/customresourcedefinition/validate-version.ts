import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { byPointer, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { utf8Length } from "../../../machinery/text/utf8.ts";
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinitionVersion,
  CustomResourceSubresources,
  CustomResourceSubresourceScale,
} from "../../types/apiextensions/v1.gen.ts";

const columnTypes = ["boolean", "date", "integer", "number", "string"];
const columnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];
const longestWarning = 256;

/** What is said of a version that is going away. Source: apiextensions validation validateDeprecationWarning. */
export function validateDeprecationWarning({ deprecated, deprecationWarning }: CustomResourceDefinitionVersion, path: string): FieldError[] {
  if (deprecationWarning === undefined) return [];
  const told = (detail: string) => invalidValue(path, byPointer(deprecationWarning), detail);
  if (deprecated !== true) return [told("can only be set for deprecated versions")];
  const errors: FieldError[] = [];
  if (utf8Length(deprecationWarning) > longestWarning) errors.push(told("must be <= 256 characters long"));
  if (deprecationWarning === "") errors.push(told("must not be an empty string"));
  const hidden = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.exec(deprecationWarning);
  if (hidden !== null) errors.push(told(`must only contain printable UTF-8 characters; non-printable character found at index ${utf8Length(deprecationWarning.slice(0, hidden.index))}`));
  return errors;
}

/** Source: apiextensions validation ValidateCustomResourceDefinitionSubresources. */
export function validateSubresources(subresources: CustomResourceSubresources | undefined, path: string): FieldError[] {
  return subresources?.scale === undefined ? [] : validateScale(subresources.scale, `${path}.scale`);
}

function validateScale({ specReplicasPath = "", statusReplicasPath = "", labelSelectorPath = "" }: CustomResourceSubresourceScale, path: string): FieldError[] {
  const errors = [
    ...validatePathUnder(specReplicasPath, `${path}.specReplicasPath`, [".spec."], "should be a json path under .spec"),
    ...validatePathUnder(statusReplicasPath, `${path}.statusReplicasPath`, [".status."], "should be a json path under .status"),
  ];
  if (labelSelectorPath === "") return errors;
  return [...errors, ...validatePathUnder(labelSelectorPath, `${path}.labelSelectorPath`, [".spec.", ".status."], "should be a json path under either .spec or .status")];
}

function validatePathUnder(text: string, path: string, roots: readonly string[], elsewhere: string): FieldError[] {
  const errors = validateSimpleJsonPath(text, path);
  if (errors.length > 0 || roots.some((root) => text.startsWith(root))) return errors;
  return [invalidValue(path, roots.length === 1 ? text : byPointer(text), elsewhere)];
}

function validateSimpleJsonPath(text: string, path: string): FieldError[] {
  if (text === "") return [required(path)];
  return text.startsWith(".") ? [] : [invalidValue(path, text, "must be a simple json path starting with .")];
}

/** Source: apiextensions validation ValidateCustomResourceColumnDefinition. */
export function validateColumns(columns: readonly CustomResourceColumnDefinition[] = [], path: string): FieldError[] {
  return columns.flatMap((column, index) => validateColumn(column, `${path}[${index}]`));
}

function validateColumn({ name = "", type = "", format = "", jsonPath = "" }: CustomResourceColumnDefinition, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (name === "") errors.push(required(`${path}.name`));
  const types = `must be one of ${columnTypes.join(",")}`;
  if (type === "") errors.push(required(`${path}.type`, types));
  else if (!columnTypes.includes(type)) errors.push(invalidValue(`${path}.type`, type, types));
  if (format !== "" && !columnFormats.includes(format)) errors.push(invalidValue(`${path}.format`, format, `must be one of ${columnFormats.join(",")}`));
  return [...errors, ...validateSimpleJsonPath(jsonPath, `${path}.JSONPath`)];
}
