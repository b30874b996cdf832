import assert from "node:assert/strict";
import { test } from "node:test";
import { everything, formatLabelSelector, parseLabelSelector, selectorFromLabels, selectorFromLabelSelector } from "./label-selector.ts";

const web = { app: "web", tier: "front", weight: "10" };

test("parseLabelSelector: every form matches what it says", () => {
  const cases: readonly [text: string, matches: boolean][] = [
    ["", true],
    ["app=web", true],
    ["app==web", true],
    ["app = web , tier in (front, back)", true],
    ["app=db", false],
    ["app!=db", true],
    ["missing!=db", true],
    ["app in (web)", true],
    ["app notin (web)", false],
    ["missing notin (web)", true],
    ["missing in ()", false],
    ["tier", true],
    ["!tier", false],
    ["!missing", true],
    ["weight>9", true],
    ["weight>10", false],
    ["weight<11", true],
    ["weight<10", false],
    ["app>1", false],
    ["app=web,tier=back", false],
    ["in in (in,notin)", false],
    ["constructor", false],
  ];
  for (const [text, matches] of cases) assert.equal(parseLabelSelector(text).matches(web), matches, text);
});

test("parseLabelSelector: is written in canonical form, keys and values in order", () => {
  const cases: readonly [text: string, canonical: string][] = [
    ["b=2,a=1", "a=1,b=2"],
    ["a==1", "a==1"],
    ["x in (c, a,b,a)", "x in (a,b,c)"],
    ["x notin (a,)", "x notin (,a)"],
    ["x in (,)", "x in ()"],
    ["y , ! z", "y,!z"],
    ["a=", "a="],
    ["n>5,n<9", "n>5,n<9"],
  ];
  for (const [text, canonical] of cases) assert.equal(parseLabelSelector(text).toString(), canonical, text);
});

test("parseLabelSelector: errors are upstream's", () => {
  const cases: readonly [text: string, message: string | RegExp][] = [
    [",", "found ',', expected: !, identifier, or 'end of string'"],
    ["a,", "found '', expected: identifier after ','"],
    ["a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ["a=b c", "found 'c', expected: ',' or 'end of string'"],
    ["a=(", "unable to parse requirement: found '(', expected: identifier"],
    ["a in b", "unable to parse requirement: found 'b' expected: '('"],
    ["a in (b", "unable to parse requirement: found '', expected: ',' or ')'"],
    ["a in (=)", "unable to parse requirement: found '=', expected: ',', ')' or identifier"],
    ["!=a", "found '!=', expected: !, identifier, or 'end of string'"],
    ["a>b", "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer"],
    ["-a=b", /^unable to parse requirement: <nil>: Invalid value: "-a": name part must consist of/],
    ["a=-b", /^unable to parse requirement: values\[0\]\[a\]: Invalid value: "-b": a valid label must be an empty string or/],
  ];
  for (const [text, message] of cases) assert.throws(() => parseLabelSelector(text), { name: "SelectorError", message }, text);
});

test("selectorFromLabelSelector: an absent object matches nothing, an empty one everything", () => {
  assert.equal(selectorFromLabelSelector(undefined).matches({}), false);
  assert.equal(selectorFromLabelSelector(undefined).isNothing, true);
  assert.equal(selectorFromLabelSelector({}).matches({}), true);
  assert.equal(selectorFromLabelSelector({}).isEverything, true);
});

test("selectorFromLabelSelector: labels and expressions must all hold", () => {
  const selector = selectorFromLabelSelector({
    matchLabels: { app: "web" },
    matchExpressions: [
      { key: "tier", operator: "In", values: ["front", "back"] },
      { key: "old", operator: "DoesNotExist" },
    ],
  });
  assert.equal(selector.toString(), "app=web,!old,tier in (back,front)");
  assert.equal(selector.matches(web), true);
  assert.equal(selector.matches({ ...web, old: "" }), false);
});

test("selectorFromLabelSelector: refuses operators that do not exist and values that are missing", () => {
  assert.throws(() => selectorFromLabelSelector({ matchExpressions: [{ key: "a", operator: "Near" }] }), {
    message: '"Near" is not a valid label selector operator',
  });
  assert.throws(() => selectorFromLabelSelector({ matchExpressions: [{ key: "a", operator: "constructor" }] }), { name: "SelectorError" });
  assert.throws(() => selectorFromLabelSelector({ matchExpressions: [{ key: "a", operator: "In" }] }), {
    message: "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty",
  });
});

test("formatLabelSelector: says what tables say", () => {
  assert.equal(formatLabelSelector({ matchLabels: { a: "b" } }), "a=b");
  assert.equal(formatLabelSelector({}), "<none>");
  assert.equal(formatLabelSelector({ matchExpressions: [{ key: "a", operator: "Near" }] }), "<error>");
});

test("exactValue: is known only where exactly one value can match", () => {
  assert.equal(parseLabelSelector("app=web").exactValue("app"), "web");
  assert.equal(parseLabelSelector("app in (web)").exactValue("app"), "web");
  assert.equal(parseLabelSelector("app in (web,db)").exactValue("app"), undefined);
  assert.equal(parseLabelSelector("app!=web").exactValue("app"), undefined);
});

test("selectorFromLabels: an empty set asks for nothing", () => {
  assert.equal(selectorFromLabels(undefined).toString(), everything.toString());
  assert.equal(selectorFromLabels({ b: "2", a: "1" }).toString(), "a=1,b=2");
});
