import { invalidChange, invalidNew } from "../invalid.ts";
import { manifest } from "../manifests.ts";

export const title = "expressions of policies, webhooks and device selectors";

const admission = "kubernetes pkg/apis/admissionregistration/validation/validation.go";
const compiler = "apiserver pkg/admission/plugin/cel/compile.go CompileCELExpression";
const checker = "cel-go checker/errors.go";
const parser = "cel-go parser/parser.go, ANTLR 4 DefaultErrorStrategy";
const literals = "cel-go cel/validator.go";
const formats = "cel-go ext/formatting.go stringFormatValidator";
const devices = "kubernetes pkg/apis/resource/validation/validation.go validateCELSelector";
const selector = "dynamic-resource-allocation cel/compile.go CompileCELExpression";

const of = (kind: string, rest: object) => manifest("admissionregistration.k8s.io/v1", kind, { ...rest });
const all = { operations: ["CREATE"], apiGroups: ["zz"], apiVersions: ["v1"], resources: ["x"] };
const policy = (spec: object) => of("ValidatingAdmissionPolicy", { spec: { matchConstraints: { resourceRules: [all] }, validations: [{ expression: "true" }], ...spec } });
const saying = (expression: string, spec: object = {}) => policy({ validations: [{ expression }], ...spec });
const messaging = (messageExpression: string, spec: object = {}) => policy({ validations: [{ expression: "true", messageExpression }], ...spec });
const noting = (valueExpression: string) => policy({ auditAnnotations: [{ key: "k", valueExpression }] });
const mutation = (spec: object) => of("MutatingAdmissionPolicy", { spec: { reinvocationPolicy: "Never", matchConstraints: { resourceRules: [all] }, mutations: [{ patchType: "ApplyConfiguration", applyConfiguration: { expression: "Object{}" } }], ...spec } });
const applying = (expression: string) => mutation({ mutations: [{ patchType: "ApplyConfiguration", applyConfiguration: { expression } }] });
const patching = (expression: string) => mutation({ mutations: [{ patchType: "JSONPatch", jsonPatch: { expression } }] });
const hook = { name: "a.b.c", clientConfig: { url: "https://a.b/c" }, sideEffects: "None", admissionReviewVersions: ["v1"] };
const hooked = (kind: string, expression: string) => of(kind, { webhooks: [{ ...hook, matchConditions: [{ name: "c", expression }] }] });
const params = { paramKind: { apiVersion: "v1", kind: "ConfigMap" } };

const resource = (kind: string, spec: object) => manifest("resource.k8s.io/v1", kind, { spec });
const selectors = (...expressions: string[]) => expressions.map((expression) => ({ cel: { expression } }));
const deviceClass = (...expressions: string[]) => resource("DeviceClass", { selectors: selectors(...expressions) });
const requests = (...expressions: string[]) => ({ devices: { requests: [{ name: "r", exactly: { deviceClassName: "c", selectors: selectors(...expressions) } }] } });
const choices = (...expressions: string[]) => ({ devices: { requests: [{ name: "r", firstAvailable: [{ name: "s", deviceClassName: "c", selectors: selectors(...expressions) }] }] } });
const ten = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
const costly = `${["a", "b", "c", "d", "e", "f"].map((name) => `${ten}.all(${name}, `).join("")}true${")".repeat(6)}`;

/** As the API writes the value and cel-go the place: one line, and where in it, counted from one. */
function failed(path: string, expression: string, ...issues: readonly (readonly [column: number, message: string])[]): string {
  const shown = issues.map(([column, message]) => `ERROR: <input>:1:${column}: ${message}\n | ${expression}\n | ${".".repeat(column - 1)}^`);
  return `${path}: Invalid value: ${JSON.stringify(expression)}: compilation failed: ${shown.join("\n")}`;
}

const undeclared = (name: string): string => `undeclared reference to '${name}' (in container '')`;
const noOverload = (name: string, types: string): string => `found no matching overload for '${name}' applied to '${types}'`;
const starts = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";
const validation = "spec.validations[0].expression";
const valued = (path: string, expression: string, detail: string): string => `${path}: Invalid value: ${JSON.stringify(expression)}: ${detail}`;

/** One validation each, and what is said of it. */
const wrong: readonly [name: string, expression: string, issues: readonly (readonly [number, string])[], source: string][] = [
  ["a variable nobody declared", "foo == 1", [[1, undeclared("foo")]], checker],
  ["a function nobody declared", "foo(1) == 1", [[4, undeclared("foo")]], checker],
  ["a method nobody declared", "object.foo(1) == 1", [[11, undeclared("foo")]], checker],
  ["parameters where the policy has none", "params.a == 1", [[1, undeclared("params")]], checker],
  ["variables where the policy has none", "variables.a == 1", [[1, undeclared("variables")]], checker],
  ["a number and a text added", '1 + "a" == 2', [[3, noOverload("_+_", "(int, string)")]], checker],
  ["texts that start with a number", '"a".startsWith(1)', [[15, noOverload("startsWith", "string.(int)")]], checker],
  ["an operation compared with a number", "request.operation == 1", [[19, noOverload("_==_", "(string, int)")]], checker],
  ["a number that is asked whether it holds", "1 && true", [[1, "expected type 'bool' but found 'int'"]], checker],
  ["a field of a request that there is none of", 'request.foo == ""', [[8, "undefined field 'foo'"]], checker],
  ["a field of a text", "request.name.foo == 1", [[13, "type 'string' does not support field selection"]], checker],
  ["each of a text", "request.name.all(x, true)", [[8, "expression of type 'string' cannot be range of a comprehension (must be list, map, or dynamic)"]], checker],
  ["what is not of this kind of policy", "Object{} != null", [[7, undeclared("Object")]], checker],
  ["a binding, which policies do not have", "cel.bind(x, true, x)", [[1, undeclared("cel")], [9, undeclared("bind")], [10, undeclared("x")], [19, undeclared("x")]], "apiserver pkg/cel/environment/base.go"],
  ["three mistakes at once", 'foo + 1 == bar && 1 + "a" == 2', [[1, undeclared("foo")], [12, undeclared("bar")], [21, noOverload("_+_", "(int, string)")]], checker],
  ["a list of this and that", '1 in [1, "a"]', [[10, "expected type 'int' but found 'string'"]], literals],
  ["a duration that is none", 'duration("1 day") > duration("1h")', [[10, "invalid duration argument"]], literals],
  ["a time that is none", 'timestamp("today") == null', [[11, "invalid timestamp argument"]], literals],
  ["a pattern that is none", 'request.name.matches("(a")', [[22, "invalid matches argument"]], literals],
  ["a format of too little", '"%s %s".format([1]) == ""', [[15, "index 1 out of range"]], formats],
  ["a format of something else", '"%d".format(["a"]) == ""', [[14, "error during formatting: decimal clause can only be used on integers, was given string"]], formats],
  ["has of no field", "has(object)", [[5, "invalid argument to has() macro"]], "cel-go parser/macro.go"],
  ["each by no name", "[1].all(1, true)", [[9, "argument must be a simple name"]], "cel-go parser/macro.go"],
  ["a word that is kept for later", "namespace == 1", [[1, "reserved identifier: namespace"]], parser],
  ["an end too early", "object.spec.replicas >", [[23, `Syntax error: mismatched input '<EOF>' expecting ${starts}`]], parser],
  ["an equals sign alone", "object.a = 1", [[10, "Syntax error: token recognition error at: '= '"], [12, "Syntax error: extraneous input '1' expecting <EOF>"]], parser],
  ["a parenthesis that is not closed", "has(object.a", [[13, "Syntax error: missing ')' at '<EOF>'"]], parser],
  ["a list that is not closed", "1 in [1, 2", [[11, "Syntax error: mismatched input '<EOF>' expecting {']', ','}"]], parser],
  ["a text that is not closed", 'object.a == "b', [[13, "Syntax error: token recognition error at: '\"b'"], [15, `Syntax error: mismatched input '<EOF>' expecting ${starts}`]], parser],
  ["a choice of one", "true ? false", [[13, "Syntax error: mismatched input '<EOF>' expecting ':'"]], parser],
  ["a dot and nothing", "object.", [[8, "Syntax error: no viable alternative at input '.'"]], parser],
  ["words of another language", "not true", [[5, "Syntax error: extraneous input 'true' expecting <EOF>"]], parser],
  ["an int that is too large", "object.a == 9223372036854775808", [[13, "invalid int literal"]], parser],
];

export const mistakes = [
  ...invalidNew("ValidatingAdmissionPolicy.admissionregistration.k8s.io", [
    ...wrong.map(([name, expression, issues, source]) => [name, saying(expression), failed(validation, expression, ...issues), source] as const),
    ["a validation that gives a number", saying("1"), valued(validation, "1", "must evaluate to bool but got int"), compiler],
    ["a validation that may give anything", saying("object.a"), valued(validation, "object.a", "must evaluate to bool but got dyn"), compiler],
    ["a literal that does not convert", saying('int("a") == 1'), valued(validation, 'int("a") == 1', "program instantiation failed: type conversion error from 'string' to 'int'"), compiler],
    ["a pattern to find that is none", saying('request.name.find("[a") == ""'), valued(validation, 'request.name.find("[a") == ""', "program instantiation failed: error parsing regexp: missing closing ]: `[a`"), compiler],
    ["a validation of two lines", saying("true &&\n  foo"), `${validation}: Invalid value: "true &&\\n  foo": compilation failed: ERROR: <input>:2:3: ${undeclared("foo")}\n |   foo\n | ..^`, checker],
    ["a message that is a number", messaging("1"), valued("spec.validations[0].messageExpression", "1", "must evaluate to string but got int"), `${admission} validateMessageExpression`],
    ["a message that asks the authorizer", messaging("authorizer.path('/').check('get').reason()"), failed("spec.validations[0].messageExpression", "authorizer.path('/').check('get').reason()", [1, undeclared("authorizer")]), `${admission} validateMessageExpression`],
    ["a note that is a number", noting("1"), valued("spec.auditAnnotations[0].valueExpression", "1", "must evaluate to one of [string null_type] but got int"), `${admission} validateAuditAnnotation`],
    ["a note of somebody unknown", noting(" foo "), `spec.auditAnnotations[0].valueExpression: Invalid value: " foo ": compilation failed: ERROR: <input>:1:1: ${undeclared("foo")}\n | foo\n | ^`, `${admission} validateAuditAnnotation`],
    ["a note that is too long", noting(`"${"x".repeat(5 * 1024)}"`), "spec.auditAnnotations[0].valueExpression: Required value: must not exceed 5120 bytes in length", `${admission} validateAuditAnnotation`],
    ["a variable that is wrong, and one that uses it", saying("variables.b", { variables: [{ name: "a", expression: "foo" }, { name: "b", expression: "variables.a == 1" }] }), failed("spec.variables[0].expression", "foo", [1, undeclared("foo")]), `${admission} validateVariable`],
    ["a variable before there is one", saying("variables.b", { variables: [{ name: "a", expression: "variables.b" }, { name: "b", expression: "true" }] }), failed("spec.variables[0].expression", "variables.b", [10, "undefined field 'b'"]), "apiserver pkg/admission/plugin/cel/composition.go"],
    ["a variable of another type", saying("variables.a + 1 == 2", { variables: [{ name: "a", expression: "'a'" }] }), failed(validation, "variables.a + 1 == 2", [13, noOverload("_+_", "(string, int)")]), "apiserver pkg/admission/plugin/cel/composition.go"],
    ["a condition that gives a number", policy({ matchConditions: [{ name: "c", expression: " 1 " }] }), valued("spec.matchConditions[0].expression", "1", "must evaluate to bool but got int"), `${admission} validateMatchConditionsExpression`],
    ["a condition that uses a variable", policy({ variables: [{ name: "a", expression: "true" }], matchConditions: [{ name: "c", expression: "variables.a" }] }), failed("spec.matchConditions[0].expression", "variables.a", [1, undeclared("variables")]), `${admission} validateMatchConditionsExpression`],
    ["a condition on parameters that the policy has, of a name that it has not", policy({ ...params, matchConditions: [{ name: "c", expression: "params.a == parms.b" }] }), failed("spec.matchConditions[0].expression", "params.a == parms.b", [13, undeclared("parms")]), `${admission} validateMatchConditionsExpression`],
  ]),
  ...invalidChange("ValidatingAdmissionPolicy.admissionregistration.k8s.io", [
    ["a policy that comes to say nothing that holds", policy({}), { spec: { validations: [{ expression: "1" }] } }, valued(validation, "1", "must evaluate to bool but got int"), `${admission} ValidateValidatingAdmissionPolicyUpdate`],
    ["a policy that loses the parameters that its conditions use", policy({ ...params, matchConditions: [{ name: "c", expression: "params.a == 1" }] }), { spec: { paramKind: null } }, failed("spec.matchConditions[0].expression", "params.a == 1", [1, undeclared("params")]), `${admission} ignoreValidatingAdmissionPolicyMatchConditions`],
  ]),
  ...invalidNew("MutatingAdmissionPolicy.admissionregistration.k8s.io", [
    ["a configuration that is a list", applying("[1]"), valued("spec.mutations[0].applyConfiguration.expression", "[1]", "must evaluate to Object but got list(int)"), `${admission} validateApplyConfiguration`],
    ["a configuration that is a map", applying("{'a': 1}"), valued("spec.mutations[0].applyConfiguration.expression", "{'a': 1}", "must evaluate to Object but got map(string, int)"), `${admission} validateApplyConfiguration`],
    ["a configuration of a variable nobody declared", applying("Object{spec: Object.spec{replicas: foo}}"), failed("spec.mutations[0].applyConfiguration.expression", "Object{spec: Object.spec{replicas: foo}}", [36, undeclared("foo")]), checker],
    ["a patch that is a configuration", patching("Object{}"), valued("spec.mutations[0].jsonPatch.expression", "Object{}", "must evaluate to list(JSONPatch) but got Object"), `${admission} validateJSONPatch`],
    ["a patch whose operation is a number", patching("[JSONPatch{op: 1}]"), failed("spec.mutations[0].jsonPatch.expression", "[JSONPatch{op: 1}]", [14, "expected type of field 'op' is 'string' but provided type is 'int'"]), checker],
    ["a patch of a field that there is none of", patching("[JSONPatch{foo: 1}]"), failed("spec.mutations[0].jsonPatch.expression", "[JSONPatch{foo: 1}]", [15, "expected type of field 'foo' is '' but provided type is 'int'"]), "apiserver pkg/cel/mutation/jsonpatch.go"],
    ["a change by a variable that there is none of", applying("Object{a: variables.a}"), failed("spec.mutations[0].applyConfiguration.expression", "Object{a: variables.a}", [20, "undefined field 'a'"]), "apiserver pkg/admission/plugin/cel/composition.go"],
    ["a change's variable that is wrong", mutation({ variables: [{ name: "a", expression: "1 +" }] }), failed("spec.variables[0].expression", "1 +", [4, `Syntax error: mismatched input '<EOF>' expecting ${starts}`]), `${admission} validateVariable`],
    ["a change's condition that is wrong", mutation({ matchConditions: [{ name: "c", expression: "foo" }] }), failed("spec.matchConditions[0].expression", "foo", [1, undeclared("foo")]), `${admission} validateMatchConditionsExpression`],
  ]),
  ...["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"].flatMap((kind) => [
    ...invalidNew(`${kind}.admissionregistration.k8s.io`, [
      [`a condition of a ${kind} that gives a text`, hooked(kind, "request.name"), valued("webhooks[0].matchConditions[0].expression", "request.name", "must evaluate to bool but got string"), `${admission} validateMatchConditionsExpression`],
      [`a condition of a ${kind} that does not parse`, hooked(kind, "a &&"), failed("webhooks[0].matchConditions[0].expression", "a &&", [5, `Syntax error: mismatched input '<EOF>' expecting ${starts}`]), parser],
      [`a condition of a ${kind} on parameters, which webhooks have not`, hooked(kind, "params.a == 1"), failed("webhooks[0].matchConditions[0].expression", "params.a == 1", [1, undeclared("params")]), `${admission} validateMatchConditionsExpression`],
    ]),
    ...invalidChange(`${kind}.admissionregistration.k8s.io`, [
      [`a condition of a ${kind} that comes to be wrong`, hooked(kind, "true"), { webhooks: [{ ...hook, matchConditions: [{ name: "c", expression: "foo" }] }] }, failed("webhooks[0].matchConditions[0].expression", "foo", [1, undeclared("foo")]), `${admission} validateMatchConditionsExpression`],
    ]),
  ]),
  ...invalidNew("DeviceClass.resource.k8s.io", [
    ["a selector that gives a number", deviceClass("1"), valued("spec.selectors[0].cel.expression", "1", "must evaluate to bool or the unknown type, not int"), selector],
    ["a selector of no device", deviceClass("object.driver == ''"), failed("spec.selectors[0].cel.expression", "object.driver == ''", [1, undeclared("object")]), selector],
    ["a selector by a field that devices have not", deviceClass("device.name == 'a'"), failed("spec.selectors[0].cel.expression", "device.name == 'a'", [7, "undefined field 'name'"]), selector],
    ["a selector that compares a driver with a number", deviceClass("true", "device.driver == 1"), failed("spec.selectors[1].cel.expression", "device.driver == 1", [15, noOverload("_==_", "(string, int)")]), selector],
    ["a selector by the size of a capacity that is none", deviceClass('device.capacity["a"].b > 1'), failed("spec.selectors[0].cel.expression", 'device.capacity["a"].b > 1', [24, noOverload("_>_", "(kubernetes.Quantity, int)")]), selector],
    ["a selector that says nothing at all", deviceClass(""), `spec.selectors[0].cel.expression: Invalid value: "": compilation failed: ERROR: <input>:1:0: Syntax error: mismatched input '<EOF>' expecting ${starts}`, selector],
    ["a selector that does not parse", deviceClass("?!"), failed("spec.selectors[0].cel.expression", "?!", [1, `Syntax error: extraneous input '?' expecting ${starts}`], [3, `Syntax error: extraneous input '<EOF>' expecting ${starts}`]), parser],
    ["a selector whose literal does not convert", deviceClass('int("a") == 1'), "spec.selectors[0].cel.expression: Internal error: program instantiation failed: type conversion error from 'string' to 'int'", selector],
    ["a selector that costs too much", deviceClass(costly), "spec.selectors[0].cel.expression: Forbidden: too complex, exceeds cost limit", devices],
  ]),
  ...invalidChange("DeviceClass.resource.k8s.io", [
    ["a class that comes to select by what there is not", deviceClass("true"), { spec: { selectors: selectors("devce.driver == ''") } }, failed("spec.selectors[0].cel.expression", "devce.driver == ''", [1, undeclared("devce")]), `${devices}, ValidateDeviceClassUpdate`],
  ]),
  ...invalidNew("ResourceClaim.resource.k8s.io", [
    ["a claim's selector by a variable nobody declared", resource("ResourceClaim", requests("foo")), failed("spec.devices.requests[0].exactly.selectors[0].cel.expression", "foo", [1, undeclared("foo")]), devices],
    ["a selector of one choice that gives a text", resource("ResourceClaim", choices("device.driver")), valued("spec.devices.requests[0].firstAvailable[0].selectors[0].cel.expression", "device.driver", "must evaluate to bool or the unknown type, not string"), devices],
    ["a claim's selector that costs too much", resource("ResourceClaim", requests(costly)), "spec.devices.requests[0].exactly.selectors[0].cel.expression: Forbidden: too complex, exceeds cost limit", devices],
  ]),
  ...invalidNew("ResourceClaimTemplate.resource.k8s.io", [
    ["a template's selector that does not parse", resource("ResourceClaimTemplate", { spec: requests("device.") }), failed("spec.spec.devices.requests[0].exactly.selectors[0].cel.expression", "device.", [8, "Syntax error: no viable alternative at input '.'"]), devices],
  ]),
];
