import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldError } from "../../../machinery/errors/field-errors.ts";
import type { FlowSchema, FlowSchemaSpec, PolicyRulesWithSubjects, Subject } from "../../types/flowcontrol/v1.gen.ts";
import { mandatorySchemas, suggestedSchemas } from "../bootstrap/schemas.ts";
import { validate } from "./validation.ts";

const subjects: Subject[] = [{ kind: "User", user: { name: "joe" } }];
const resourceRule = { verbs: ["get"], apiGroups: [""], resources: ["pods"], namespaces: ["default"] };
const aSchema = (spec: Partial<FlowSchemaSpec> = {}, name = "a"): FlowSchema => ({
  metadata: { name },
  spec: { priorityLevelConfiguration: { name: "gold" }, matchingPrecedence: 50, rules: [{ subjects, resourceRules: [resourceRule] }], ...spec },
});
const withRule = (rule: Partial<PolicyRulesWithSubjects>) => aSchema({ rules: [{ subjects, ...rule }] });
const withResourceRule = (rule: Partial<typeof resourceRule> & { clusterScope?: boolean }) => withRule({ resourceRules: [{ ...resourceRule, ...rule }] });
const withUrl = (...nonResourceURLs: string[]) => withRule({ nonResourceRules: [{ verbs: ["get"], nonResourceURLs }] });
const withSubject = (subject: Subject) => aSchema({ rules: [{ subjects: [subject], resourceRules: [resourceRule] }] });
const first = "spec.rules[0]";

const cases: { name: string; schema: FlowSchema; errors: string[] }[] = [
  { name: "a sensible one", schema: aSchema(), errors: [] },
  { name: "precedence 0", schema: aSchema({ matchingPrecedence: 0 }), errors: ["spec.matchingPrecedence: Invalid value: 0: must be a positive value"] },
  { name: "precedence 1", schema: aSchema({ matchingPrecedence: 1 }), errors: ["spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1"] },
  { name: "precedence 10000", schema: aSchema({ matchingPrecedence: 10_000 }), errors: [] },
  { name: "precedence 10001", schema: aSchema({ matchingPrecedence: 10_001 }), errors: ["spec.matchingPrecedence: Invalid value: 10001: must not be greater than 10000"] },
  { name: "no level", schema: aSchema({ priorityLevelConfiguration: { name: "" } }), errors: ["spec.priorityLevelConfiguration.name: Required value: must reference a priority level"] },
  { name: "an unknown distinguisher", schema: aSchema({ distinguisherMethod: { type: "ByMoon" } }), errors: ['spec.distinguisherMethod.type: Unsupported value: {"Type":"ByMoon"}: supported values: "ByNamespace", "ByUser"'] },
  { name: "no subjects", schema: aSchema({ rules: [{ subjects: [], resourceRules: [resourceRule] }] }), errors: [`${first}.subjects: Required value: subjects must contain at least one value`] },
  { name: "no rules", schema: withRule({}), errors: [`${first}: Required value: at least one of resourceRules and nonResourceRules has to be non-empty`] },
  { name: "an unknown kind of subject", schema: withSubject({ kind: "Robot" }), errors: [`${first}.subjects[0].kind: Unsupported value: "Robot": supported values: "Group", "ServiceAccount", "User"`] },
  { name: "a user without one", schema: withSubject({ kind: "User" }), errors: [`${first}.subjects[0].user: Required value: user is required when subject kind is 'User'`] },
  { name: "a group without a name", schema: withSubject({ kind: "Group", group: { name: "" } }), errors: [`${first}.subjects[0].group.name: Required value`] },
  { name: "two subjects in one", schema: withSubject({ kind: "Group", group: { name: "a" }, user: { name: "b" } }), errors: [`${first}.subjects[0].user: Forbidden: user is forbidden when subject kind is not 'User'`] },
  { name: "a service account of no namespace", schema: withSubject({ kind: "ServiceAccount", serviceAccount: { name: "*", namespace: "" } }), errors: [`${first}.subjects[0].serviceAccount.namespace: Required value: must specify namespace for service account`] },
  { name: "no verbs", schema: withResourceRule({ verbs: [] }), errors: [`${first}.resourceRules[0].verbs: Required value: verbs must contain at least one value`] },
  { name: "a star among verbs", schema: withResourceRule({ verbs: ["*", "get"] }), errors: [`${first}.resourceRules[0].verbs: Invalid value: ["*","get"]: if '*' is present, must not specify other verbs`] },
  { name: "an unknown verb", schema: withResourceRule({ verbs: ["grab"] }), errors: [`${first}.resourceRules[0].verbs: Unsupported value: ["grab"]: supported values: "create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"`] },
  { name: "no groups", schema: withResourceRule({ apiGroups: [] }), errors: [`${first}.resourceRules[0].apiGroups: Required value: resource rules must supply at least one api group`] },
  { name: "a star among resources", schema: withResourceRule({ resources: ["pods", "*"] }), errors: [`${first}.resourceRules[0].resources: Invalid value: ["pods","*"]: if '*' is present, must not specify other resources`] },
  { name: "no scope", schema: withResourceRule({ namespaces: [] }), errors: [`${first}.resourceRules[0].namespaces: Required value: resource rules that are not cluster scoped must supply at least one namespace`] },
  { name: "the cluster's scope", schema: withResourceRule({ namespaces: [], clusterScope: true }), errors: [] },
  { name: "a star among URLs", schema: withUrl("/a", "*"), errors: [`${first}.nonResourceRules[0].nonResourceURLs: Invalid value: ["/a","*"]: if '*' is present, must not specify other non-resource URLs`] },
  { name: "URLs", schema: withUrl("/", "/a", "/a/*"), errors: [] },
  ...([["", "must not be empty"], ["a", "must start with slash"], ["/a b", "must not contain white-space"], ["/a//b", "must not contain double slash"], ["/a*", "wildcard can only do suffix matching"], ["/*/*", "wildcard can only do suffix matching"]] as const).map(
    ([url, why]) => ({ name: `the URL "${url}"`, schema: withUrl(url), errors: [`${first}.nonResourceRules[0].nonResourceURLs[0]: Invalid value: "${url}": ${why}`] }),
  ),
  { name: "two conditions of one type", schema: { ...aSchema(), status: { conditions: [{ type: "A" }, { type: "A" }, {}] } }, errors: ['status.conditions[1].type: Duplicate value: "A"', "status.conditions[2].type: Required value"] },
];

for (const { name, schema, errors } of cases) test(`flow schemas: ${name}`, () => assert.deepEqual(validate(schema).map(formatFieldError), errors));

test("flow schemas of a fresh cluster are right, and the mandatory ones may not differ", () => {
  for (const schema of [...mandatorySchemas, ...suggestedSchemas]) assert.deepEqual(validate(schema), [], schema.metadata.name);
  assert.match(validate(aSchema({}, "catch-all")).map(formatFieldError).join(), /^spec: Invalid value: \{.*\}: spec of 'catch-all' must equal the fixed value$/);
});
