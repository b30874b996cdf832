import assert from "node:assert/strict";
import { test } from "node:test";
import { readFields } from "../protobuf/wire.ts";
import { servedResources } from "../resources.ts";
import { OpenApiDocuments } from "./documents.ts";
import { protobufV2 } from "./protobuf-v2.ts";

/** The fields of a message on a way of field numbers through it: strings where no message is wanted any more. */
function at(message: Uint8Array, ...way: readonly number[]): Uint8Array[] {
  const [number, ...rest] = way;
  if (number === undefined) return [message];
  return [...readFields(message)].flatMap((field) => (field.number === number && field.value instanceof Uint8Array ? at(field.value, ...rest) : []));
}

const texts = (found: readonly Uint8Array[]) => found.map((bytes) => new TextDecoder().decode(bytes));

test("a schema keeps its type, its fields and what it extends", () => {
  const Thing = { type: "object", required: ["size"], properties: { size: { type: "integer", format: "int32" } }, "x-kubernetes-group-version-kind": [{ group: "g", version: "v1", kind: "Thing" }] };
  const document = protobufV2({ swagger: "2.0", info: { title: "t", version: "v" }, definitions: { Thing }, paths: {} });
  assert.deepEqual(texts(at(document, 1)), ["2.0"]);
  assert.deepEqual(texts(at(document, 2, 1)), ["t"]);
  assert.deepEqual(texts(at(document, 9, 1, 1)), ["Thing"]);
  const [schema = new Uint8Array()] = at(document, 9, 1, 2);
  assert.deepEqual(texts(at(schema, 22, 1)), ["object"]);
  assert.deepEqual(texts(at(schema, 19)), ["size"]);
  assert.deepEqual(texts(at(schema, 25, 1, 1)), ["size"]);
  assert.deepEqual(texts(at(schema, 25, 1, 2, 2)), ["int32"]);
  assert.deepEqual(texts(at(schema, 31, 1)), ["x-kubernetes-group-version-kind"]);
  assert.deepEqual(texts(at(schema, 31, 2, 2)), ['[{"group":"g","version":"v1","kind":"Thing"}]']);
});

test("a parameter of a path, of a query and of the body each have their own form", () => {
  const parameters = [
    { in: "path", name: "name", type: "string", required: true, uniqueItems: true },
    { in: "query", name: "dryRun", type: "string", uniqueItems: true },
    { in: "body", name: "body", required: true, schema: { $ref: "#/definitions/Thing" } },
  ];
  const document = protobufV2({ info: {}, paths: { "/things": { get: { operationId: "read", parameters, responses: { "200": { description: "OK" } } } } } });
  const [operation = new Uint8Array()] = at(document, 8, 2, 2, 2);
  assert.deepEqual(texts(at(operation, 5)), ["read"]);
  assert.deepEqual(texts(at(operation, 8, 1, 2, 4, 4)), ["name"]);
  assert.deepEqual(texts(at(operation, 8, 1, 2, 4, 5)), ["string"]);
  assert.deepEqual(texts(at(operation, 8, 1, 2, 3, 4)), ["dryRun"]);
  assert.deepEqual(texts(at(operation, 8, 1, 2, 3, 6)), ["string"]);
  assert.deepEqual(texts(at(operation, 8, 1, 1, 5, 1)), ["#/definitions/Thing"]);
  assert.deepEqual(texts(at(operation, 9, 1, 1)), ["200"]);
});

test("the whole document names every definition and path of the JSON one", async () => {
  const documents = new OpenApiDocuments(servedResources);
  const { definitions, paths } = JSON.parse(await documents.v2());
  const message = await documents.v2Protobuf();
  assert.deepEqual(texts(at(message, 9, 1, 1)), Object.keys(definitions));
  assert.deepEqual(texts(at(message, 8, 2, 1)), Object.keys(paths));
});
