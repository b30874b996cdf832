import assert from "node:assert/strict";
import { test } from "node:test";
import { CelError, compile, type Program } from "../compile.ts";
import { baseEnvironment } from "../kubernetes/base.ts";
import { dynType } from "../types.ts";

const environment = baseEnvironment().extend({ variables: { object: dynType, gone: dynType } });
const object = { spec: { replicas: 3, ratio: 1.5, huge: 2 ** 60, labels: { a: "b", "x/y": "z" }, none: null, containers: [{ name: "a", image: "x:1" }, { name: "b", image: "y:2" }] } };

function programOf(text: string): Program {
  const program = compile(text, environment);
  if ("issues" in program) throw new Error(program.issues);
  return program;
}

function evaluate(text: string, costLimit = 1_000_000): unknown {
  return programOf(text).evaluate((name) => (name === "object" ? object : undefined), { costLimit }).value;
}

const holds = [
  "object.spec.replicas == 3 && object.spec.replicas == 3.0 && object.spec.replicas + 1 == 4",
  "object.spec.ratio == 1.5 && object.spec.ratio * 2.0 == 3.0 && type(object.spec.ratio) == double",
  "object.spec.huge == 1152921504606846976 && type(object.spec.huge) == int",
  "object.spec.none == null && has(object.spec.none)",
  "has(object.spec.replicas) && !has(object.spec.paused)",
  "object.spec.labels['x/y'] == 'z' && 'a' in object.spec.labels && !('b' in object.spec.labels)",
  "object.spec.labels == {'a': 'b', 'x/y': 'z'}",
  "object.spec.containers.all(c, c.image.contains(':')) && object.spec.containers.exists_one(c, c.name == 'b')",
  "object.spec.containers.filter(c, c.name != 'a').map(c, c.image) == ['y:2']",
  "object.spec.containers.map(c, c.name == 'a', c.image) == ['x:1']",
  "object.spec.labels.transformMap(k, v, v + k) == {'a': 'ba', 'x/y': 'zx/y'}",
  "[1, 2].all(i, v, v == i + 1) && [1, 2].transformList(i, v, v > 1, i) == [1]",
  "[[1, 2], [3]].map(l, l.map(e, e * 2)) == [[2, 4], [6]]",
  "true || object.missing",
  "object.missing || true",
  "!(false && object.missing) && !(object.missing && false)",
  "[1, 0, 2].exists(x, 2 / x == 1)",
  "!['a'].all(x, x == 'b' && object.missing)",
  "object.?spec.?paused.orValue(true) && object.?spec.?replicas.orValue(0) == 3",
  "object.spec[?'paused'].or(optional.of(1)).value() == 1",
  "optional.of(2).optMap(x, x + 1).value() == 3 && !optional.none().optMap(x, x).hasValue()",
  "[?object.?missing, ?optional.of(dyn(1))] == [1] && {?'a': optional.none()} == {}",
  "{1: 'a'}[dyn(1u)] == 'a' && {1: 'a'}[dyn(1.0)] == 'a' && dyn(1) == 1u",
  "1 != 2 && dyn(1) != 'a' && dyn([1]) != {}",
  "-7 / 2 == -3 && -7 % 2 == -1 && 9223372036854775806 + 1 == 9223372036854775807",
  "'é'.size() == 1 && size(b'é') == 2 && '😁b'.substring(1) == 'b' && '￿' < '😁'",
  "'abc' < 'abd' && b'a' < b'b' && false < true && 1 < 2u && 1.5 > 1",
  "timestamp('2020-02-29T12:00:00Z') + duration('36h') == timestamp('2020-03-02T00:00:00Z')",
  "timestamp('2020-01-01T00:00:00+01:00') == timestamp('2019-12-31T23:00:00Z')",
  "string(timestamp('2020-01-01T00:00:00.5+01:00')) == '2020-01-01T00:00:00.5+01:00'",
  "timestamp('2020-07-01T12:00:00Z').getHours('Europe/Berlin') == 14 && timestamp('2020-07-01T12:00:00Z').getHours('-02:30') == 9",
  "timestamp('2020-12-31T00:00:00Z').getDayOfYear() == 365 && timestamp('2020-12-31T00:00:00Z').getMonth() == 11",
  "string(duration('1h1.5s')) == '3601.5s' && duration('90m').getHours() == 1 && duration('-1ms') < duration('0')",
  "int('42') == 42 && uint('7') == 7u && double('1e3') == 1000.0 && bool('t') && string(b'ab') == 'ab' && int(2.9) == 2",
  "string(1.0) == '1' && string(1e21) == '1e+21' && string(1.5e-7) == '1.5e-07' && string(5u) == '5'",
  "'a-b-c'.split('-', 2) == ['a', 'b-c'] && 'aXbX'.replace('X', '', 1) == 'abX' && 'ab'.replace('', '-') == '-a-b-'",
  "'hello'.lastIndexOf('l') == 3 && 'hello'.indexOf('l', 3) == 3 && 'hello'.charAt(5) == '' && ' a\\t'.trim() == 'a'",
  "'%s %d %.1f %e %x %b %%'.format(['a', 1, 2.26, 1.5, 255, 5]) == 'a 1 2.3 1.500000×10⁰⁰ ff 101 %'",
  "'%s'.format([[1, 'a']]) == '[1, \"a\"]'",
  "[3, 1, 2].sort() == [1, 2, 3] && ['b', 'a'].sortBy(x, x) == ['a', 'b'] && [1, 2, 1].distinct() == [1, 2]",
  "[1, 2, 3].sum() == 6 && [1.5, 2.5].sum() == 4.0 && ['b', 'a'].min() == 'a' && [1, 2, 2].isSorted() && [1, 2, 1].lastIndexOf(1) == 2",
  "sets.contains([1, 2], [2]) && sets.equivalent([1, 1, 2], [2, 1]) && !sets.intersects([1], [2])",
  "[[[1]], [[2], [3]]].flatten(2) == [1, 2, 3] && [1, 2, 3].slice(1, 2) == [2] && lists.range(2) == [0, 1] && [1, 2].first().value() == 1",
  "'abcabc'.findAll('b.') == ['bc', 'bc'] && 'abc'.find('x') == '' && 'a1'.matches('^[a-z][0-9]$')",
];

for (const text of holds) test(`evaluate: ${text}`, () => assert.equal(evaluate(text), true));

const failures: readonly [text: string, message: string][] = [
  ["object.missing", "no such key: missing"],
  ["object.spec.labels['c']", "no such key: c"],
  ["object.spec.containers[2]", "index out of bounds: 2"],
  ["object.spec.replicas.x", "no such overload"],
  ["object.spec.replicas + 'a'", "no such overload"],
  ["object.spec.replicas ? 1 : 2", "no such overload"],
  ["object.spec.replicas || false", "no such overload"],
  ["gone.x", "no such attribute(s): gone"],
  ["1 / (object.spec.replicas - 3)", "division by zero"],
  ["1 % (object.spec.replicas - 3)", "modulus by zero"],
  ["9223372036854775807 + object.spec.replicas", "integer overflow"],
  ["0u - 1u", "unsigned integer overflow"],
  ["[0, 1].map(x, 1 / x)", "division by zero"],
  ["[1, 0].all(x, 1 / x == 1)", "division by zero"],
  ["optional.none().value()", "optional.none() dereference"],
  ["{'a': 1}.transformMapEntry(k, v, {'b': 1, k: 2}).transformMapEntry(k, v, {'c': v})", "insert failed: key c already exists"],
  ["timestamp('9999-12-31T23:59:59Z') + duration('1s')", "timestamp overflow"],
];

for (const [text, message] of failures) {
  test(`evaluate: ${text} fails: ${message}`, () => assert.throws(() => evaluate(text), new CelError(message)));
}

test("evaluate: what costs more than it may is ended, and no operator absorbs that", () => {
  const text = "true || false || lists.range(1000).all(x, lists.range(1000).all(y, x + y >= 0))";
  assert.equal(evaluate(text), true);
  const expensive = "lists.range(1000).all(x, lists.range(1000).all(y, x + y >= 0)) || true";
  assert.throws(() => evaluate(expensive), new CelError("operation cancelled: actual cost limit exceeded"));
  const { cost } = programOf("object.spec.replicas > 1").evaluate(() => object, { costLimit: 4 });
  assert.equal(cost, 4);
  assert.throws(() => evaluate("object.spec.replicas > 1", 3), new CelError("operation cancelled: actual cost limit exceeded"));
});

test("evaluate: a program runs again and again, each time with what it is given", () => {
  const program = programOf("object.map(x, x + 1).filter(x, x > 2)");
  const run = (list: readonly number[]): unknown => program.evaluate(() => list, { costLimit: 1000 }).value;
  assert.deepEqual([run([1, 2]), run([5]), run([])], [[3], [6], []]);
});

/** Source: cel-go interpreter/runtimecost.go, asked of upstream's own compiler with the same object. */
const costsOf: readonly [text: string, cost: number][] = [
  ["object.spec.replicas <= 5", 4],
  ["object.spec.containers.all(c, c.name != \"\")", 14],
  ["object.spec.containers.map(c, c.name)", 32],
  ["object.spec.containers.filter(c, c.image.contains(\":\")).size()", 37],
  ["has(object.spec.x) || true", 2],
  ["[1, 2, 3].exists(x, true)", 8],
  ["[1, 2].exists_one(x, x == 1)", 8],
  ["{\"a\": 1}.transformMap(k, v, v + 1)[\"a\"]", 8],
  ["object.spec.replicas in [1, 2, 3]", 3],
  ["[object.spec.replicas][0]", 15],
  ["object.?spec.?x.orValue(1)", 2],
  ["int(\"1\") + int(1.9)", 1],
  ["lists.range(3)", 14],
  ["[3, 1].sort()", 19],
  ["sets.equivalent([1, 1], [1])", 5],
  ["cidr(\"10.0.0.0/8\").containsIP(\"10.1.1.1\")", 3],
  ["format.dns1123Label().validate(\"A\")", 9],
];

for (const [text, cost] of costsOf) {
  test(`evaluate: ${text} costs ${cost}`, () => assert.equal(programOf(text).evaluate(() => object, { costLimit: 1_000_000 }).cost, cost));
}
