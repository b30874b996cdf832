import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatFieldError } from "../errors/field-errors.ts";
import type { StructuralSchema } from "./schema.ts";
import { compileValidator } from "./validate.ts";

function saidOf(schema: StructuralSchema, value: unknown, path = "spec"): string[] {
  return compileValidator(schema)(value, path).map(formatFieldError);
}

const cases: readonly { readonly name: string; readonly schema: StructuralSchema; readonly value: unknown; readonly said: readonly string[] }[] = [
  { name: "a schema that says nothing takes anything", schema: {}, value: [null, { a: 1 }], said: [] },
  { name: "a text for a number", schema: { type: "integer" }, value: "1", said: ['spec: Invalid value: "string":  in body must be of type integer: "string"'] },
  { name: "a whole number is a number", schema: { type: "number" }, value: 1, said: [] },
  { name: "a fraction is no integer", schema: { type: "integer" }, value: 1.5, said: ['spec: Invalid value: "number":  in body must be of type integer: "number"', 'spec: Invalid value: "": Checked value must be of type integer (default format) in '] },
  { name: "null is of no type", schema: { type: "string" }, value: null, said: ['spec: Invalid value: "null":  in body must be of type string: "null"'] },
  { name: "null where it is allowed", schema: { type: "string", nullable: true }, value: null, said: [] },
  { name: "null is never one of the values", schema: { type: "string", nullable: true, enum: ["a", null] }, value: null, said: ['spec: Unsupported value: null: supported values: "a", "null"'] },
  { name: "a count or a text may be either", schema: { "x-kubernetes-int-or-string": true }, value: "50%", said: [] },
  { name: "and nothing else", schema: { "x-kubernetes-int-or-string": true }, value: true, said: ['spec: Invalid value: "boolean":  in body must be of type integer,string: "boolean"'] },
  { name: "a format of another type says nothing", schema: { type: "string", format: "int32" }, value: "a", said: [] },
  { name: "a format that nobody knows says nothing", schema: { type: "string", format: "colour" }, value: "a", said: [] },
  { name: "a format that somebody knows", schema: { type: "string", format: "ipv4" }, value: "a", said: ['spec: Invalid value: "a":  in body must be of type ipv4: "a"'] },
  { name: "the last number of 32 bits", schema: { type: "integer", format: "int32" }, value: -2147483648, said: [] },
  { name: "the first number past 32 bits", schema: { type: "integer", format: "int32" }, value: 2147483648, said: ['spec: Invalid value: "": Checked value must be of type integer with format int32 in '] },
  { name: "at both bounds", schema: { type: "integer", minimum: 1, maximum: 1 }, value: 1, said: [] },
  { name: "at bounds that are left out", schema: { type: "number", minimum: 1, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: true }, value: 1, said: ["spec: Invalid value: 1:  in body should be greater than 1", "spec: Invalid value: 1:  in body should be less than 1"] },
  { name: "a bound shows as a float beside a float", schema: { type: "number", maximum: 1000000 }, value: 2097152.25, said: ["spec: Invalid value: 2.09715225e+06:  in body should be less than or equal to 1e+06"] },
  { name: "a tenth seven times over", schema: { type: "number", multipleOf: 0.1 }, value: 0.7, said: [] },
  { name: "between two multiples", schema: { type: "number", multipleOf: 0.5 }, value: 0.7, said: ["spec: Invalid value: 0.7:  in body should be a multiple of 0.5"] },
  { name: "a factor that is none", schema: { type: "integer", multipleOf: 0 }, value: 1, said: ["spec: Invalid value: 0: factor MultipleOf declared for  must be positive: 0"] },
  { name: "characters are counted, not units", schema: { type: "string", maxLength: 2, minLength: 2 }, value: "😀é", said: [] },
  { name: "a text is told of the first thing only", schema: { type: "string", maxLength: 1, pattern: "^b" }, value: "aa", said: ["spec: Too long: may not be more than 1 byte"] },
  { name: "a field that is missing is told by its path", schema: { properties: { a: { type: "object", required: ["b"] } } }, value: { a: {} }, said: ["spec.a.b: Required value"] },
  { name: "a required field by an inherited name", schema: { type: "object", required: ["constructor"] }, value: {}, said: ["spec.constructor: Required value"] },
  { name: "items by their place", schema: { properties: { a: { type: "array", items: { type: "string" } } } }, value: { a: ["x", 1] }, said: ['spec.a[1]: Invalid value: "integer": a[1] in body must be of type string: "integer"'] },
  { name: "other fields by their schema", schema: { additionalProperties: { type: "string" } }, value: { b: 1 }, said: ['spec.b: Invalid value: "integer": .b in body must be of type string: "integer"'] },
  { name: "no other fields in an alternative", schema: { type: "object", not: { additionalProperties: false } }, value: {}, said: ['spec: Invalid value: "": "" must not validate the schema (not)'] },
  { name: "just as many items as there may and must be", schema: { type: "array", minItems: 1, maxItems: 1 }, value: [1], said: [] },
  { name: "just as many fields as there may and must be", schema: { type: "object", minProperties: 1, maxProperties: 1 }, value: { a: 1 }, said: [] },
  { name: "too few and too many fields", schema: { type: "object", minProperties: 2, maxProperties: 0 }, value: { a: 1 }, said: ["spec: Invalid value: 1:  in body should have at least 2 properties", "spec: Too many: 1: must have at most 0 items"] },
  {
    name: "of several alternatives the one that fits best is told of",
    schema: { type: "object", anyOf: [{ required: ["x"] }, { properties: { a: { minimum: 1 }, b: { maximum: 3 } } }] },
    value: { a: 0, b: 3 },
    said: ['spec: Invalid value: "": "" must validate at least one schema (anyOf)', "spec.a: Invalid value: 0: a in body should be greater than or equal to 1"],
  },
  { name: "the first alternative that fits is enough", schema: { type: "string", anyOf: [{ minLength: 1 }, { maxLength: 0 }] }, value: "a", said: [] },
  { name: "what two alternatives say alike is said once", schema: { type: "object", allOf: [{ required: ["x"] }, { required: ["x"] }] }, value: {}, said: ["spec.x: Required value", 'spec: Invalid value: "": "" must validate all the schemas (allOf). None validated'] },
];

describe("compileValidator", () => {
  for (const { name, schema, value, said } of cases) test(name, () => assert.deepEqual(saidOf(schema, value), said));

  test("a value that stands nowhere is told of by its own fields, and as a whole by none", () => {
    const schema: StructuralSchema = { properties: { a: { type: "string", oneOf: [{ minLength: 1 }, { maxLength: 3 }] } } };
    assert.deepEqual(saidOf(schema, { a: "x" }, ""), ['<nil>: Invalid value: "": "a" must validate one and only one schema (oneOf). Found 2 valid alternatives']);
    assert.deepEqual(saidOf(schema, { a: 1 }, ""), ['a: Invalid value: "integer": a in body must be of type string: "integer"', '<nil>: Invalid value: "": "a" must validate one and only one schema (oneOf). Found 2 valid alternatives']);
  });

  test("a default is held to its schema as it is written", () => {
    const validate = compileValidator({ type: "integer", format: "date" }, { asWritten: true });
    assert.deepEqual(validate("x", "a").map(formatFieldError), ['a: Invalid value: "string":  in body must be of type integer: "string"', 'a: Invalid value: "x":  in body must be of type date: "x"']);
    assert.deepEqual(compileValidator({ "x-kubernetes-int-or-string": true }, { asWritten: true })(true, "a"), []);
  });
});
