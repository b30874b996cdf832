import type { FieldError } from "../../machinery/errors/field-error.ts";
import { notSupported, required } from "../../machinery/errors/field-errors.ts";
import type { GroupVersionKind } from "../../machinery/meta/resource.ts";
import type { FieldSchema } from "../facts/definition.ts";
import { definitionNamed, definitionOf } from "./definitions.ts";

type Value = Readonly<Record<string, unknown>>;

/** Checks one field of a struct; `path` is the field's own. */
type Check = (value: unknown, path: string, errors: FieldError[]) => void;

/**
 * What the schema alone says is wrong with an object in its normal form: required texts and references that are empty,
 * and values outside an enumeration. For kinds without validation of their own; it knows no rule between two fields,
 * and leaves metadata and status alone, which have their own rules. Undefined for kinds that are not built in.
 */
export function schemaValidator(kind: GroupVersionKind): ((object: object) => FieldError[]) | undefined {
  const definition = definitionOf(kind);
  if (definition === undefined) return undefined;
  return (object) => {
    const errors: FieldError[] = [];
    for (const [name, check] of checksOf(definition)) {
      if (name !== "metadata" && name !== "status") check((object as Value)[name], name, errors);
    }
    return errors;
  };
}

const compiled = new Map<string, ReadonlyMap<string, Check>>();

/** The checks of a definition's fields, made at first use; fields that may hold anything have none. */
function checksOf(definition: string): ReadonlyMap<string, Check> {
  const known = compiled.get(definition);
  if (known !== undefined) return known;
  const checks = new Map<string, Check>();
  compiled.set(definition, checks);
  const { properties = {}, required: needed = [] } = definitionNamed(definition);
  for (const [name, field] of Object.entries(properties)) {
    const check = fieldCheck(field, needed.includes(name));
    if (check !== undefined) checks.set(name, check);
  }
  return checks;
}

function fieldCheck(field: FieldSchema, isRequired: boolean): Check | undefined {
  const inner = valueCheck(field);
  if (!isRequired || !canBeMissing(field)) return inner;
  return (value, path, errors) => {
    if (value === undefined || value === "") errors.push(required(path));
    else inner?.(value, path, errors);
  };
}

/** Numbers and booleans are complete with their zero value, a required list may be empty, and a time absent. */
function canBeMissing({ $ref, type, format }: FieldSchema): boolean {
  return $ref === undefined ? type === "string" && format !== "byte" : definitionNamed($ref).properties !== undefined;
}

function valueCheck(schema: FieldSchema): Check | undefined {
  const { enum: values, $ref, items, additionalProperties } = schema;
  if (values !== undefined) {
    return (value, path, errors) => {
      if (typeof value === "string" && value !== "" && !values.includes(value)) errors.push(notSupported(path, value, values));
    };
  }
  if ($ref !== undefined) return definitionNamed($ref).properties === undefined ? undefined : structCheck($ref);
  if (items !== undefined) return listCheck(items);
  return additionalProperties === undefined ? undefined : mapCheck(additionalProperties);
}

function structCheck(definition: string): Check {
  return (value, path, errors) => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, check] of checksOf(definition)) check((value as Value)[name], `${path}.${name}`, errors);
  };
}

function listCheck(item: FieldSchema): Check | undefined {
  const check = valueCheck(item);
  if (check === undefined) return undefined;
  return (value, path, errors) => {
    if (Array.isArray(value)) for (const [index, element] of value.entries()) check(element, `${path}[${index}]`, errors);
  };
}

function mapCheck(item: FieldSchema): Check | undefined {
  const check = valueCheck(item);
  if (check === undefined) return undefined;
  return (value, path, errors) => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, element] of Object.entries(value)) check(element, `${path}[${key}]`, errors);
  };
}
