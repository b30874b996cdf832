import assert from "node:assert/strict";
import { test } from "node:test";
import { type CompiledRule, type Rule, ruleCompiler } from "./rule.ts";
import { escapeName, type Schema } from "./schema-type.ts";

const schema: Schema = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      required: ["replicas"],
      properties: {
        replicas: { type: "integer" },
        ratio: { type: "number" },
        port: { "x-kubernetes-int-or-string": true },
        "max-age": { type: "string", format: "duration" },
        namespace: { type: "string" },
        since: { type: "string", format: "date-time" },
        names: { type: "array", items: { type: "string", maxLength: 5 }, maxItems: 3 },
        labels: { type: "object", additionalProperties: { type: "string" } },
        anything: { type: "object" },
        unknown: {},
      },
    },
  },
};

function compiled(rule: Rule | string): CompiledRule {
  const compile = ruleCompiler(schema, { isResource: true });
  assert.ok(compile !== undefined);
  return compile(typeof rule === "string" ? { rule } : rule);
}

const custom = { metadata: { name: "a" }, spec: { replicas: 2, ratio: 2, port: "http", "max-age": "90s", namespace: "n", since: "2020-01-01T00:00:00Z", names: ["a"], labels: { b: "c" } } };

const holds = [
  "self.spec.replicas == 2 && self.metadata.name == 'a'",
  "self.spec.ratio / 4.0 == 0.5",
  "type(self.spec.port) == string",
  "self.spec.max__dash__age == duration('1m30s') && has(self.spec.max__dash__age)",
  "self.spec.__namespace__ == 'n' && self.spec.namespace == 'n'",
  "self.spec.since < timestamp('2021-01-01T00:00:00Z')",
  "self.spec.names.all(n, n.size() == 1) && self.spec.labels.b == 'c'",
  "oldSelf.spec.replicas <= self.spec.replicas",
];

for (const rule of holds) {
  test(`rule: ${rule}`, () => {
    const { problem, program } = compiled(rule);
    assert.equal(problem, undefined);
    assert.equal(program?.evaluate(() => custom, { costLimit: 1_000_000 }).value, true);
  });
}

const problems: readonly [rule: string, problem: string][] = [
  ["self.spec.replica > 1", "compilation failed: ERROR: <input>:1:10: undefined field 'replica'\n | self.spec.replica > 1\n | .........^"],
  ["self.spec.unknown == 1", "compilation failed: ERROR: <input>:1:10: undefined field 'unknown'\n | self.spec.unknown == 1\n | .........^"],
  ["self.spec.replicas", "cel expression must evaluate to a bool"],
  ["int('a') == 1", "program instantiation failed: type conversion error from 'string' to 'int'"],
];

for (const [rule, problem] of problems) test(`rule: ${rule} is refused`, () => assert.equal(compiled(rule).problem, problem));

test("rule: an empty one is neither right nor wrong", () => {
  assert.deepEqual(compiled(" "), { usesOldSelf: false, maxCost: 0, maxCardinality: 0, messageMaxCost: 0 });
});

test("rule: whether it looks at what was there before, which may be an optional", () => {
  assert.equal(compiled("self.spec.replicas > 0").usesOldSelf, false);
  assert.equal(compiled("oldSelf.spec.replicas > 0").usesOldSelf, true);
  const { problem, usesOldSelf } = compiled({ rule: "oldSelf.optMap(o, o.spec.replicas > 0).orValue(true)", optionalOldSelf: true });
  assert.deepEqual({ problem, usesOldSelf }, { problem: undefined, usesOldSelf: true });
});

test("rule: a message is a string", () => {
  const message = (messageExpression: string): string | undefined => compiled({ rule: "true", messageExpression }).messageProblem;
  assert.equal(message("'a' + string(self.spec.replicas)"), undefined);
  assert.equal(message("self.spec.replicas"), "messageExpression must evaluate to a string");
  assert.equal(message("self.x"), "messageExpression compilation failed: ERROR: <input>:1:5: undefined field 'x'\n | self.x\n | ....^");
});

test("rule: a place of which the schema says nothing has none", () => {
  assert.equal(ruleCompiler({}, { isResource: false }), undefined);
  assert.equal(ruleCompiler({ type: "array", items: {} }, { isResource: false }), undefined);
});

test("rule: as often as a request can hold such a value", () => {
  const cardinality = (one: Schema): number | undefined => ruleCompiler(one, { isResource: false })?.({ rule: "true" }).maxCardinality;
  assert.deepEqual([cardinality({ type: "integer" }), cardinality({ type: "object", required: ["a"], properties: { a: { type: "string" } } })], [1_572_864, Math.floor((3 * 1024 * 1024) / 10)]);
});

const names: readonly [name: string, escaped: string | undefined][] = [
  ["a", "a"],
  ["a-b.c/d", "a__dash__b__dot__c__slash__d"],
  ["a__b", "a__underscores__b"],
  ["in", "__in__"],
  ["1a", undefined],
  ["a b", undefined],
  ["", undefined],
];

for (const [name, escaped] of names) test(`rule: a property ${JSON.stringify(name)} is called ${escaped ?? "nothing"}`, () => assert.equal(escapeName(name), escaped));
