import { type AdmissionExpressions, applyConfigurationTypes, auditAnnotationTypes, conditionTypes, jsonPatchTypes, messageTypes } from "../../machinery/cel/kubernetes/admission-expressions.ts";
import type { Type } from "../../machinery/cel/types.ts";
import { semanticEqual } from "../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, forbiddenField, invalidValue, notSupported, required } from "../../machinery/errors/field-errors.ts";
import { utf8Length } from "../../machinery/text/utf8.ts";
import { isDns1035Label, isDns1123Subdomain, isPathSegmentName, isQualifiedName } from "../../machinery/validation/names.ts";
import type { AuditAnnotation, MatchCondition, MatchResources, Mutation, ParamKind, ParamRef, Validation, Variable } from "../types/admissionregistration/v1.gen.ts";
import { validateAdmissionRule } from "./admission-rules.ts";
import { validateLabelSelector } from "./validate-label-selector.ts";
import { repeats } from "../../machinery/validation/repeats.ts";

/**
 * The rules of admission policies and their bindings. Source of all: kubernetes pkg/apis/admissionregistration/validation.
 */

/** What the expressions of a policy are compiled with, and what they may look at. */
export interface PolicyExpressions {
  readonly expressions: AdmissionExpressions;
  readonly hasParams: boolean;
}

const failurePolicies = ["Fail", "Ignore"];
const matchPolicies = ["Equivalent", "Exact"];
const reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge"];
const actions = ["Audit", "Deny", "Warn"];
/** In upstream's order. */
const notFoundActions = ["Deny", "Allow"];
const mutatingOperations = ["*", "CONNECT", "CREATE", "UPDATE"];
const reinvocationPolicies = ["IfNeeded", "Never"];
const patchTypes = ["ApplyConfiguration", "JSONPatch"];
const patchReturns = { jsonPatch: jsonPatchTypes, applyConfiguration: applyConfigurationTypes };
const maxAuditAnnotations = 20;
const maxAuditExpressionBytes = 5 * 1024;

export function validateFailurePolicy(policy: string | undefined, path: string): FieldError[] {
  if (policy === undefined) return [required(path)];
  return failurePolicies.includes(policy) ? [] : [notSupported(path, policy, failurePolicies)];
}

/** Source: validateParamKind. */
export function validateParamKind({ apiVersion = "", kind = "" }: ParamKind, path: string): FieldError[] {
  return [...validateApiVersion(apiVersion, `${path}.apiVersion`), ...validateKind(kind, `${path}.kind`)];
}

function validateApiVersion(apiVersion: string, path: string): FieldError[] {
  if (apiVersion === "") return [required(path)];
  const parts = apiVersion === "/" ? ["", ""] : apiVersion.split("/");
  if (parts.length > 2) return [invalidValue(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
  const version = parts.at(-1) as string;
  const group = parts.length === 2 ? (parts[0] as string) : "";
  const wrongGroup = group === "" ? [] : isDns1123Subdomain(group);
  const errors = wrongGroup.length > 0 ? [invalidValue(path, group, wrongGroup.join(","))] : [];
  if (version === "") return [...errors, invalidValue(path, apiVersion, "version must be specified")];
  const wrongVersion = isDns1035Label(version);
  return wrongVersion.length > 0 ? [...errors, invalidValue(path, version, wrongVersion.join(","))] : errors;
}

function validateKind(kind: string, path: string): FieldError[] {
  if (kind === "") return [required(path)];
  const problems = isDns1035Label(kind.toLowerCase());
  return problems.length > 0 ? [invalidValue(path, kind, `may have mixed case, but should otherwise match: ${problems.join(",")}`)] : [];
}

/** Source: validateMatchResources. */
export function validateMatchResources(match: MatchResources, path: string): FieldError[] {
  const { matchPolicy, namespaceSelector, objectSelector, resourceRules = [], excludeResourceRules = [] } = match;
  const errors: FieldError[] = [];
  if (matchPolicy === undefined) errors.push(required(`${path}.matchPolicy`));
  else if (!matchPolicies.includes(matchPolicy)) errors.push(notSupported(`${path}.matchPolicy`, matchPolicy, matchPolicies));
  return [
    ...errors,
    ...(namespaceSelector === undefined ? [required(`${path}.namespaceSelector`)] : validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`)),
    ...(objectSelector === undefined ? [required(`${path}.objectSelector`)] : validateLabelSelector(objectSelector, `${path}.objectSelector`)),
    ...resourceRules.flatMap((rule, index) => validateAdmissionRule(rule, `${path}.resourceRules[${index}]`)),
    ...excludeResourceRules.flatMap((rule, index) => validateAdmissionRule(rule, `${path}.excludeResourceRules[${index}]`)),
  ];
}

/** A policy says what it looks at: at least one rule. */
export function validateConstraints(constraints: MatchResources | undefined, path: string): FieldError[] {
  if (constraints === undefined) return [required(path)];
  const isEmpty = (constraints.resourceRules ?? []).length === 0;
  return [...validateMatchResources(constraints, path), ...(isEmpty ? [required(`${path}.resourceRules`)] : [])];
}

/** What is deleted cannot be changed. */
export function validateMutatingOperations(match: MatchResources | undefined, path: string): FieldError[] {
  const operations = (match?.resourceRules ?? []).flatMap((rule) => rule.operations ?? []);
  return operations.filter((operation) => !mutatingOperations.includes(operation)).map((operation) => notSupported(`${path}.resourceRules.operations`, operation, mutatingOperations));
}

/** Conditions that nothing has touched are not looked at again. Source: ignoreValidatingAdmissionPolicyMatchConditions, ignoreMutatingAdmissionPolicyMatchConditions. */
export function keepsConditions(spec: ConditionedSpec | undefined, old: ConditionedSpec | undefined): boolean {
  return old !== undefined && semanticEqual(spec?.paramKind, old.paramKind) && semanticEqual(spec?.matchConditions, old.matchConditions);
}

interface ConditionedSpec {
  readonly paramKind?: ParamKind;
  readonly matchConditions?: readonly MatchCondition[];
}

const identifier = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
const reservedWords: ReadonlySet<string> = new Set("true false null in as break const continue else for function if import let loop package namespace return var void while".split(" "));

/** Source: validateVariable. */
export function validateVariables(variables: readonly Variable[], path: string, { expressions, hasParams }: PolicyExpressions): FieldError[] {
  return variables.flatMap(({ name = "", expression = "" }, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = [];
    if (name.trim() === "") errors.push(required(`${at}.name`, "name is not specified"));
    else if (!identifier.test(name) || reservedWords.has(name)) errors.push(invalidValue(`${at}.name`, name, "must be a valid CEL identifier"));
    if (expression.trim() === "") return [...errors, required(`${at}.expression`, "expression is not specified")];
    const problem = expressions.problemOfVariable(name, expression, { hasParams, hasAuthorizer: true, hasPatchTypes: false });
    return problem === undefined ? errors : [...errors, invalidValue(`${at}.expression`, expression, problem)];
  });
}

/** Messages do not ask the authorizer. Source: validateValidation. */
export function validateValidations(validations: readonly Validation[], path: string, { expressions, hasParams }: PolicyExpressions): FieldError[] {
  return validations.flatMap(({ expression = "", message = "", messageExpression = "", reason }, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = [];
    const check = (field: string, text: string, wanted: { readonly returns: readonly Type[]; readonly hasAuthorizer: boolean }) => {
      const problem = expressions.problemOf(text, { hasParams, hasPatchTypes: false, ...wanted });
      if (problem !== undefined) errors.push(invalidValue(`${at}.${field}`, text, problem));
    };
    if (expression.trim() === "") errors.push(required(`${at}.expression`, "expression is not specified"));
    else check("expression", expression, { returns: conditionTypes, hasAuthorizer: true });
    if (messageExpression !== "" && messageExpression.trim() === "") errors.push(invalidValue(`${at}.messageExpression`, messageExpression, "must be non-empty if specified"));
    else if (messageExpression !== "") check("messageExpression", messageExpression, { returns: messageTypes, hasAuthorizer: false });
    if (message !== "" && message.trim() === "") errors.push(invalidValue(`${at}.message`, message, "must be non-empty if specified"));
    else if (/[\n\r]/.test(message.trim())) errors.push(invalidValue(`${at}.message`, message, "must not contain line breaks"));
    if (reason !== undefined && !reasons.includes(reason)) errors.push(notSupported(`${at}.reason`, reason, reasons));
    return errors;
  });
}

/** The policy's own name comes before each key. Source: validateAuditAnnotation. */
export function validateAuditAnnotations(annotations: readonly AuditAnnotation[], policyName: string, path: string, policy: PolicyExpressions): FieldError[] {
  const errors: FieldError[] = [];
  if (annotations.length > maxAuditAnnotations) {
    errors.push(invalidValue(path, annotations.map(({ key = "", valueExpression = "" }) => ({ Key: key, ValueExpression: valueExpression })), `must not have more than ${maxAuditAnnotations} auditAnnotations`));
  }
  const keys = new Set<string>();
  for (const [index, { key = "", valueExpression = "" }] of annotations.entries()) {
    const at = `${path}[${index}]`;
    const whole = `${policyName}/${key}`;
    if (policyName === "") errors.push(invalidValue(`${at}.key`, key, "requires metadata.name be non-empty"));
    else for (const problem of isQualifiedName(whole)) errors.push(invalidValue(`${at}.key`, whole, problem));
    addAll(errors, validateAuditExpression(valueExpression, `${at}.valueExpression`, policy));
    if (keys.has(key)) errors.push(duplicateValue(`${at}.key`, key));
    keys.add(key);
  }
  return errors;
}

function validateAuditExpression(expression: string, path: string, { expressions, hasParams }: PolicyExpressions): FieldError[] {
  const trimmed = expression.trim();
  if (trimmed === "") return [required(path, "valueExpression is not specified")];
  if (utf8Length(trimmed) > maxAuditExpressionBytes) return [required(path, `must not exceed ${maxAuditExpressionBytes} bytes in length`)];
  const problem = expressions.problemOf(trimmed, { returns: auditAnnotationTypes, hasParams, hasAuthorizer: true, hasPatchTypes: false });
  return problem === undefined ? [] : [invalidValue(path, expression, problem)];
}

/** Source: validateMutation. */
export function validateMutations(mutations: readonly Mutation[], path: string, policy: PolicyExpressions): FieldError[] {
  if (mutations.length === 0) return [required(path, "mutations must contain at least one item")];
  return mutations.flatMap((mutation, index) => validateMutation(mutation, `${path}[${index}]`, policy));
}

function validateMutation({ patchType, jsonPatch, applyConfiguration }: Mutation, path: string, policy: PolicyExpressions): FieldError[] {
  if (!patchType) return [required(`${path}.patchType`)];
  const [own, other] = patchType === "JSONPatch" ? (["jsonPatch", "applyConfiguration"] as const) : (["applyConfiguration", "jsonPatch"] as const);
  if (!patchTypes.includes(patchType)) return [notSupported(`${path}.patchType`, patchType, patchTypes)];
  const patches = { jsonPatch, applyConfiguration };
  const errors: FieldError[] = [];
  if (patches[own] === undefined) errors.push(required(`${path}.${own}`, `must be specified when patchType is ${patchType}`));
  else addAll(errors, validatePatch((patches[own].expression ?? "").trim(), `${path}.${own}.expression`, { ...policy, returns: patchReturns[own] }));
  if (patches[other] !== undefined) errors.push(invalidValue(`${path}.${other}`, `{${other}}`, `must not be specified when patchType is ${patchType}`));
  return errors;
}

function validatePatch(expression: string, path: string, { expressions, hasParams, returns }: PolicyExpressions & { readonly returns: readonly Type[] }): FieldError[] {
  if (expression === "") return [required(path)];
  const problem = expressions.problemOf(expression, { returns, hasParams, hasAuthorizer: true, hasPatchTypes: true });
  return problem === undefined ? [] : [invalidValue(path, expression, problem)];
}

export function validateReinvocation(policy: string | undefined, path: string): FieldError[] {
  if (!policy) return [required(path)];
  return reinvocationPolicies.includes(policy) ? [] : [notSupported(path, policy, reinvocationPolicies)];
}

export function validatePolicyName(name: string | undefined, path: string): FieldError[] {
  return name ? isDns1123Subdomain(name).map((problem) => invalidValue(path, name, problem)) : [required(path)];
}

/** Source: validateParamRef. */
export function validateParamRef(ref: ParamRef | undefined, path: string): FieldError[] {
  if (ref === undefined) return [];
  const { name = "", selector, parameterNotFoundAction: action } = ref;
  const errors: FieldError[] = name === "" ? [] : isPathSegmentName(name).map((problem) => invalidValue(`${path}.name`, name, problem));
  const both = name !== "" && selector !== undefined;
  if (both) errors.push(forbiddenField(`${path}.name`, "name and selector are mutually exclusive"));
  addAll(errors, validateLabelSelector(selector, `${path}.selector`));
  if (both) errors.push(forbiddenField(`${path}.selector`, "name and selector are mutually exclusive"));
  if (name === "" && selector === undefined) errors.push(required(path, "one of name or selector must be specified"));
  if (!action) errors.push(required(`${path}.parameterNotFoundAction`));
  else if (!notFoundActions.includes(action)) errors.push(notSupported(`${path}.parameterNotFoundAction`, action, notFoundActions));
  return errors;
}

/** Source: validateValidationActions. */
export function validateActions(given: readonly string[], path: string): FieldError[] {
  const repeated = repeats(given);
  const errors = given.flatMap((action, index) => {
    const at = `${path}[${index}]`;
    return [...(actions.includes(action) ? [] : [notSupported(at, action, actions)]), ...(repeated.has(index) ? [duplicateValue(at, action)] : [])];
  });
  if (given.includes("Deny") && given.includes("Warn")) {
    errors.push(invalidValue(path, given, "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)"));
  }
  if (given.length === 0) errors.push(required(path, "at least one validation action is required"));
  return errors;
}
