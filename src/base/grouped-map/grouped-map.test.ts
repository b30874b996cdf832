import assert from "node:assert/strict";
import { test } from "node:test";
import { GroupedMap } from "./grouped-map.ts";

interface Item {
  readonly group: string;
  readonly text: string;
}

function filled(): GroupedMap<string, string, Item> {
  const map = new GroupedMap<string, string, Item>(({ group }) => group);
  for (const [key, group] of [["a", "x"], ["b", "y"], ["c", "x"]] as const) map.set(key, { group, text: key });
  return map;
}

const textsOf = (items: Iterable<Item>): string => [...items].map(({ text }) => text).join(" ");

test("GroupedMap: values are found by key, by group and all together, in the order in which they came", () => {
  const map = filled();
  assert.equal(map.get("b")?.text, "b");
  assert.deepEqual([textsOf(map.inGroup("x")), textsOf(map.inGroup("y")), textsOf(map.inGroup("z")), textsOf(map.values())], ["a c", "b", "", "a b c"]);
});

test("GroupedMap: a value that is set again keeps its place, and what is deleted is gone from its group too", () => {
  const map = filled();
  map.set("a", { group: "x", text: "new" });
  map.delete("c");
  map.delete("c");
  map.delete("never there");
  assert.deepEqual([textsOf(map.inGroup("x")), textsOf(map.values()), map.get("c")], ["new", "new b", undefined]);
});
