import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label, isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import { validateTypedConditions } from "../../shared/typed-conditions.ts";
import type { FlowSchema, NonResourcePolicyRule, PolicyRulesWithSubjects, ResourcePolicyRule, Subject } from "../../types/flowcontrol/v1.gen.ts";
import { mandatorySchemas } from "../bootstrap/schemas.ts";

const mostPrecedence = 10_000;
const distinguishers = ["ByNamespace", "ByUser"];
const verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];
/** The one schema that comes before all others. */
const exempt = "exempt";

/** Source: kubernetes pkg/apis/flowcontrol/validation ValidateFlowSchema. */
export function validate(schema: FlowSchema): FieldError[] {
  return [...validateSpec(schema), ...validateMandatory(schema), ...validateTypedConditions(schema.status?.conditions, "status.conditions")];
}

function validateMandatory({ metadata, spec }: FlowSchema): FieldError[] {
  const mandatory = mandatorySchemas.find((one) => one.metadata.name === metadata.name);
  return mandatory === undefined || deepEqual(spec, mandatory.spec) ? [] : [invalidValue("spec", spec, `spec of '${metadata.name}' must equal the fixed value`)];
}

function validateSpec({ metadata, spec }: FlowSchema): FieldError[] {
  const precedence = spec?.matchingPrecedence ?? 0;
  const bad = (why: string) => invalidValue("spec.matchingPrecedence", precedence, why);
  const errors: FieldError[] = [];
  if (precedence <= 0) errors.push(bad("must be a positive value"));
  if (precedence > mostPrecedence) errors.push(bad(`must not be greater than ${mostPrecedence}`));
  if (precedence === 1 && metadata.name !== exempt) errors.push(bad("only the schema named 'exempt' may have matchingPrecedence 1"));
  const method = spec?.distinguisherMethod;
  // The error shows the method as upstream's own type has it.
  if (method !== undefined && !distinguishers.includes(method.type)) errors.push(notSupported("spec.distinguisherMethod.type", { Type: method.type ?? "" }, distinguishers));
  const level = spec?.priorityLevelConfiguration.name ?? "";
  if (level === "") errors.push(required("spec.priorityLevelConfiguration.name", "must reference a priority level"));
  else for (const problem of isDns1123Subdomain(level)) errors.push(invalidValue("spec.priorityLevelConfiguration.name", level, problem));
  return [...errors, ...(spec?.rules ?? []).flatMap((rule, index) => validateRule(rule, `spec.rules[${index}]`))];
}

function validateRule({ subjects = [], resourceRules = [], nonResourceRules = [] }: PolicyRulesWithSubjects, path: string): FieldError[] {
  return [
    ...(subjects.length === 0 ? [required(`${path}.subjects`, "subjects must contain at least one value")] : subjects.flatMap((subject, index) => validateSubject(subject, `${path}.subjects[${index}]`))),
    ...(resourceRules.length === 0 && nonResourceRules.length === 0 ? [required(path, "at least one of resourceRules and nonResourceRules has to be non-empty")] : []),
    ...resourceRules.flatMap((rule, index) => validateResourceRule(rule, `${path}.resourceRules[${index}]`)),
    ...nonResourceRules.flatMap((rule, index) => validateUrlRule(rule, `${path}.nonResourceRules[${index}]`)),
  ];
}

/** The field of each kind of subject; those of the other kinds are refused, in this order. */
const subjectFields = { ServiceAccount: "serviceAccount", User: "user", Group: "group" } as const;

function validateSubject(subject: Subject, path: string): FieldError[] {
  const kind = subject.kind ?? "";
  if (!Object.hasOwn(subjectFields, kind)) return [notSupported(`${path}.kind`, kind, Object.keys(subjectFields).sort())];
  const field = subjectFields[kind as keyof typeof subjectFields];
  const others = Object.entries(subjectFields).filter(([other, name]) => other !== kind && subject[name] !== undefined);
  return [
    ...(subject[field] === undefined ? [required(`${path}.${field}`, `${field} is required when subject kind is '${kind}'`)] : validateNamed(subject, field, `${path}.${field}`)),
    ...others.map(([other, name]) => forbiddenField(`${path}.${name}`, `${name} is forbidden when subject kind is not '${other}'`)),
  ];
}

function validateNamed(subject: Subject, field: "serviceAccount" | "user" | "group", path: string): FieldError[] {
  const name = subject[field]?.name ?? "";
  const errors = name === "" ? [required(`${path}.name`)] : [];
  if (field !== "serviceAccount") return errors;
  if (name !== "" && name !== "*") for (const problem of isDns1123Subdomain(name)) errors.push(invalidValue(`${path}.name`, name, problem));
  const namespace = subject.serviceAccount?.namespace ?? "";
  if (namespace === "") errors.push(required(`${path}.namespace`, "must specify namespace for service account"));
  else for (const problem of isDns1123Label(namespace)) errors.push(invalidValue(`${path}.namespace`, namespace, problem));
  return errors;
}

function validateVerbs(given: readonly string[], path: string): FieldError[] {
  if (given.length === 0) return [required(`${path}.verbs`, "verbs must contain at least one value")];
  if (given.includes("*")) return given.length > 1 ? [invalidValue(`${path}.verbs`, given, "if '*' is present, must not specify other verbs")] : [];
  return given.every((verb) => verbs.includes(verb)) ? [] : [notSupported(`${path}.verbs`, given, verbs)];
}

function validateResourceRule({ verbs: given = [], apiGroups = [], resources = [], namespaces = [], clusterScope }: ResourcePolicyRule, path: string): FieldError[] {
  return [
    ...validateVerbs(given, path),
    ...validateList(apiGroups, `${path}.apiGroups`, "api group"),
    ...validateList(resources, `${path}.resources`, "resource"),
    ...validateNamespaces(namespaces, clusterScope === true, `${path}.namespaces`),
  ];
}

function validateList(values: readonly string[], path: string, noun: string): FieldError[] {
  if (values.length === 0) return [required(path, `resource rules must supply at least one ${noun}`)];
  return values.length > 1 && values.includes("*") ? [invalidValue(path, values, `if '*' is present, must not specify other ${noun}s`)] : [];
}

function validateNamespaces(namespaces: readonly string[], clusterScope: boolean, path: string): FieldError[] {
  if (namespaces.length === 0 && !clusterScope) return [required(path, "resource rules that are not cluster scoped must supply at least one namespace")];
  if (namespaces.includes("*")) return namespaces.length > 1 ? [invalidValue(path, namespaces, "if '*' is present, must not specify other namespaces")] : [];
  return namespaces.flatMap((namespace, index) => isDns1123Label(namespace).map((problem) => invalidValue(`${path}[${index}]`, namespace, `each member of this list must be '*' or a DNS-1123 label; ${problem}`)));
}

function validateUrlRule({ verbs: given = [], nonResourceURLs: urls = [] }: NonResourcePolicyRule, path: string): FieldError[] {
  const at = `${path}.nonResourceURLs`;
  const errors = validateVerbs(given, path);
  if (urls.length === 0) return [...errors, required(at, "nonResourceURLs must contain at least one value")];
  if (urls.includes("*")) return urls.length > 1 ? [...errors, invalidValue(at, urls, "if '*' is present, must not specify other non-resource URLs")] : errors;
  return [...errors, ...urls.flatMap((url, index) => urlProblems(url).map((problem) => invalidValue(`${at}[${index}]`, url, problem)))];
}

/** Source: kubernetes flowcontrol validation ValidateNonResourceURLPath. */
function urlProblems(url: string): string[] {
  if (url === "") return ["must not be empty"];
  if (url === "/") return [];
  if (!url.startsWith("/")) return ["must start with slash"];
  if (url.includes(" ")) return ["must not contain white-space"];
  if (url.includes("//")) return ["must not contain double slash"];
  const wildcards = url.split("*").length - 1;
  return wildcards > 1 || (wildcards === 1 && !url.endsWith("/*")) ? ["wildcard can only do suffix matching"] : [];
}
