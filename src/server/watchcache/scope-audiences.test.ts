import assert from "node:assert/strict";
import { test } from "node:test";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { WatchView } from "./audience.ts";
import { CacheEvent } from "./cache-event.ts";
import { ScopeAudiences } from "./scope-audiences.ts";

const nodeOf = (pod: KubeObject): string => (pod as { spec?: { nodeName?: string } }).spec?.nodeName ?? "";

function view(id: string, node?: string): WatchView {
  const only = node === undefined ? undefined : { field: "spec.nodeName", value: node, valueOf: nodeOf };
  return { scope: "", id, apiVersion: "v1", kind: "Pod", matches: undefined, ...(only === undefined ? {} : { only }) };
}

function onNode(nodeName: string): KubeObject {
  return { apiVersion: "v1", kind: "Pod", metadata: { name: "web" }, spec: { nodeName } } as unknown as KubeObject;
}

const views = [view("everyone"), view("a", "a"), view("other of a", "a"), view("b", "b"), view("nowhere", "")];

const rows: readonly { name: string; previous?: KubeObject; object?: KubeObject; touches: readonly string[] }[] = [
  { name: "a new object touches who wants its value", object: onNode("a"), touches: ["everyone", "a", "other of a"] },
  { name: "a change that keeps the value touches each once", previous: onNode("b"), object: onNode("b"), touches: ["everyone", "b"] },
  { name: "a change of the value touches who had it and who gets it", previous: onNode(""), object: onNode("b"), touches: ["everyone", "nowhere", "b"] },
  { name: "a deletion touches who had it", previous: onNode("a"), touches: ["everyone", "a", "other of a"] },
  { name: "a value that nobody wants touches only who wants any", object: onNode("c"), touches: ["everyone"] },
];

for (const { name, previous, object, touches } of rows) {
  test(`ScopeAudiences: ${name}`, () => {
    const audiences = new ScopeAudiences();
    for (const one of views) audiences.findOrAdd(one);
    const touched = [...audiences.touchedBy(new CacheEvent({ revision: 1, heardAt: 0, key: "default/web", object, previous }))];
    assert.deepEqual(touched.map((audience) => audience.view.id), touches);
  });
}

test("ScopeAudiences: equal views share an audience, and one that is removed is touched no more", () => {
  const audiences = new ScopeAudiences();
  const [first, again] = [audiences.findOrAdd(view("a", "a")), audiences.findOrAdd(view("a", "a"))];
  assert.equal(first, again);
  audiences.remove(first);
  assert.deepEqual([audiences.size, [...audiences.touchedBy(new CacheEvent({ revision: 1, heardAt: 0, key: "k", object: onNode("a"), previous: undefined }))]], [0, []]);
});
