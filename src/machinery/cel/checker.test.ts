import assert from "node:assert/strict";
import { test } from "node:test";
import { compile } from "./compile.ts";
import { baseEnvironment } from "./kubernetes/base.ts";
import { objectType } from "./environment.ts";
import { anyType, dynType, fullTypeName, intType, mapOf, stringType, structType } from "./types.ts";

const environment = baseEnvironment().extend({
  objectTypes: [objectType("Pod", { name: stringType, count: intType })],
  variables: { x: dynType, any: anyType, s: stringType, i: intType, m: mapOf(stringType, intType), pod: structType("Pod"), "a.b": intType },
});

const types: readonly [text: string, type: string][] = [
  ["1 + 2", "int"],
  ["x + 1", "int"],
  ["x + x", "dyn"],
  ["x.y.z", "dyn"],
  ["i < 1.5", "bool"],
  ["i == null", "!found no matching overload for '_==_' applied to '(int, null)'"],
  ["pod == null", "bool"],
  ["m.a", "int"],
  ["m['a']", "int"],
  ["[]", "list(dyn)"],
  ["[1] + []", "list(int)"],
  ["{}", "map(dyn, dyn)"],
  ["{'a': [x]}", "map(string, list(dyn))"],
  ["[1].map(e, string(e))", "list(string)"],
  ["m.map(k, k)", "list(string)"],
  ["m.transformMap(k, v, v > 1)", "map(string, bool)"],
  ["m.transformList(k, v, k)", "list(string)"],
  ["[1].filter(e, e > 0)", "list(int)"],
  ["pod.?name", "optional_type(string)"],
  ["m[?'a'].orValue(1)", "int"],
  ["[?pod.?name]", "list(string)"],
  ["optional.none()", "optional_type(dyn)"],
  ["true ? 1 : x", "dyn"],
  ["type(1)", "type(int)"],
  ["a.b + 1", "int"],
  [".a.b + 1", "int"],
  ["strings.quote(s)", "string"],
  ["Pod{name: s}", "Pod"],
  ["timestamp(s)", "google.protobuf.Timestamp"],
  ["any.all(e, e)", "!expression of type 'any' cannot be range of a comprehension (must be list, map, or dynamic)"],
  ["s.all(e, e)", "!expression of type 'string' cannot be range of a comprehension (must be list, map, or dynamic)"],
  ["y", "!undeclared reference to 'y' (in container '')"],
  [".y", "!undeclared reference to '.y' (in container '')"],
  ["f(1)", "!undeclared reference to 'f' (in container '')"],
  ["s.f(1)", "!undeclared reference to 'f' (in container '')"],
  ["i + s", "!found no matching overload for '_+_' applied to '(int, string)'"],
  ["s.startsWith(1)", "!found no matching overload for 'startsWith' applied to 'string.(int)'"],
  ["!i", "!found no matching overload for '!_' applied to '(int)'"],
  ["i && true", "!expected type 'bool' but found 'int'"],
  ["pod.nme", "!undefined field 'nme'"],
  ["s.length", "!type 'string' does not support field selection"],
  ["Pod{nme: s}", "!undefined field 'nme'"],
  ["Pod{name: 1}", "!expected type of field 'name' is 'string' but provided type is 'int'"],
  ["s{}", "!'string' is not a type"],
  ["int{}", "!'int' is not a message type"],
  ["[?1]", "!expected type 'optional_type(int)' but found 'int'"],
  ["[1, 'a']", "!expected type 'int' but found 'string'"],
  ["[1, dyn(1)]", "!expected type 'int' but found 'dyn'"],
  ["{1: 2, 'a': 3}", "!expected type 'int' but found 'string'"],
  ["'%d %s'.format([1, 'a'])", "string"],
  ["'%d'.format(['a'])", "!error during formatting: decimal clause can only be used on integers, was given string"],
  ["'%d'.format([1, 2])", "!too many arguments supplied to string.format (expected 1, got 2)"],
  ["'%d'.format([])", "!index 0 out of range"],
  ["'%q'.format([1])", '!could not parse formatting clause: unrecognized formatting clause "q"'],
  ["duration('1 hour')", "!invalid duration argument"],
  ["timestamp('today')", "!invalid timestamp argument"],
  ["s.matches('(')", "!invalid matches argument"],
  ["[1].all(e, e)", "!expected type 'bool' but found 'int'"],
  ["cel.bind(v, 1, v)", "!undeclared reference to 'cel' (in container '')"],
];

for (const [text, expected] of types) {
  test(`check: ${text} is ${expected}`, () => {
    const program = compile(text, environment);
    const first = "issues" in program ? `!${(program.issues.split("\n")[0] ?? "").replace(/^ERROR: <input>:\d+:\d+: /, "")}` : fullTypeName(program.type);
    assert.equal(first, expected);
  });
}

test("check: everything that is wrong is told at once, in the order of the text", () => {
  const program = compile("y + i.f == z", environment);
  assert.ok("issues" in program);
  assert.equal(
    program.issues,
    [
      "ERROR: <input>:1:1: undeclared reference to 'y' (in container '')",
      " | y + i.f == z",
      " | ^",
      "ERROR: <input>:1:6: type 'int' does not support field selection",
      " | y + i.f == z",
      " | .....^",
      "ERROR: <input>:1:12: undeclared reference to 'z' (in container '')",
      " | y + i.f == z",
      " | ...........^",
    ].join("\n"),
  );
});
