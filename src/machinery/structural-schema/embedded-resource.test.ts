import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatFieldError } from "../errors/field-errors.ts";
import { isJsonObject, type JsonObject } from "../meta/json-object.ts";
import { deepFreeze } from "../meta/deep-freeze.ts";
import { coerceResources, type ReadMetadata, validateResources } from "./embedded-resource.ts";
import { asResource, type StructuralSchema } from "./schema.ts";

/** Metadata that is a name and labels. */
const readMetadata: ReadMetadata = (value) => {
  const { name, labels } = isJsonObject(value) ? value : {};
  const metadata: JsonObject = { ...(typeof name === "string" ? { name } : {}), ...(isJsonObject(labels) ? { labels } : {}) };
  if (name !== undefined && typeof name !== "string") return { metadata, error: "no name" };
  return isJsonObject(value) ? { metadata } : { metadata, error: "no object" };
};

const holder: StructuralSchema = { properties: { list: { items: asResource({ type: "object" }) } } };
const metadata = { name: "a", color: "red" };
const value = deepFreeze({ metadata, list: [{ apiVersion: "v1", kind: "A", metadata }] });

describe("coerceResources", () => {
  test("brings metadata into its form where a resource stands, and only there", () => {
    assert.deepEqual(coerceResources(value, holder, "", { readMetadata }), { value: { metadata, list: [{ apiVersion: "v1", kind: "A", metadata: { name: "a" } }] } });
    assert.deepEqual(coerceResources(value, asResource({}), "", { readMetadata }).value, { ...value, metadata: { name: "a" } });
  });

  const bad = deepFreeze({ list: [{ apiVersion: 1, metadata: { name: 2, labels: {} } }] });

  test("tells of the first thing that cannot be read", () => {
    const { error } = coerceResources(bad, holder, "spec", { readMetadata });
    assert.equal(error && formatFieldError(error), "spec.list[0].apiVersion: Invalid value: 1: must be a string");
  });

  test("or takes it out", () => {
    assert.deepEqual(coerceResources(bad, holder, "spec", { readMetadata, dropUnreadable: true }), { value: { list: [{ metadata: { labels: {} } }] } });
  });
});

describe("validateResources", () => {
  const saidOf = (resource: unknown) => validateResources({ list: [resource] }, holder, "", readMetadata).map(formatFieldError);

  test("a resource says its version and its kind", () => {
    assert.deepEqual(saidOf({}), ["list[0].apiVersion: Required value", "list[0].kind: Required value"]);
    assert.deepEqual(saidOf({ apiVersion: "", kind: 3 }), ['list[0].apiVersion: Invalid value: "": must not be empty', "list[0].kind: Invalid value: 3: must be a string"]);
    assert.deepEqual(saidOf({ apiVersion: "a/b/c", kind: "A" }), ['list[0].apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c']);
  });

  test("a resource inside another needs no name, but a good one where it has one", () => {
    assert.deepEqual(saidOf({ apiVersion: "v1", kind: "A", metadata: {} }), []);
    assert.deepEqual(saidOf({ apiVersion: "v1", kind: "A", metadata: { name: "a/b" } }), [`list[0].metadata.name: Invalid value: "a/b": may not contain '/'`]);
    assert.deepEqual(saidOf({ apiVersion: "v1", kind: "A", metadata: { name: 1 } }), ['list[0].metadata: Invalid value: {"name":1}: no name']);
  });
});
