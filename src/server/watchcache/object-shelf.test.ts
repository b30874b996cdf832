import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeJson } from "../../machinery/codec/encoded.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import { type ObjectShelf, OpenShelf, PackedShelf } from "./object-shelf.ts";
import { decodeStored, encodeForStore } from "./stored-bytes.ts";

const shelves: readonly { name: string; open: () => ObjectShelf }[] = [
  { name: "OpenShelf", open: () => new OpenShelf() },
  { name: "PackedShelf", open: () => new PackedShelf() },
];

function put(shelf: ObjectShelf, name: string, revision: number): KubeObject {
  const bytes = encodeForStore({ apiVersion: "v1", kind: "Event", metadata: { name } });
  const object = decodeStored(bytes, revision);
  shelf.set(name, object, { bytes, revision });
  return object;
}

const namesOf = (objects: Iterable<KubeObject>): string[] => [...objects].map(({ metadata }) => `${metadata?.name}@${metadata?.resourceVersion}`);

for (const { name, open } of shelves) {
  test(`${name}: gives back what was put there, at its revision, with the same bytes on the wire`, () => {
    const shelf = open();
    const object = put(shelf, "a", 7);
    const read = shelf.get("a");
    assert.deepEqual(read, object);
    assert.deepEqual(encodeJson(read ?? {}), encodeJson(object));
    assert.deepEqual([shelf.has("a"), shelf.has("b"), shelf.get("b"), shelf.size], [true, false, undefined, 1]);
  });

  test(`${name}: tells what was set longest ago first; a change moves an object to the end`, () => {
    const shelf = open();
    for (const [at, key] of ["a", "b", "c"].entries()) put(shelf, key, at + 1);
    put(shelf, "a", 4);
    assert.deepEqual(namesOf(shelf.oldestFirst()), ["b@2", "c@3", "a@4"]);
    shelf.delete("c");
    assert.deepEqual([namesOf(shelf.oldestFirst()), [...shelf.keys()]], [["b@2", "a@4"], ["b", "a"]]);
    shelf.clear();
    assert.equal(shelf.size, 0);
  });
}

test("PackedShelf: an object that nobody holds is not held by its bytes either", () => {
  const shelf = new PackedShelf();
  const bytes = encodeForStore({ apiVersion: "v1", kind: "Event", metadata: { name: "a" } });
  const object = decodeStored(bytes, 1);
  shelf.set("a", object, { bytes, revision: 1 });
  assert.notEqual(shelf.get("a"), object);
});
