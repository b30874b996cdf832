import assert from "node:assert/strict";
import { test } from "node:test";
import { isStatus } from "../errors/status-error.ts";
import { deepFreeze } from "../meta/deep-freeze.ts";
import { applyJsonPatch } from "./json-patch.ts";

const document = deepFreeze({ a: { b: 1 }, list: [1, 2, 3], "x/y": { "~": true }, none: null });

const applied: readonly [name: string, patch: unknown, result: unknown][] = [
  ["add a field", [{ op: "add", path: "/a/c", value: 2 }], { ...document, a: { b: 1, c: 2 } }],
  ["add replaces a field that is there", [{ op: "add", path: "/a/b", value: null }], { ...document, a: { b: null } }],
  ["add into a list moves the rest", [{ op: "add", path: "/list/1", value: 9 }], { ...document, list: [1, 9, 2, 3] }],
  ["add at the length appends", [{ op: "add", path: "/list/3", value: 9 }], { ...document, list: [1, 2, 3, 9] }],
  ["add at the dash appends", [{ op: "add", path: "/list/-", value: 9 }], { ...document, list: [1, 2, 3, 9] }],
  ["a negative index counts from the end", [{ op: "replace", path: "/list/-1", value: 9 }], { ...document, list: [1, 2, 9] }],
  ["remove from a list", [{ op: "remove", path: "/list/0" }], { ...document, list: [2, 3] }],
  ["replace", [{ op: "replace", path: "/a/b", value: [] }], { ...document, a: { b: [] } }],
  ["escaped steps", [{ op: "replace", path: "/x~1y/~0", value: false }], { ...document, "x/y": { "~": false } }],
  ["move", [{ op: "move", from: "/a/b", path: "/list/0" }], { ...document, a: {}, list: [1, 1, 2, 3] }],
  [
    "copy",
    [
      { op: "copy", from: "/a", path: "/c" },
      { op: "add", path: "/c/d", value: 1 },
    ],
    { ...document, c: { b: 1, d: 1 } },
  ],
  ["test", [{ op: "test", path: "/a", value: { b: 1 } }], document],
  [
    "test with null passes where nothing is",
    [
      { op: "test", path: "/gone", value: null },
      { op: "test", path: "/none" },
    ],
    document,
  ],
  ["replace everything", [{ op: "replace", path: "", value: 1 }], 1],
];

test("applyJsonPatch: does what RFC 6902 and upstream's library do, without touching the document", () => {
  for (const [name, patch, result] of applied) assert.deepEqual(applyJsonPatch(document, patch), result, name);
});

const refused: readonly [name: string, patch: unknown, cause: RegExp][] = [
  ["remove what is not there", [{ op: "remove", path: "/gone" }], /missing value/],
  ["replace what is not there", [{ op: "replace", path: "/gone", value: 1 }], /missing key/],
  ["a parent that is not there", [{ op: "add", path: "/gone/x", value: 1 }], /missing path/],
  ["past the end of a list", [{ op: "add", path: "/list/4", value: 1 }], /invalid index: 4/],
  ["replace past the last item", [{ op: "replace", path: "/list/3", value: 1 }], /invalid index: 3/],
  ["before the start of a list", [{ op: "remove", path: "/list/-4" }], /invalid index: -4/],
  ["a failed test", [{ op: "test", path: "/a/b", value: 2 }], /testing path \/a\/b failed/],
  ["an inherited field", [{ op: "remove", path: "/constructor" }], /missing value/],
  ["an unknown operation", [{ op: "swap", path: "/a" }], /Unexpected kind: swap/],
  ["no value", [{ op: "add", path: "/a/c" }], /has no value/],
  ["no from", [{ op: "move", path: "/a/c" }], /has no from/],
];

test("applyJsonPatch: a patch that does not fit is answered with 422 and upstream's general message", () => {
  for (const [name, patch, cause] of refused) {
    assert.throws(
      () => applyJsonPatch(document, patch),
      (error) => {
        assert.ok(isStatus(error, "Invalid"), name);
        assert.equal(error.code, 422);
        assert.equal(error.message, "the server rejected our request due to an error in our request");
        assert.deepEqual(error.status.details, {}, name);
        assert.match((error.cause as Error).message, cause, name);
        return true;
      },
    );
  }
});

test("applyJsonPatch: what is no list of operations is a bad request, and too many are too large", () => {
  assert.throws(() => applyJsonPatch({}, { op: "add" }), { reason: "BadRequest", message: "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp" });
  assert.throws(() => applyJsonPatch({}, [1]), { reason: "BadRequest" });
  const operation = { op: "test", path: "/gone", value: null };
  assert.doesNotThrow(() => applyJsonPatch({}, new Array(10_000).fill(operation)));
  assert.throws(() => applyJsonPatch({}, new Array(10_001).fill(operation)), { reason: "RequestEntityTooLarge" });
});

test("applyJsonPatch: copies that double each other are stopped", () => {
  const bomb = Array.from({ length: 40 }, () => ({ op: "copy", from: "/a", path: "/a/-" }));
  assert.throws(() => applyJsonPatch({ a: ["x".repeat(1_000)] }, bomb), { reason: "Invalid" });
});

test("applyJsonPatch: a later operation does not reach into the patch's own values", () => {
  const patch = deepFreeze([
    { op: "add", path: "/new", value: { x: 1 } },
    { op: "add", path: "/new/y", value: 2 },
  ]);
  assert.deepEqual(applyJsonPatch({}, patch), { new: { x: 1, y: 2 } });
});
