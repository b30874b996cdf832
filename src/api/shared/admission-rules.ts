import { AdmissionExpressions, conditionTypes } from "../../machinery/cel/kubernetes/admission-expressions.ts";
import type { FieldError } from "../../machinery/errors/field-error.ts";
import { addAll, duplicateValue, invalidValue, notSupported, required, tooMany } from "../../machinery/errors/field-errors.ts";
import { isPathSegmentName, isQualifiedName } from "../../machinery/validation/names.ts";
import { repeats } from "../../machinery/validation/repeats.ts";

/** What a webhook or a policy is asked about. */
export interface RuleLike {
  readonly operations?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly scope?: string;
}

const operationNames = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
const scopes = ["*", "Cluster", "Namespaced"];

/** Source: kubernetes admissionregistration validation validateRuleWithOperations, validateNamedRuleWithOperations. */
export function validateAdmissionRule(rule: RuleLike, path: string): FieldError[] {
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], resourceNames = [], scope } = rule;
  const repeated = repeats(resourceNames);
  const errors = resourceNames.flatMap((name, index) => {
    const at = `${path}.resourceNames[${index}]`;
    return [...isPathSegmentName(name).map((problem) => invalidValue(at, name, problem)), ...(repeated.has(index) ? [duplicateValue(at, name)] : [])];
  });
  const validateList = (values: readonly string[], field: string, noun: string) => {
    if (values.length === 0) errors.push(required(`${path}.${field}`));
    if (values.length > 1 && values.includes("*")) errors.push(invalidValue(`${path}.${field}`, values, `if '*' is present, must not specify other ${noun}`));
  };
  validateList(operations, "operations", "operations");
  for (const [index, operation] of operations.entries()) if (!operationNames.includes(operation)) errors.push(notSupported(`${path}.operations[${index}]`, operation, operationNames));
  validateList(apiGroups, "apiGroups", "API groups");
  validateList(apiVersions, "apiVersions", "API versions");
  for (const [index, version] of apiVersions.entries()) if (version === "") errors.push(required(`${path}.apiVersions[${index}]`));
  addAll(errors, validateResources(resources, `${path}.resources`));
  if (scope !== undefined && !scopes.includes(scope)) errors.push(notSupported(`${path}.scope`, scope, scopes));
  return errors;
}

/** `x`, `x/y`, and asterisks for either; what an asterisk says already may not be said again. */
function validateResources(resources: readonly string[], path: string): FieldError[] {
  const errors: FieldError[] = resources.length === 0 ? [required(path)] : [];
  const wholly = new Set<string>();
  const everywhere = new Set<string>();
  let lastIsPlain = false;
  for (const [index, text] of resources.entries()) {
    const at = `${path}[${index}]`;
    if (text === "") {
      errors.push(required(at));
      continue;
    }
    const slash = text.indexOf("/");
    if (slash < 0) {
      lastIsPlain = text !== "*";
      continue;
    }
    const [resource, sub] = [text.slice(0, slash), text.slice(slash + 1)];
    if (wholly.has(resource)) errors.push(invalidValue(at, text, `if '${resource}/*' is present, must not specify ${text}`));
    if (everywhere.has(sub)) errors.push(invalidValue(at, text, `if '*/${sub}' is present, must not specify ${text}`));
    if (sub === "*") wholly.add(resource);
    if (resource === "*") everywhere.add(sub);
  }
  if (resources.length > 1 && resources.includes("*/*")) errors.push(invalidValue(path, resources, "if '*/*' is present, must not specify other resources"));
  if (resources.includes("*") && lastIsPlain) errors.push(invalidValue(path, resources, "if '*' is present, must not specify other resources without subresources"));
  return errors;
}

const maxConditions = 64;

interface ConditionLike {
  readonly name?: string;
  readonly expression?: string;
}

/** Conditions know nothing of a policy's variables; of its parameters only where it has any. Source: kubernetes admissionregistration validation validateMatchConditions. */
export function validateMatchConditions(conditions: readonly ConditionLike[], path: string, { hasParams = false }: { readonly hasParams?: boolean } = {}): FieldError[] {
  const errors: FieldError[] = conditions.length > maxConditions ? [tooMany(path, conditions.length, maxConditions)] : [];
  const names = new Set<string>();
  for (const [index, { name = "", expression = "" }] of conditions.entries()) {
    const at = `${path}[${index}]`;
    addAll(errors, validateCondition(expression.trim(), `${at}.expression`, hasParams));
    if (name === "") errors.push(required(`${at}.name`));
    else for (const problem of isQualifiedName(name)) errors.push(invalidValue(`${at}.name`, name, problem));
    if (name !== "" && names.has(name)) errors.push(duplicateValue(`${at}.name`, name));
    names.add(name);
  }
  return errors;
}

function validateCondition(expression: string, path: string, hasParams: boolean): FieldError[] {
  if (expression === "") return [required(path)];
  const problem = new AdmissionExpressions({ hasPolicyVariables: false }).problemOf(expression, { returns: conditionTypes, hasParams, hasAuthorizer: true, hasPatchTypes: false });
  return problem === undefined ? [] : [invalidValue(path, expression, problem)];
}
