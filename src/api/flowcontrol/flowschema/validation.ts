import { deepEqual } from "../../../machinery/equality/deep-equal.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { duplicateValue, forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label, isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import type { FlowSchema, FlowSchemaSpec, NonResourcePolicyRule, PolicyRulesWithSubjects, ResourcePolicyRule, Subject } from "../../types/flowcontrol/v1.gen.ts";
import { mandatorySchemas } from "../bootstrap/schemas.ts";

const mostPrecedence = 10_000;
const distinguishers = ["ByNamespace", "ByUser"];
const subjectKinds = ["Group", "ServiceAccount", "User"];
const verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];

/** Source: kubernetes pkg/apis/flowcontrol/validation ValidateFlowSchema. */
export function validateFlowSchema(schema: FlowSchema): FieldError[] {
  const { metadata, spec } = schema;
  const name = metadata?.name ?? "";
  return [...validateSpec(spec, name), ...validateMandatory(spec, name), ...validateFlowSchemaStatus(schema)];
}

/** Source: kubernetes pkg/apis/flowcontrol/validation ValidateFlowSchemaStatus. */
export function validateFlowSchemaStatus({ status }: FlowSchema): FieldError[] {
  const types = new Set<string>();
  return (status?.conditions ?? []).flatMap(({ type = "" }, index) => {
    const path = `status.conditions[${index}].type`;
    const repeated = types.has(type) ? [duplicateValue(path, type)] : [];
    types.add(type);
    return type === "" ? [...repeated, required(path, "must not be empty")] : repeated;
  });
}

function validateMandatory(spec: FlowSchemaSpec, name: string): FieldError[] {
  const mandatory = mandatorySchemas.find(({ metadata }) => metadata.name === name);
  return mandatory === undefined || deepEqual(spec, mandatory.spec) ? [] : [invalidValue("spec", spec, `spec of '${name}' must equal the fixed value`)];
}

function validateSpec(spec: FlowSchemaSpec | undefined, schemaName: string): FieldError[] {
  const { matchingPrecedence = 0, distinguisherMethod, priorityLevelConfiguration, rules = [] } = spec ?? { priorityLevelConfiguration: { name: "" } };
  const errors: FieldError[] = [];
  const wrongPrecedence = (detail: string) => errors.push(invalidValue("spec.matchingPrecedence", matchingPrecedence, detail));
  if (matchingPrecedence <= 0) wrongPrecedence("must be a positive value");
  if (matchingPrecedence > mostPrecedence) wrongPrecedence(`must not be greater than ${mostPrecedence}`);
  if (matchingPrecedence === 1 && schemaName !== "exempt") wrongPrecedence("only the schema named 'exempt' may have matchingPrecedence 1");
  if (distinguisherMethod !== undefined && !distinguishers.includes(distinguisherMethod.type)) errors.push(notSupported("spec.distinguisherMethod.type", distinguisherMethod, distinguishers));
  const level = priorityLevelConfiguration?.name ?? "";
  if (level === "") errors.push(required("spec.priorityLevelConfiguration.name", "must reference a priority level"));
  else errors.push(...isDns1123Subdomain(level).map((why) => invalidValue("spec.priorityLevelConfiguration.name", level, why)));
  return [...errors, ...rules.flatMap((rule, index) => validateRules(rule, `spec.rules[${index}]`))];
}

function validateRules({ subjects = [], resourceRules = [], nonResourceRules = [] }: PolicyRulesWithSubjects, path: string): FieldError[] {
  return [
    ...(subjects.length === 0 ? [required(`${path}.subjects`, "subjects must contain at least one value")] : subjects.flatMap((subject, index) => validateSubject(subject, `${path}.subjects[${index}]`))),
    ...(resourceRules.length + nonResourceRules.length === 0 ? [required(path, "at least one of resourceRules and nonResourceRules has to be non-empty")] : []),
    ...resourceRules.flatMap((rule, index) => validateResourceRule(rule, `${path}.resourceRules[${index}]`)),
    ...nonResourceRules.flatMap((rule, index) => validateNonResourceRule(rule, `${path}.nonResourceRules[${index}]`)),
  ];
}

/** What each kind of subject must have, and which kind a field is for. */
const subjectFields = [
  { field: "serviceAccount", kind: "ServiceAccount" },
  { field: "user", kind: "User" },
  { field: "group", kind: "Group" },
] as const;

function validateSubject(subject: Subject, path: string): FieldError[] {
  const own = subjectFields.find(({ kind }) => kind === subject.kind);
  if (own === undefined) return [notSupported(`${path}.kind`, subject.kind, subjectKinds)];
  const others = subjectFields.filter((other) => other !== own && subject[other.field] !== undefined);
  return [
    ...validateNamed(subject, own.field, own.kind, `${path}.${own.field}`),
    ...others.map(({ field, kind }) => forbiddenField(`${path}.${field}`, `${field} is forbidden when subject kind is not '${kind}'`)),
  ];
}

function validateNamed(subject: Subject, field: (typeof subjectFields)[number]["field"], kind: string, path: string): FieldError[] {
  const value = subject[field];
  if (value === undefined) return [required(path, `${field} is required when subject kind is '${kind}'`)];
  const nameErrors = value.name === "" ? [required(`${path}.name`)] : [];
  if (field !== "serviceAccount") return nameErrors;
  const { name, namespace = "" } = subject.serviceAccount ?? { name: "", namespace: "" };
  if (name !== "" && name !== "*") nameErrors.push(...isDns1123Subdomain(name).map((why) => invalidValue(`${path}.name`, name, why)));
  if (namespace === "") return [...nameErrors, required(`${path}.namespace`, "must specify namespace for service account")];
  return [...nameErrors, ...isDns1123Label(namespace).map((why) => invalidValue(`${path}.namespace`, namespace, why))];
}

function validateNonResourceRule(rule: NonResourcePolicyRule, path: string): FieldError[] {
  const { nonResourceURLs = [] } = rule;
  const urlsPath = `${path}.nonResourceURLs`;
  const errors = validateVerbs(rule.verbs, path);
  if (nonResourceURLs.length === 0) return [...errors, required(urlsPath, "nonResourceURLs must contain at least one value")];
  if (nonResourceURLs.includes("*")) return nonResourceURLs.length === 1 ? errors : [...errors, invalidValue(urlsPath, nonResourceURLs, "if '*' is present, must not specify other non-resource URLs")];
  return [...errors, ...nonResourceURLs.flatMap((url, index) => validateUrl(url, `${urlsPath}[${index}]`))];
}

function validateUrl(url: string, path: string): FieldError[] {
  const wrong = (why: string) => [invalidValue(path, url, why)];
  if (url === "") return wrong("must not be empty");
  if (url === "/") return [];
  if (!url.startsWith("/")) return wrong("must start with slash");
  if (url.includes(" ")) return wrong("must not contain white-space");
  if (url.includes("//")) return wrong("must not contain double slash");
  const stars = url.split("*").length - 1;
  return stars > 1 || (stars === 1 && !url.endsWith("/*")) ? wrong("wildcard can only do suffix matching") : [];
}

function validateResourceRule(rule: ResourcePolicyRule, path: string): FieldError[] {
  return [
    ...validateVerbs(rule.verbs, path),
    ...validateList(rule.apiGroups, `${path}.apiGroups`, { one: "api group", others: "api groups" }),
    ...validateList(rule.resources, `${path}.resources`, { one: "resource", others: "resources" }),
    ...validateNamespaces(rule, `${path}.namespaces`),
  ];
}

function validateVerbs(given: readonly string[] = [], path: string): FieldError[] {
  if (given.length === 0) return [required(`${path}.verbs`, "verbs must contain at least one value")];
  if (given.includes("*")) return given.length === 1 ? [] : [invalidValue(`${path}.verbs`, given, "if '*' is present, must not specify other verbs")];
  return given.every((verb) => verbs.includes(verb)) ? [] : [notSupported(`${path}.verbs`, given, verbs)];
}

function validateList(given: readonly string[] = [], path: string, { one, others }: { readonly one: string; readonly others: string }): FieldError[] {
  if (given.length === 0) return [required(path, `resource rules must supply at least one ${one}`)];
  return given.length > 1 && given.includes("*") ? [invalidValue(path, given, `if '*' is present, must not specify other ${others}`)] : [];
}

function validateNamespaces({ namespaces = [], clusterScope = false }: ResourcePolicyRule, path: string): FieldError[] {
  if (namespaces.length === 0 && !clusterScope) return [required(path, "resource rules that are not cluster scoped must supply at least one namespace")];
  if (namespaces.includes("*")) return namespaces.length === 1 ? [] : [invalidValue(path, namespaces, "if '*' is present, must not specify other namespaces")];
  return namespaces.flatMap((namespace, index) => isDns1123Label(namespace).map((why) => invalidValue(`${path}[${index}]`, namespace, `each member of this list must be '*' or a DNS-1123 label; ${why}`)));
}
