import { invalidNew } from "../invalid.ts";
import { manifest } from "../manifests.ts";
import { dns1035, dnsSubdomain, portRange, qualifiedName } from "../words.ts";

export const title = "webhooks and admission policies";

const admission = "kubernetes pkg/apis/admissionregistration/validation/validation.go";
const hooks = "apiserver pkg/util/webhook/validation.go";
const of = (kind: string, rest: object) => manifest("admissionregistration.k8s.io/v1", kind, { ...rest });
const hook = { name: "a.b.c", clientConfig: { url: "https://a.b/c" }, sideEffects: "None", admissionReviewVersions: ["v1"] };
const webhook = (rest: object) => of("ValidatingWebhookConfiguration", { webhooks: [{ ...hook, ...rest }] });
const mutating = (rest: object) => of("MutatingWebhookConfiguration", { webhooks: [{ ...hook, ...rest }] });
const all = { operations: ["CREATE"], apiGroups: ["zz"], apiVersions: ["v1"], resources: ["x"] };
const asked = (rest: object) => webhook({ rules: [{ ...all, ...rest }] });
const behind = (rest: object) => webhook({ clientConfig: { service: { name: "s", namespace: "n", ...rest } } });
const policy = (spec: object) => of("ValidatingAdmissionPolicy", { spec: { matchConstraints: { resourceRules: [all] }, validations: [{ expression: "true" }], ...spec } });
const binding = (spec: object) => of("ValidatingAdmissionPolicyBinding", { spec: { policyName: "p", validationActions: ["Deny"], ...spec } });
const mutation = (spec: object) => of("MutatingAdmissionPolicy", { spec: { reinvocationPolicy: "Never", matchConstraints: { resourceRules: [all] }, mutations: [{ patchType: "ApplyConfiguration", applyConfiguration: { expression: "Object{}" } }], ...spec } });
const mutationBinding = (spec: object) => of("MutatingAdmissionPolicyBinding", { spec: { policyName: "p", ...spec } });

export const mistakes = [
  ...invalidNew("ValidatingWebhookConfiguration.admissionregistration.k8s.io", [
    ["a name that is no domain", webhook({ name: "A_B!" }), `webhooks[0].name: Invalid value: "A_B!": ${dnsSubdomain}`, `${admission} validateValidatingWebhook`],
    ["a name of two parts", webhook({ name: "a.b" }), 'webhooks[0].name: Invalid value: "a.b": should be a domain with at least three segments separated by dots', `${admission} validateValidatingWebhook`],
    ["no word of what else it does", webhook({ sideEffects: undefined }), "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun", `${admission} validateValidatingWebhook`],
    ["something else that it does", webhook({ sideEffects: "Some" }), 'webhooks[0].sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"', `${admission} validateValidatingWebhook`],
    ["a failure nobody knows", webhook({ failurePolicy: "Maybe", matchPolicy: "About" }), ['webhooks[0].failurePolicy: Unsupported value: "Maybe": supported values: "Fail", "Ignore"', 'webhooks[0].matchPolicy: Unsupported value: "About": supported values: "Equivalent", "Exact"'], `${admission} validateValidatingWebhook`],
    ["a selector that selects by nothing", webhook({ namespaceSelector: { matchExpressions: [{ key: "a", operator: "Is" }] } }), 'webhooks[0].namespaceSelector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator', `${admission} validateValidatingWebhook`],
    ["no version of a review", webhook({ admissionReviewVersions: [] }), "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1", `${admission} validateAdmissionReviewVersions`],
    ["a version of a review twice", webhook({ admissionReviewVersions: ["v1", "v1", "A"] }), ['webhooks[0].admissionReviewVersions[1]: Invalid value: "v1": duplicate version', `webhooks[0].admissionReviewVersions[2]: Invalid value: "A": ${dns1035}`], `${admission} validateAdmissionReviewVersions`],
    ["no operation", asked({ operations: [] }), "webhooks[0].rules[0].operations: Required value", `${admission} validateRuleWithOperations`],
    ["every operation and one", asked({ operations: ["*", "LOOK"] }), ['webhooks[0].rules[0].operations: Invalid value: ["*","LOOK"]: if \'*\' is present, must not specify other operations', 'webhooks[0].rules[0].operations[1]: Unsupported value: "LOOK": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"'], `${admission} validateRuleWithOperations`],
    ["no group, no version, no resource", asked({ apiGroups: [], apiVersions: [], resources: [] }), ["webhooks[0].rules[0].apiGroups: Required value", "webhooks[0].rules[0].apiVersions: Required value", "webhooks[0].rules[0].resources: Required value"], `${admission} validateRule`],
    ["every version and none", asked({ apiVersions: ["*", ""] }), ['webhooks[0].rules[0].apiVersions: Invalid value: ["*",""]: if \'*\' is present, must not specify other API versions', "webhooks[0].rules[0].apiVersions[1]: Required value"], `${admission} validateRule`],
    ["a part of everything", asked({ resources: ["x/*", "x/status", "*/scale", "y/scale"] }), ['webhooks[0].rules[0].resources[1]: Invalid value: "x/status": if \'x/*\' is present, must not specify x/status', 'webhooks[0].rules[0].resources[3]: Invalid value: "y/scale": if \'*/scale\' is present, must not specify y/scale'], `${admission} validateResources`],
    ["everything and more of it", asked({ resources: ["*/*", "*", "x"] }), ['webhooks[0].rules[0].resources: Invalid value: ["*/*","*","x"]: if \'*/*\' is present, must not specify other resources', 'webhooks[0].rules[0].resources: Invalid value: ["*/*","*","x"]: if \'*\' is present, must not specify other resources without subresources'], `${admission} validateResources`],
    ["a scope nobody knows", asked({ scope: "Galaxy" }), 'webhooks[0].rules[0].scope: Unsupported value: "Galaxy": supported values: "*", "Cluster", "Namespaced"', `${admission} validateRule`],
    ["two conditions of one name", webhook({ matchConditions: [{ name: "a", expression: "true" }, { name: "a", expression: "true" }] }), 'webhooks[0].matchConditions[1].name: Duplicate value: "a"', `${admission} validateMatchConditions`],
    ["a condition that says nothing", webhook({ matchConditions: [{ name: "", expression: " " }] }), ["webhooks[0].matchConditions[0].expression: Required value", "webhooks[0].matchConditions[0].name: Required value"], `${admission} validateMatchCondition`],
    ["a place that is not safe", webhook({ clientConfig: { url: "http://u@a.b/c?d#e" } }), ['webhooks[0].clientConfig.url: Invalid value: "http": \'https\' is the only allowed URL scheme; desired format: https://host[/path]', 'webhooks[0].clientConfig.url: Invalid value: "u": user information is not permitted in the URL', 'webhooks[0].clientConfig.url: Invalid value: "e": fragments are not permitted in the URL', 'webhooks[0].clientConfig.url: Invalid value: "d": query parameters are not permitted in the URL'], `${hooks} ValidateWebhookURL`],
    ["no place", webhook({ clientConfig: { url: "" } }), ['webhooks[0].clientConfig.url: Invalid value: "": \'https\' is the only allowed URL scheme; desired format: https://host[/path]', 'webhooks[0].clientConfig.url: Invalid value: "": host must be specified; desired format: https://host[/path]'], `${hooks} ValidateWebhookURL`],
    ["a service of no name, told of the namespace", behind({ name: "" }), "webhooks[0].clientConfig.service.namespace: Required value", `${hooks} ValidateWebhookService`],
    ["a service at no port", behind({ port: 65536 }), `webhooks[0].clientConfig.service.port: Invalid value: 65536: port is not valid: ${portRange}`, `${hooks} ValidateWebhookService`],
    ["a service at no path", behind({ path: "a//B" }), ['webhooks[0].clientConfig.service.path: Invalid value: "a//B": must start with a \'/\'', 'webhooks[0].clientConfig.service.path: Invalid value: "a//B": segment[0] may not be empty', 'webhooks[0].clientConfig.service.path: Invalid value: "a//B": segment[1] may not be empty', `webhooks[0].clientConfig.service.path: Invalid value: "a//B": segment[2]: ${dnsSubdomain}`], `${hooks} ValidateWebhookService`],
  ]),
  ...invalidNew("MutatingWebhookConfiguration.admissionregistration.k8s.io", [
    ["called again for nothing", mutating({ reinvocationPolicy: "Always" }), 'webhooks[0].reinvocationPolicy: Unsupported value: "Always": supported values: "IfNeeded", "Never"', `${admission} validateMutatingWebhook`],
  ]),
  ...invalidNew("ValidatingAdmissionPolicy.admissionregistration.k8s.io", [
    ["nothing to look at", policy({ matchConstraints: undefined }), "spec.matchConstraints: Required value", `${admission} validateValidatingAdmissionPolicySpec`],
    ["no resources to look at", policy({ matchConstraints: {} }), "spec.matchConstraints.resourceRules: Required value", `${admission} validateValidatingAdmissionPolicySpec`],
    ["nothing to say", policy({ validations: [] }), ["spec.validations: Required value: validations or auditAnnotations must contain at least one item", "spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item"], `${admission} validateValidatingAdmissionPolicySpec`],
    ["parameters of no kind", policy({ paramKind: { apiVersion: "A/b/c" } }), ['spec.paramKind.apiVersion: Invalid value: "A/b/c": unexpected GroupVersion string: A/b/c', "spec.paramKind.kind: Required value"], `${admission} validateParamKind`],
    ["parameters of another kind", policy({ paramKind: { apiVersion: "A/1", kind: "K_" } }), [`spec.paramKind.apiVersion: Invalid value: "A": ${dnsSubdomain}`, `spec.paramKind.apiVersion: Invalid value: "1": ${dns1035}`, `spec.paramKind.kind: Invalid value: "K_": may have mixed case, but should otherwise match: ${dns1035}`], `${admission} validateParamKind`],
    ["a variable whose name means something", policy({ variables: [{ name: "in", expression: "1" }] }), 'spec.variables[0].name: Invalid value: "in": must be a valid CEL identifier', `${admission} validateVariable`],
    ["a message of two lines", policy({ validations: [{ expression: "true", message: "a\nb", reason: "Because" }] }), ['spec.validations[0].message: Invalid value: "a\\nb": must not contain line breaks', 'spec.validations[0].reason: Unsupported value: "Because": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"'], `${admission} validateValidation`],
    ["no expression", policy({ validations: [{ expression: " ", messageExpression: " ", message: " " }] }), ["spec.validations[0].expression: Required value: expression is not specified", 'spec.validations[0].messageExpression: Invalid value: " ": must be non-empty if specified', 'spec.validations[0].message: Invalid value: " ": must be non-empty if specified'], `${admission} validateValidation`],
    ["a note by two of one key", policy({ auditAnnotations: [{ key: "k", valueExpression: "string(1)" }, { key: "k", valueExpression: "string(1)" }] }), 'spec.auditAnnotations[1].key: Duplicate value: "k"', `${admission} validateValidatingAdmissionPolicySpec`],
    ["a note that says nothing", policy({ auditAnnotations: [{ key: "a b", valueExpression: "" }] }), [`spec.auditAnnotations[0].key: Invalid value: "x/a b": ${qualifiedName}`, "spec.auditAnnotations[0].valueExpression: Required value: valueExpression is not specified"], `${admission} validateAuditAnnotation`],
    ["one resource by name, twice", policy({ matchConstraints: { resourceRules: [{ ...all, resourceNames: ["a", "a", "b/c"] }] } }), ['spec.matchConstraints.resourceRules[0].resourceNames[1]: Duplicate value: "a"', 'spec.matchConstraints.resourceRules[0].resourceNames[2]: Invalid value: "b/c": may not contain \'/\''], `${admission} validateNamedRuleWithOperations`],
  ]),
  ...invalidNew("ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io", [
    ["bound to no policy", binding({ policyName: "" }), "spec.policyName: Required value", `${admission} validateValidatingAdmissionPolicyBindingSpec`],
    ["bound to a policy that is no name", binding({ policyName: "A_B!" }), `spec.policyName: Invalid value: "A_B!": ${dnsSubdomain}`, `${admission} validateValidatingAdmissionPolicyBindingSpec`],
    ["nothing to do", binding({ validationActions: [] }), "spec.validationActions: Required value: at least one validation action is required", `${admission} validateValidationActions`],
    ["refused and warned of", binding({ validationActions: ["Deny", "Warn", "Warn", "Shout"] }), ['spec.validationActions[2]: Duplicate value: "Warn"', 'spec.validationActions[3]: Unsupported value: "Shout": supported values: "Audit", "Deny", "Warn"', 'spec.validationActions: Invalid value: ["Deny","Warn","Warn","Shout"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)'], `${admission} validateValidationActions`],
    ["parameters of no name", binding({ paramRef: {} }), ["spec.paramRef: Required value: one of name or selector must be specified", "spec.paramRef.parameterNotFoundAction: Required value"], `${admission} validateParamRef`],
    ["parameters by name and by label", binding({ paramRef: { name: "a", selector: {}, parameterNotFoundAction: "Hope" } }), ["spec.paramRef.name: Forbidden: name and selector are mutually exclusive", "spec.paramRef.selector: Forbidden: name and selector are mutually exclusive", 'spec.paramRef.parameterNotFoundAction: Unsupported value: "Hope": supported values: "Deny", "Allow"'], `${admission} validateParamRef`],
  ]),
  ...invalidNew("MutatingAdmissionPolicy.admissionregistration.k8s.io", [
    ["never said when again", mutation({ reinvocationPolicy: undefined }), "spec.reinvocationPolicy: Required value", `${admission} validateMutatingAdmissionPolicySpec`],
    ["nothing to change", mutation({ mutations: [] }), "spec.mutations: Required value: mutations must contain at least one item", `${admission} validateMutatingAdmissionPolicySpec`],
    ["a deletion to change", mutation({ matchConstraints: { resourceRules: [{ ...all, operations: ["DELETE"] }] } }), 'spec.matchConstraints.resourceRules.operations: Unsupported value: "DELETE": supported values: "*", "CONNECT", "CREATE", "UPDATE"', `${admission} validateMutatingAdmissionPolicySpec`],
    ["a change of another type", mutation({ mutations: [{ patchType: "JSONPatch", applyConfiguration: { expression: "Object{}" } }] }), ["spec.mutations[0].jsonPatch: Required value: must be specified when patchType is JSONPatch", 'spec.mutations[0].applyConfiguration: Invalid value: "{applyConfiguration}": must not be specified when patchType is JSONPatch'], `${admission} validateMutation`],
    ["a change of a type nobody knows", mutation({ mutations: [{ patchType: "Magic" }] }), 'spec.mutations[0].patchType: Unsupported value: "Magic": supported values: "ApplyConfiguration", "JSONPatch"', `${admission} validateMutation`],
  ]),
  ...invalidNew("MutatingAdmissionPolicyBinding.admissionregistration.k8s.io", [
    ["a change bound to no policy", mutationBinding({ policyName: "" }), "spec.policyName: Required value", `${admission} validateMutatingAdmissionPolicyBindingSpec`],
    ["a change bound to deletions", mutationBinding({ matchResources: { resourceRules: [{ ...all, operations: ["DELETE"] }] } }), 'spec.matchResources.resourceRules.operations: Unsupported value: "DELETE": supported values: "*", "CONNECT", "CREATE", "UPDATE"', `${admission} validateMutatingAdmissionPolicyBindingSpec`],
  ]),
];
