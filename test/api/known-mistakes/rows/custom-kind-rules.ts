import { invalidNew } from "../invalid.ts";
import { manifest } from "../manifests.ts";

export const title = "rules of custom kinds";

const validation = "apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go";
const openApi = `${validation} ValidateCustomResourceDefinitionOpenAPISchema`;
const evaluate = "apiextensions-apiserver pkg/apiserver/schema/cel/validation.go validateExpressions";
const compileRule = "apiextensions-apiserver pkg/apiserver/schema/cel/compilation.go compileRule";
const estimate = `${validation} getCostErrorMessage, cel-go checker/cost.go`;
type Fields = Readonly<Record<string, unknown>>;
type Rule = string | Readonly<{ rule: string; messageExpression?: string; message?: string; reason?: string; fieldPath?: string; optionalOldSelf?: boolean }>;

/** The smallest definition around a schema. What it says is told of `spec.validation`, for all versions say it alike. */
function root(fields: Fields) {
  const version = { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object", ...fields } } };
  return manifest("apiextensions.k8s.io/v1", "CustomResourceDefinition", { spec: { group: "a.io", scope: "Namespaced", names: { plural: "foos", kind: "Foo" }, versions: [version] } }, { name: "foos.a.io" });
}

/** A schema of one field, `a`. */
const field = (a: Fields) => root({ properties: { a } });
const rules = (...given: readonly Rule[]) => ({ "x-kubernetes-validations": given.map((rule) => (typeof rule === "string" ? { rule } : rule)) });
const text = { type: "string" };
const a = "spec.validation.openAPIV3Schema.properties[a]";
const at = (path: string, index = 0) => `${path}.x-kubernetes-validations[${index}]`;
/** A rule as upstream shows it. */
const shown = (rule: string, { messageExpression = "", optionalOldSelf = null }: { messageExpression?: string; optionalOldSelf?: boolean | null } = {}) =>
  JSON.stringify({ Rule: rule, Message: "", MessageExpression: messageExpression, Reason: null, FieldPath: "", OptionalOldSelf: optionalOldSelf });
const overBudget = (name: string, factor: string) => `${name} exceeds budget by factor of ${factor} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
const contributed = "Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema";
const inTotal = (factor: string) => `spec.validation.openAPIV3Schema: Forbidden: ${overBudget("x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", factor)}`;
/** Looking through a text of any length costs 314 574. */
const search = { ...text, ...rules("self.contains('b')") };
const searched = (maxItems?: number) => ({ type: "array", ...(maxItems === undefined ? {} : { maxItems }), items: search });
const keyed = { type: "object", required: ["b"], properties: { b: { ...text, maxLength: 3 } } };

export const mistakes = [
  ...invalidNew("CustomResourceDefinition.apiextensions.k8s.io", [
    ["a rule about a field that a text has not", field({ ...text, ...rules("self != ''", "self.b == 1") }), `${at(a, 1)}.rule: Invalid value: ${shown("self.b == 1")}: compilation failed: ERROR: <input>:1:5: type 'string' does not support field selection\n | self.b == 1\n | ....^`, compileRule],
    ["a rule about a field that nobody knows", root({ properties: { a: text }, ...rules("self.b") }), `${at("spec.validation.openAPIV3Schema")}.rule: Invalid value: ${shown("self.b")}: compilation failed: ERROR: <input>:1:5: undefined field 'b'\n | self.b\n | ....^`, compileRule],
    ["a rule that is neither true nor false", field({ ...text, ...rules("self + 'b'") }), `${at(a)}.rule: Invalid value: ${shown("self + 'b'")}: cel expression must evaluate to a bool`, compileRule],
    ["a rule of a number that is none", field({ ...text, ...rules("int('b') == 1") }), `${at(a)}.rule: Invalid value: ${shown("int('b') == 1")}: program instantiation failed: type conversion error from 'string' to 'int'`, compileRule],
    ["a rule's message that is a number", field({ ...text, ...rules({ rule: "self != ''", messageExpression: "1" }) }), `${at(a)}.messageExpression: Invalid value: ${shown("self != ''", { messageExpression: "1" })}: messageExpression must evaluate to a string`, compileRule],
    ["a rule's message of a field that is not there", field({ ...text, ...rules({ rule: "self != ''", messageExpression: "self.b" }) }), `${at(a)}.messageExpression: Invalid value: ${shown("self != ''", { messageExpression: "self.b" })}: messageExpression compilation failed: ERROR: <input>:1:5: type 'string' does not support field selection\n | self.b\n | ....^`, compileRule],
    ["a rule that is read after what is wrong elsewhere", root({ properties: { a: { ...text, ...rules("self") }, b: { ...text, uniqueItems: true } }, ...rules("self.c") }), ["spec.validation.openAPIV3Schema.properties[b].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic", `${at(a)}.rule: Invalid value: ${shown("self")}: cel expression must evaluate to a bool`], openApi],
    ["a rule about something of no type", field({ "x-kubernetes-preserve-unknown-fields": true, ...rules("true") }), `${a}.x-kubernetes-validations: Internal error: internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations`, `${openApi}, cel_validation.go defaultConverter`],
    ["a rule about a text before, if there was one, that does not ask for it", field({ ...text, ...rules({ rule: "self != ''", optionalOldSelf: true }) }), `${at(a)}.optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule`, openApi],
    ["a rule about an item before, in a list whose items have no names", field({ type: "array", maxItems: 2, items: { ...text, maxLength: 2, ...rules("self == oldSelf") } }), `${at(`${a}.items`)}.rule: Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within ${a}`, openApi],
    ["a rule about an item before, in a set of lists", field({ type: "array", maxItems: 2, "x-kubernetes-list-type": "set", items: { type: "array", maxItems: 2, items: { ...text, maxLength: 2, ...rules("self == oldSelf") } } }), `${at(`${a}.items.items`)}.rule: Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within ${a}`, openApi],
    [
      "a rule about an item before, in lists of both kinds",
      root({ properties: { a: { type: "array", maxItems: 2, items: { type: "object", properties: { c: { ...text, maxLength: 2, ...rules("self == oldSelf") } } } }, d: { type: "array", maxItems: 2, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["b"], items: { ...keyed, ...rules("self == oldSelf") } } } }),
      `${at(`${a}.items.properties[c]`)}.rule: Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within ${a}`,
      openApi,
    ],
    ["a rule for more items than can be looked through", field(searched(32)), `${at(`${a}.items`)}.rule: Forbidden: ${overBudget("estimated rule cost", "1.006637x")}`, estimate],
    ["a rule for twice as many items as can be looked through", field(searched(64)), `${at(`${a}.items`)}.rule: Forbidden: ${overBudget("estimated rule cost", "2.0x")}`, estimate],
    ["a rule for a map of lists that are limited", field({ type: "object", maxProperties: 4, additionalProperties: searched(16) }), `${at(`${a}.additionalProperties.items`)}.rule: Forbidden: ${overBudget("estimated rule cost", "2.0x")}`, estimate],
    ["a rule for as many items as a request holds", field(searched()), [`${at(`${a}.items`)}.rule: Forbidden: ${overBudget("estimated rule cost", "more than 100x")}`, `${at(`${a}.items`)}.rule: ${contributed}`, inTotal("more than 100x")], estimate],
    ["a rule for a map without limits around a list with one", field({ type: "object", additionalProperties: searched(1) }), [`${at(`${a}.additionalProperties.items`)}.rule: Forbidden: ${overBudget("estimated rule cost", "more than 100x")}`, `${at(`${a}.additionalProperties.items`)}.rule: ${contributed}`, inTotal("more than 100x")], `${validation} getExpressionCost`],
    [
      "a rule's message that costs too much",
      field({ type: "array", maxItems: 1000, items: { ...text, maxLength: 20 }, ...rules({ rule: "true", messageExpression: "self.map(x, self.map(y, x + y).join('')).join('')" }) }),
      [`${at(a)}.messageExpression: Forbidden: ${overBudget("estimated messageExpression cost", "more than 100x")}`, `${at(a)}.messageExpression: ${contributed}`, inTotal("more than 100x")],
      estimate,
    ],
    [
      "rules that cost too much together",
      root({ properties: Object.fromEntries([..."abcdefghijkl"].map((name) => [name, searched(name === "f" ? 31 : 29)])) }),
      [..."fabc"].map((name) => `${at(`spec.validation.openAPIV3Schema.properties[${name}].items`)}.rule: ${contributed}`).concat(inTotal("1.101009x")),
      `${validation} TotalCost`,
    ],
    ["a default that its rule does not hold of", field({ ...text, default: "c", ...rules("self == 'b'") }), `${a}.default: Invalid value: "c": failed rule: self == 'b'`, evaluate],
    ["a default that a rule with words of its own does not hold of", field({ type: "integer", default: 2, ...rules({ rule: "self == 1", message: " must be one " }, { rule: "self == 2" }, { rule: "self == 3", message: "no", messageExpression: "'is ' + string(self)" }) }), [`${a}.default: Invalid value: 2: must be one`, `${a}.default: Invalid value: 2: is 2`], evaluate],
    ["a default whose rule's own words are two lines", field({ type: "integer", default: 2, ...rules({ rule: "self == 3", message: "no", messageExpression: "'a\\nb'" }) }), `${a}.default: Invalid value: 2: no`, "apiextensions-apiserver pkg/apiserver/schema/cel/validation.go evalMessageExpression"],
    ["a default that is forbidden in one field", field({ type: "object", default: { b: "c" }, properties: { b: text }, ...rules({ rule: "self.b != 'c'", reason: "FieldValueForbidden", fieldPath: ".b" }, { rule: "self.b != 'c'", reason: "FieldValueRequired" }, { rule: "self.b != 'c'", reason: "FieldValueDuplicate" }, "self.b != 'c'") }), [`${a}.default.b: Forbidden: failed rule: self.b != 'c'`, `${a}.default: Required value: failed rule: self.b != 'c'`, `${a}.default: Duplicate value`, `${a}.default: Invalid value: failed rule: self.b != 'c'`], evaluate],
    ["a default with an item that its rule does not hold of", field({ type: "array", maxItems: 3, default: ["b", "c"], items: { ...text, maxLength: 3, ...rules("self == 'b'") } }), `${a}.default[1]: Invalid value: "c": failed rule: self == 'b'`, "apiextensions-apiserver pkg/apiserver/schema/cel/validation.go validateArray"],
    ["a default of a map with a value that its rule does not hold of", field({ type: "object", maxProperties: 3, default: { b: 1, c: 2 }, additionalProperties: { type: "integer", ...rules("self < 2") } }), `${a}.default[c]: Invalid value: 2: failed rule: self < 2`, "apiextensions-apiserver pkg/apiserver/schema/cel/validation.go validateMap"],
    ["a default that must have been something else before", field({ type: "integer", default: 2, ...rules("self > oldSelf") }), `${a}.default: Invalid value: 2: failed rule: self > oldSelf`, evaluate],
    ["a default that must have been there before", field({ type: "integer", default: 2, ...rules({ rule: "oldSelf.hasValue()", optionalOldSelf: true }) }), `${a}.default: Invalid value: 2: failed rule: oldSelf.hasValue()`, "apiextensions-apiserver pkg/apiserver/schema/defaulting/validation.go validate"],
    ["a default for which a rule has no answer", field({ type: "object", maxProperties: 3, default: {}, additionalProperties: { type: "integer" }, ...rules("self['b'] == 1") }), `${a}.default: Invalid value: "object": no such key: b evaluating rule: self['b'] == 1`, evaluate],
    ["a default of another type than its rule thinks", field({ "x-kubernetes-int-or-string": true, default: "b", ...rules("self + 1 == 2") }), `${a}.default: Invalid value: "": 'no such overload': call arguments did not match a supported operator, function or macro signature for rule: self + 1 == 2`, evaluate],
  ]),
];
