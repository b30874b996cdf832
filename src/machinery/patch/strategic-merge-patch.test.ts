import assert from "node:assert/strict";
import { test } from "node:test";
import { deepFreeze } from "../meta/deep-freeze.ts";
import type { PatchField, PatchSchema } from "./patch-schema.ts";
import { applyStrategicMergePatch } from "./strategic-merge-patch.ts";

const schemaOf = (fields: Record<string, PatchField>): PatchSchema => ({ field: (name) => fields[name] });
const container = schemaOf({ env: { strategies: ["merge"], mergeKey: "name" }, args: { strategies: [] } });
const schema = schemaOf({
  containers: { strategies: ["merge"], mergeKey: "name", child: container },
  finalizers: { strategies: ["merge"] },
  strategy: { strategies: ["retainKeys"] },
  selector: { strategies: ["replace"] },
  labels: { strategies: [] },
  atomic: { strategies: [] },
});

const object = deepFreeze({
  containers: [
    { name: "a", image: "a:1", env: [{ name: "X", value: "1" }], args: ["one"] },
    { name: "b", image: "b:1" },
    { name: "c", image: "c:1" },
  ],
  finalizers: ["x", "y", "z"],
  strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } },
  selector: { app: "web", tier: "front" },
  labels: { a: "1", b: "2" },
  atomic: [1, 2],
  size: 1,
});

const [a, b, c] = object.containers;

const cases: readonly [name: string, patch: object, changed: object][] = [
  ["maps are merged and null removes", { labels: { a: null, c: "3" } }, { labels: { b: "2", c: "3" } }],
  ["null for what is not there does nothing", { gone: null, labels: { gone: null } }, {}],
  ["a map with replace strategy is replaced", { selector: { app: "db" } }, { selector: { app: "db" } }],
  ["a list without strategy is replaced", { atomic: [3] }, { atomic: [3] }],
  ["items are merged by key", { containers: [{ name: "b", image: "b:2" }] }, { containers: [a, { name: "b", image: "b:2" }, c] }],
  [
    "lists in items are merged as their own schema says",
    { containers: [{ name: "a", env: [{ name: "Y", value: "2" }], args: ["two"] }] },
    {
      containers: [
        {
          ...a,
          env: [
            { name: "Y", value: "2" },
            { name: "X", value: "1" },
          ],
          args: ["two"],
        },
        b,
        c,
      ],
    },
  ],
  [
    "a new item goes before what only the server has",
    { containers: [{ name: "d", image: "d:1", env: null }] },
    { containers: [{ name: "d", image: "d:1" }, a, b, c] },
  ],
  ["an item is deleted by key", { containers: [{ name: "b", $patch: "delete" }] }, { containers: [a, c] }],
  [
    "an item is deleted and put back",
    {
      containers: [
        { name: "b", $patch: "delete" },
        { name: "b", image: "new" },
      ],
    },
    { containers: [{ name: "b", image: "new" }, a, c] },
  ],
  ["a list is replaced", { containers: [{ name: "d" }, { $patch: "replace" }] }, { containers: [{ name: "d" }] }],
  ["a map is replaced", { labels: { $patch: "replace", z: "26" } }, { labels: { z: "26" } }],
  ["a map is emptied", { labels: { $patch: "delete" } }, { labels: {} }],
  ["lists of scalars are united", { finalizers: ["w", "y"] }, { finalizers: ["w", "x", "y", "z"] }],
  ["scalars are taken out", { "$deleteFromPrimitiveList/finalizers": ["y", "gone"] }, { finalizers: ["x", "z"] }],
  [
    "scalars are taken out and put in at once",
    { "$deleteFromPrimitiveList/finalizers": ["x"], finalizers: ["w"], "$setElementOrder/finalizers": ["y", "z", "w"] },
    { finalizers: ["y", "z", "w"] },
  ],
  ["fields that are not retained go", { strategy: { $retainKeys: ["type"], type: "Recreate" } }, { strategy: { type: "Recreate" } }],
  ["the order of a list alone is changed", { "$setElementOrder/containers": [{ name: "c" }, { name: "a" }, { name: "b" }] }, { containers: [c, a, b] }],
  [
    "order and contents are changed together",
    { "$setElementOrder/containers": [{ name: "c" }, { name: "d" }, { name: "a" }], containers: [{ name: "d" }, { name: "a", image: "a:2" }] },
    { containers: [b, c, { name: "d" }, { ...a, image: "a:2" }] },
  ],
  ["a field of another type is replaced, without its nulls and directives", { size: { x: null, y: 1, z: { $patch: "delete" } } }, { size: { y: 1 } }],
  ["a field that is not there yet is taken over", { fresh: [{ a: null, b: 1 }, { $patch: "delete" }] }, { fresh: [{ b: 1 }] }],
  ["a directive for what is not there leaves nothing", { fresh: { $patch: "delete" } }, {}],
];

for (const [name, patch, changed] of cases) {
  test(`applyStrategicMergePatch: ${name}`, () => {
    assert.deepEqual(applyStrategicMergePatch(object, deepFreeze(patch), schema), { ...object, ...changed });
  });
}

const refused: readonly [name: string, patch: unknown, message: string | RegExp][] = [
  ["a patch that is a list", [], "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}"],
  ["a patch that is a text", "x", "error decoding patch: json: cannot unmarshal string into Go value of type map[string]interface {}"],
  ["an unknown directive", { labels: { $patch: "merge" } }, 'unknown patch type: merge in map: {"$patch":"merge"}'],
  ["an item without its key", { containers: [{ image: "x" }] }, 'map: {"image":"x"} does not contain declared merge key: name'],
  ["retained keys that are no list", { strategy: { $retainKeys: "type" } }, "invalid patch format of retainKeys"],
  ["a field that is not among the retained", { strategy: { $retainKeys: ["type"], other: 1 } }, "invalid patch format of retainKeys"],
  ["an order that is no list", { "$setElementOrder/containers": 1 }, "invalid patch format of setElementOrder list"],
  ["an order of nothing", { $setElementOrder: [] }, "invalid patch format of setElementOrder list"],
  ["a deletion that is no list", { "$deleteFromPrimitiveList/finalizers": 1 }, "invalid patch format of primitive list"],
  ["a list of lists", { finalizers: [["x"]] }, "the server rejected our request due to an error in our request"],
  ["a list of mixed items", { containers: [{ name: "a" }, 1] }, /list element types are not identical/],
  [
    "a patch in another order than it says",
    { "$setElementOrder/containers": [{ name: "a" }, { name: "b" }], containers: [{ name: "b" }, { name: "a" }] },
    /doesn't match \$setElementOrder list/,
  ],
];

for (const [name, patch, message] of refused) {
  test(`applyStrategicMergePatch: refuses ${name}`, () => {
    assert.throws(() => applyStrategicMergePatch(object, patch, schema), { name: "StatusError", message });
  });
}
