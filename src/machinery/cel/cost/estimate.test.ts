import assert from "node:assert/strict";
import { test } from "node:test";
import { compileDeviceSelector } from "../kubernetes/device.ts";
import { ruleCompiler } from "../kubernetes/rule.ts";
import type { Schema } from "../kubernetes/schema-type.ts";

const ten = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
const attributes = 'device.attributes["dra.example.com"]';
const capacity = 'device.capacity["dra.example.com"]';

/** Source: kubernetes staging dynamic-resource-allocation/cel/compile_test.go. */
const selectors: readonly [expression: string, maxCost: number][] = [
  ["true", 0],
  ['device.driver == ""', 2],
  ['device.driver == "dra.example.com"', 4],
  ['"dra.example.com" in device.attributes', 3],
  [`${attributes}.name`, 4],
  [`${attributes}["name"]`, 4],
  [`cel.bind(dra, ${attributes}, dra.name)`, 15],
  [`${attributes}.name > 0`, 5],
  [`${attributes}.name == "fish"`, 5],
  [`${attributes}.names.size() == 2`, 6],
  [`${attributes}.name.isGreaterThan(semver("0.0.1"))`, 6],
  [`${attributes}.name.isGreaterThan(semver("v0.0.1", true)) && isSemver("v1.0.0", true)`, 7],
  [`"name" in ${capacity} && ${capacity}.name.isGreaterThan(quantity("1Ki"))`, 10],
  [`!("name" in ${capacity}) || ${capacity}.name.isGreaterThan(quantity("1Ki"))`, 11],
  [`${attributes}.a && ${attributes}.b && ${attributes}.c`, 12],
  ['device.attributes.exists_one(x, x == "dra.example.com")', 164],
  [`${attributes}.exists_one(x, x == "services")`, 133],
  [`${attributes}.services.split("example").size() >= 2`, 19],
  [`${attributes}.services.matches("[^a]?sym")`, 18],
  ["device.allowMultipleAllocations == true", 3],
  [`${["x", "y", "z", "z2", "z3", "z4", "z5"].map((name) => `${ten}.all(${name}, `).join("")}int('1'.find('[0-9]*')) < 100${")".repeat(7)}`, 85_555_551],
];

for (const [expression, maxCost] of selectors) {
  test(`a device selector costs at most what upstream says: ${expression}`, () => {
    const selector = compileDeviceSelector(expression);
    assert.equal("problem" in selector ? selector.problem : selector.maxCost, maxCost);
  });
}

const text = (rest: Schema = {}): Schema => ({ type: "string", ...rest });
const rules: readonly [name: string, schema: Schema, rule: string, maxCost: number][] = [
  ["a text of known length is read", text({ maxLength: 10 }), "self.contains('ab')", 1 + 4 * 1],
  ["a text of unknown length may be as long as a request", text(), "self == 'a'", 2],
  ["two texts of unknown length are compared", text(), "self == self", 2 + Math.ceil((3 * 1024 * 1024 - 2) / 10)],
  ["a list is gone through", { type: "array", items: { type: "integer" }, maxItems: 10 }, "self.all(x, x > 0)", 2 + 10 * 5],
  ["a list within a list is gone through as often as there are lists", { type: "array", maxItems: 3, items: { type: "array", maxItems: 4, items: { type: "boolean" } } }, "self.all(l, l.all(b, b))", 2 + 3 * (3 + 2 + 4 * 4)],
  ["what is asked for by has is free", { type: "object", properties: { a: { type: "integer" } } }, "has(self.a)", 1],
];

for (const [name, schema, rule, maxCost] of rules) {
  test(`a rule's cost: ${name}`, () => {
    const compiled = ruleCompiler(schema, { isResource: false })?.({ rule });
    assert.deepEqual({ problem: compiled?.problem, maxCost: compiled?.maxCost }, { problem: undefined, maxCost });
  });
}
