import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeJson, encodeWithoutResourceVersion, spliceResourceVersion, withResourceVersion } from "./encoded.ts";
import { encodeList, encodeWatchEvent } from "./encoded-list.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const pod = { spec: { note: '"metadata":{' }, metadata: { name: "wéb", resourceVersion: "3", labels: undefined }, kind: "Pod", apiVersion: "v1" };

test("encodeJson: gives the same bytes for the same object", () => {
  assert.equal(encodeJson(pod), encodeJson(pod));
  assert.deepEqual(JSON.parse(text(encodeJson(pod))), JSON.parse(JSON.stringify(pod)));
});

test("Stored bytes have no resourceVersion, and get one spliced in", () => {
  const stored = encodeWithoutResourceVersion(pod);
  assert.equal(text(stored), '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"wéb"},"spec":{"note":"\\"metadata\\":{"}}');
  assert.equal(
    text(spliceResourceVersion(stored, "7")),
    '{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"7","name":"wéb"},"spec":{"note":"\\"metadata\\":{"}}',
  );
});

test("spliceResourceVersion: into empty metadata leaves no comma behind", () => {
  assert.equal(text(spliceResourceVersion(encodeWithoutResourceVersion({ kind: "Pod" }), "7")), '{"kind":"Pod","metadata":{"resourceVersion":"7"}}');
});

test("spliceResourceVersion: refuses bytes without metadata", () => {
  assert.throws(() => spliceResourceVersion(new TextEncoder().encode('{"kind":"Pod"}'), "7"), /without metadata/);
});

test("withResourceVersion: the new object and its bytes say the same, and the old one is as it was", () => {
  const versioned = withResourceVersion(pod, encodeWithoutResourceVersion(pod), "9");
  assert.equal(versioned.metadata.resourceVersion, "9");
  assert.equal(pod.metadata.resourceVersion, "3");
  assert.deepEqual(JSON.parse(text(encodeJson(versioned))), JSON.parse(JSON.stringify(versioned)));
});

test("encodeList: joins its items' bytes", () => {
  for (const count of [0, 1, 3]) {
    const list = { kind: "PodList", apiVersion: "v1", metadata: { resourceVersion: "5" }, items: new Array(count).fill(pod) };
    assert.deepEqual(JSON.parse(text(encodeList(list, { typedItems: true }))), JSON.parse(JSON.stringify(list)));
  }
});

test("encodeList: the list's kind speaks for its items, whose own bytes stay as they are", () => {
  const { kind, apiVersion, ...bare } = pod;
  const inOrder = { kind, apiVersion, ...bare };
  const other = { ...inOrder, kind: "Node" };
  const list = { kind: "PodList", apiVersion: "v1", metadata: { resourceVersion: "5" }, items: [inOrder, pod, other] };
  assert.deepEqual(JSON.parse(text(encodeList(list))), JSON.parse(JSON.stringify({ ...list, items: [bare, bare, bare] })));
  assert.deepEqual(JSON.parse(text(encodeJson(inOrder))), JSON.parse(JSON.stringify(inOrder)));
});

test("encodeWatchEvent: is one line, shared by all who stream the event", () => {
  const event = { type: "ADDED", object: pod } as const;
  assert.equal(text(encodeWatchEvent(event)), `{"type":"ADDED","object":${JSON.stringify(pod)}}\n`);
  assert.equal(encodeWatchEvent(event), encodeWatchEvent(event));
});
