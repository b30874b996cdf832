import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeYaml, decodeYamlDocuments, decodeYamlStrict, encodeYaml } from "./yaml.ts";

test("decodeYaml: plain words mean what Kubernetes takes them for", () => {
  const cases: readonly [text: string, value: unknown][] = [
    ["yes", true],
    ["y", true],
    ["On", true],
    ["TRUE", true],
    ["no", false],
    ["N", false],
    ["off", false],
    ["yEs", "yEs"],
    ['"yes"', "yes"],
    ["~", null],
    ["Null", null],
    ["1", 1],
    ["-0", 0],
    ["+5", 5],
    ["0755", 493],
    ["0o17", 15],
    ["0x1F", 31],
    ["0b101", 5],
    ["1_000", 1_000],
    ["08", 8],
    ["1.5", 1.5],
    ["1e3", 1_000],
    [".5", 0.5],
    ["1:30", "1:30"],
    ["2001-01-01", "2001-01-01"],
    ["1.2.3", "1.2.3"],
    ["100m", "100m"],
    [".inf", ".inf"],
    ["!!str 1", "1"],
    ["!!float 1", 1],
  ];
  for (const [text, value] of cases) assert.deepEqual(decodeYaml(`v: ${text}`), { v: value }, text);
});

test("decodeYaml: keys become text, merges are merged, aliases become copies", () => {
  assert.deepEqual(decodeYaml("1: a\nyes: b\n"), { "1": "a", true: "b" });
  assert.deepEqual(decodeYaml("base: &b {x: 1, z: 2}\nmine: {<<: *b, z: 3}\n"), { base: { x: 1, z: 2 }, mine: { x: 1, z: 3 } });
  const shared = decodeYaml("a: &l [1]\nb: *l\n") as { a: number[]; b: number[] };
  assert.notEqual(shared.a, shared.b);
});

test("decodeYaml: JSON is YAML", () => {
  assert.deepEqual(decodeYaml('{"a":[1,{"b":null}]}'), { a: [1, { b: null }] });
});

test("decodeYamlDocuments: documents without content are left out", () => {
  assert.deepEqual(decodeYamlDocuments("---\na: 1\n---\n# nothing\n---\nb: 2\n"), [{ a: 1 }, { b: 2 }]);
  assert.deepEqual(decodeYamlDocuments(""), []);
});

test("decodeYaml: what is no YAML is refused with its line", () => {
  assert.throws(() => decodeYaml("a: 1\nb: [\n"), { name: "YamlSyntaxError", message: /^yaml: line \d+: / });
  assert.throws(() => decodeYaml("a:\n\t- 1\n"), { name: "YamlSyntaxError" });
});

test("decodeYaml: aliases of aliases cannot fill the memory", () => {
  const lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"];
  for (let level = 1; level < 10; level++) lines.push(`a${level}: &a${level} [${new Array(10).fill(`*a${level - 1}`).join(",")}]`);
  assert.throws(() => decodeYaml(lines.join("\n")), { message: "yaml: document contains excessive aliasing" });
});

test("decodeYamlStrict: tells which key is there twice, and the last one counts", () => {
  assert.deepEqual(decodeYamlStrict("spec:\n  replicas: 1\n  replicas: 2\n"), {
    value: { spec: { replicas: 2 } },
    duplicates: ['yaml: unmarshal errors:\n  line 3: key "replicas" already set in map'],
  });
  assert.deepEqual(decodeYamlStrict("a: 1\n").duplicates, []);
});

test("decodeYamlStrict: tells of every key that is there again, however it is written", () => {
  const text = "a: 1\na: 2\nlist:\n- {b: 1, 'b': 2}\n- \"c\": 1\n  c: {d: 1}\n  'c': 3\na: 4\n";
  assert.deepEqual(decodeYamlStrict(text), {
    value: { a: 4, list: [{ b: 2 }, { c: 3 }] },
    duplicates: ['yaml: unmarshal errors:\n  line 2: key "a" already set in map\n  line 4: key "b" already set in map\n  line 6: key "c" already set in map\n  line 7: key "c" already set in map\n  line 8: key "a" already set in map'],
  });
});

test("decodeYamlStrict: many keys that are there again are not read again without end", () => {
  const text = "key: value\n".repeat(20_000);
  const { duplicates } = decodeYamlStrict(text);
  assert.ok((duplicates[0]?.split("\n").length ?? 0) <= 101);
});

test("encodeYaml: keys in order, lists not indented, and words that would be read as something else in quotes", () => {
  const text = encodeYaml({
    kind: "Pod",
    apiVersion: "v1",
    spec: { list: [{ b: 1, a: "yes" }], script: "one\ntwo\n", time: "2026-01-01T00:00:00Z", octal: "0755", empty: {}, gone: undefined },
  });
  assert.equal(
    text,
    `apiVersion: v1
kind: Pod
spec:
  empty: {}
  list:
  - a: "yes"
    b: 1
  octal: "0755"
  script: |
    one
    two
  time: "2026-01-01T00:00:00Z"
`,
  );
});

test("encodeYaml: what it writes decodeYaml reads back", () => {
  const value = {
    a: ["on", "1_0", "~", "", " x ", "#", "a: b", "- c", "multi\nline", "é😀", "\u0007", "0x1", "1e3", "=", "<<", "n"],
    b: [1, -1.5, true, null, {}, []],
  };
  assert.deepEqual(decodeYaml(encodeYaml(value)), value);
});

for (const text of ["a: &x [*x]\n", "&a [*a, *a]", "a: &x {b: *x}"]) {
  test(`decodeYaml: an anchor within itself is refused: ${text.trim()}`, () => {
    assert.throws(() => decodeYaml(text), (error: Error) => error.name === "YamlSyntaxError");
  });
}
