import { invalidChange, invalidNew } from "../invalid.ts";
import { manifest } from "../manifests.ts";
import { dnsLabel, dnsSubdomain, notNegative, qualifiedName } from "../words.ts";

export const title = "roles, quotas, budgets, autoscalers, priorities, leases, requests for certificates";

const rbac = "kubernetes pkg/apis/rbac/validation/validation.go";
const core = "kubernetes pkg/apis/core/validation/validation.go";
const rbacV1 = "rbac.authorization.k8s.io/v1";
const role = (rule: object) => manifest(rbacV1, "Role", { rules: [rule] });
const clusterRole = (rule: object) => manifest(rbacV1, "ClusterRole", { rules: [rule] });
const binding = (rest: object) => manifest(rbacV1, "RoleBinding", { roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "x" }, subjects: [], ...rest });
const clusterBinding = (rest: object) => manifest(rbacV1, "ClusterRoleBinding", { roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "x" }, subjects: [], ...rest });
const lease = (spec: object) => manifest("coordination.k8s.io/v1", "Lease", { spec });
const runtimeClass = (rest: object) => manifest("node.k8s.io/v1", "RuntimeClass", { handler: "a", ...rest });
const quota = (spec: object) => manifest("v1", "ResourceQuota", { spec });
const limit = (item: object) => manifest("v1", "LimitRange", { spec: { limits: [{ type: "Container", ...item }] } });
const budget = (spec: object) => manifest("policy/v1", "PodDisruptionBudget", { spec: { selector: { matchLabels: { a: "b" } }, ...spec } });
const autoscaler = (spec: object) => manifest("autoscaling/v2", "HorizontalPodAutoscaler", { spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "x" }, ...spec } });
const metric = (item: object) => autoscaler({ metrics: [item] });
const priority = (rest: object) => manifest("scheduling.k8s.io/v1", "PriorityClass", { value: 1, ...rest });
const hpa = "kubernetes pkg/apis/autoscaling/validation/validation.go";

export const mistakes = [
  ...invalidNew("Role.rbac.authorization.k8s.io", [
    ["a rule without verbs", role({ verbs: [], apiGroups: [""], resources: ["pods"] }), "rules[0].verbs: Required value: verbs must contain at least one value", `${rbac} ValidatePolicyRule`],
    ["a rule without groups", role({ verbs: ["get"], resources: ["pods"] }), "rules[0].apiGroups: Required value: resource rules must supply at least one api group", `${rbac} ValidatePolicyRule`],
    ["a rule without resources", role({ verbs: ["get"], apiGroups: [""] }), "rules[0].resources: Required value: resource rules must supply at least one resource", `${rbac} ValidatePolicyRule`],
    ["paths in a namespace", role({ verbs: ["get"], nonResourceURLs: ["/x"] }), 'rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs', `${rbac} ValidatePolicyRule`],
  ]),
  ...invalidNew("ClusterRole.rbac.authorization.k8s.io", [
    ["paths and resources in one rule", clusterRole({ verbs: ["get"], apiGroups: [""], resources: ["pods"], nonResourceURLs: ["/x"] }), 'rules[0].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs', `${rbac} ValidatePolicyRule`],
    ["an aggregation by an operator nobody knows", manifest(rbacV1, "ClusterRole", { aggregationRule: { clusterRoleSelectors: [{ matchExpressions: [{ key: "a", operator: "Is" }] }] } }), ['aggregationRule.clusterRoleSelectors[0].matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator', "aggregationRule.clusterRoleSelectors[0]: Invalid value: null: invalid label selector."], `${rbac} ValidateClusterRole`],
    ["an aggregation of nothing", manifest(rbacV1, "ClusterRole", { aggregationRule: { clusterRoleSelectors: [] } }), "aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil", `${rbac} ValidateClusterRole`],
  ]),
  ...invalidNew("RoleBinding.rbac.authorization.k8s.io", [
    ["a role of another group", binding({ roleRef: { apiGroup: "x", kind: "Role", name: "x" } }), 'roleRef.apiGroup: Unsupported value: "x": supported values: "rbac.authorization.k8s.io"', `${rbac} ValidateRoleBinding`],
    ["a role of another kind", binding({ roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "x" } }), 'roleRef.kind: Unsupported value: "Group": supported values: "Role", "ClusterRole"', `${rbac} ValidateRoleBinding`],
    ["a role without a name", binding({ roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "" } }), "roleRef.name: Required value", `${rbac} ValidateRoleBinding`],
    ["a subject without a name", binding({ subjects: [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "" }] }), "subjects[0].name: Required value", `${rbac} ValidateRoleBindingSubject`],
    ["a subject of another kind", binding({ subjects: [{ kind: "Robot", name: "a" }] }), 'subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"', `${rbac} ValidateRoleBindingSubject`],
    ["a user of another group", binding({ subjects: [{ kind: "User", apiGroup: "v1", name: "a" }] }), 'subjects[0].apiGroup: Unsupported value: "v1": supported values: "rbac.authorization.k8s.io"', `${rbac} ValidateRoleBindingSubject`],
    ["an account whose name is none", binding({ subjects: [{ kind: "ServiceAccount", namespace: "a", name: "A" }] }), `subjects[0].name: Invalid value: "A": ${dnsSubdomain}`, `${rbac} ValidateRoleBindingSubject`],
  ]),
  ...invalidNew("ClusterRoleBinding.rbac.authorization.k8s.io", [
    ["a role for everywhere", clusterBinding({ roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "x" } }), 'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"', `${rbac} ValidateClusterRoleBinding`],
    ["an account of nowhere", clusterBinding({ subjects: [{ kind: "ServiceAccount", name: "a" }] }), "subjects[0].namespace: Required value", `${rbac} ValidateRoleBindingSubject`],
  ]),
  ...invalidChange("RoleBinding.rbac.authorization.k8s.io", [
    ["another role", binding({}), { roleRef: { name: "y" } }, 'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"y"}: cannot change roleRef', `${rbac} ValidateRoleBindingUpdate`],
  ]),
  ...invalidNew("ResourceQuota", [
    ["a selector of a scope nobody knows", quota({ scopeSelector: { matchExpressions: [{ scopeName: "Sometimes", operator: "Exists" }] } }), 'spec.scopeSelector.matchExpressions.scopeName: Invalid value: "Sometimes": unsupported scope', `${core} validateScopedResourceSelectorRequirement`],
    ["a selector of a scope by values that it has not", quota({ scopeSelector: { matchExpressions: [{ scopeName: "BestEffort", operator: "In", values: ["a"] }] } }), "spec.scopeSelector.matchExpressions.operator: Invalid value: \"In\": must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity", `${core} validateScopedResourceSelectorRequirement`],
    ["a selector of classes without classes", quota({ scopeSelector: { matchExpressions: [{ scopeName: "PriorityClass", operator: "In" }] } }), "spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector", `${core} validateScopedResourceSelectorRequirement`],
    ["a selector of any class, by name", quota({ scopeSelector: { matchExpressions: [{ scopeName: "PriorityClass", operator: "Exists", values: ["a"] }] } }), "spec.scopeSelector.matchExpressions.values: Invalid value: [\"a\"]: must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector", `${core} validateScopedResourceSelectorRequirement`],
    ["a selector of what cannot be counted so", quota({ hard: { services: "1" }, scopeSelector: { matchExpressions: [{ scopeName: "PriorityClass", operator: "Exists" }] } }), 'spec.scopeSelector.matchExpressions: Invalid value: {"MatchExpressions":[{"ScopeName":"PriorityClass","Operator":"Exists","Values":null}]}: unsupported scope applied to resource', `${core} validateScopedResourceSelectorRequirement`],
    ["a resource that is no name", quota({ hard: { "a b": "1" } }), [`spec.hard[a b]: Invalid value: "a b": ${qualifiedName}`, 'spec.hard[a b]: Invalid value: "a b": must be a standard resource for quota'], `${core} ValidateResourceQuotaResourceName`],
    ["a resource nobody counts", quota({ hard: { gpus: "1" } }), ['spec.hard[gpus]: Invalid value: "gpus": must be a standard resource type or fully qualified', 'spec.hard[gpus]: Invalid value: "gpus": must be a standard resource for quota'], `${core} ValidateResourceQuotaResourceName`],
    ["less than nothing", quota({ hard: { pods: "-1" } }), `spec.hard[pods]: Invalid value: "-1": ${notNegative}`, `${core} ValidateResourceQuotaSpec`],
    ["half a pod", quota({ hard: { pods: "500m" } }), 'spec.hard[pods]: Invalid value: "500m": must be an integer', `${core} ValidateResourceQuotaSpec`],
    ["a scope nobody knows", quota({ scopes: ["Sometimes"] }), 'spec.scopes: Invalid value: ["Sometimes"]: unsupported scope', `${core} validateResourceQuotaScopes`],
    ["two scopes that exclude each other", quota({ scopes: ["BestEffort", "NotBestEffort"] }), 'spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes', `${core} validateResourceQuotaScopes`],
  ]),
  ...invalidNew("LimitRange", [
    ["a type nobody limits", limit({ type: "Node" }), 'spec.limits[0].type: Invalid value: "Node": must be a standard limit type or fully qualified', `${core} validateLimitRangeTypeName`],
    ["a limit of what no container has", limit({ type: "Pod", max: { pods: "1" } }), 'spec.limits[0].max[pods]: Invalid value: "pods": must be a standard resource for containers', `${core} validateLimitRangeResourceName`],
    ["a limit of nothing that is known", limit({ type: "Pod", max: { time: "1" } }), ['spec.limits[0].max[time]: Invalid value: "time": must be a standard resource type or fully qualified', 'spec.limits[0].max[time]: Invalid value: "time": must be a standard resource for containers'], `${core} validateLimitRangeResourceName`],
    ["a default below the minimum", limit({ min: { cpu: "2" }, default: { cpu: "1" }, defaultRequest: { cpu: "2" } }), ['spec.limits[0].defaultRequest[cpu]: Invalid value: "2": default request value 2 is greater than default limit value 1', 'spec.limits[0].default[cpu]: Invalid value: "2": min value 2 is greater than default value 1'], `${core} ValidateLimitRange`],
    ["a ratio that the bounds do not leave", limit({ type: "Pod", min: { cpu: "1" }, max: { cpu: "2" }, maxLimitRequestRatio: { cpu: "3" } }), 'spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "3": ratio 3 is greater than max/min = 2.000000', `${core} ValidateLimitRange`],
    ["devices by default more than asked for", limit({ default: { "a.b/c": "2" }, defaultRequest: { "a.b/c": "1" } }), 'spec.limits[0].defaultRequest[a.b/c]: Invalid value: "1": default value 2 must equal to defaultRequest value 1 in a.b/c', `${core} ValidateLimitRange`],
    ["a minimum above the maximum", limit({ type: "Pod", min: { cpu: "2" }, max: { cpu: "1" } }), 'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1', `${core} ValidateLimitRange`],
    ["a default above the maximum", limit({ default: { cpu: "2" }, defaultRequest: { cpu: "1" }, max: { cpu: "1" } }), 'spec.limits[0].default[cpu]: Invalid value: "1": default value 2 is greater than max value 1', `${core} ValidateLimitRange`],
    ["a default request above the default", limit({ defaultRequest: { cpu: "2" }, default: { cpu: "1" } }), 'spec.limits[0].defaultRequest[cpu]: Invalid value: "2": default request value 2 is greater than default limit value 1', `${core} ValidateLimitRange`],
    ["a default of a pod", manifest("v1", "LimitRange", { spec: { limits: [{ type: "Pod", default: { cpu: "1" } }] } }), "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'", `${core} ValidateLimitRange`],
    ["a ratio below 1", limit({ maxLimitRequestRatio: { cpu: "500m" } }), 'spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "500m": ratio 500m is less than 1', `${core} ValidateLimitRange`],
    ["a claim without bounds", manifest("v1", "LimitRange", { spec: { limits: [{ type: "PersistentVolumeClaim" }] } }), "spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but neither was provided", `${core} ValidateLimitRange`],
    ["one type twice", manifest("v1", "LimitRange", { spec: { limits: [{ type: "Container" }, { type: "Container" }] } }), 'spec.limits[1].type: Duplicate value: "Container"', `${core} ValidateLimitRange`],
  ]),
  ...invalidNew("PodDisruptionBudget.policy", [
    ["both bounds", budget({ minAvailable: 1, maxUnavailable: 1 }), 'spec: Invalid value: {"MinAvailable":1,"Selector":{"matchLabels":{"a":"b"}},"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set', "kubernetes pkg/apis/policy/validation ValidatePodDisruptionBudgetSpec"],
    ["101 %", budget({ minAvailable: "101%" }), 'spec.minAvailable: Invalid value: "101%": must not be greater than 100%', "kubernetes pkg/apis/policy/validation ValidatePodDisruptionBudgetSpec"],
    ["less than nobody", budget({ maxUnavailable: -1 }), `spec.maxUnavailable: Invalid value: -1: ${notNegative}`, "kubernetes pkg/apis/policy/validation ValidatePodDisruptionBudgetSpec"],
    ["a policy nobody knows", budget({ unhealthyPodEvictionPolicy: "Never" }), 'spec.unhealthyPodEvictionPolicy: Unsupported value: "Never": supported values: "AlwaysAllow", "IfHealthyBudget"', "kubernetes pkg/apis/policy/validation ValidatePodDisruptionBudgetSpec"],
  ]),
  ...invalidChange("PodDisruptionBudget.policy", [
    ["less than nobody to do without", budget({}), { status: { disruptionsAllowed: -1, conditions: [{ type: "A", status: "Maybe", reason: "1", lastTransitionTime: "2026-01-01T00:00:00Z", message: "" }] } }, ['status.conditions[0].status: Unsupported value: "Maybe": supported values: "False", "True", "Unknown"', `status.conditions[0].reason: Invalid value: "1": a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')`, `status.disruptionsAllowed: Invalid value: -1: ${notNegative}`], "kubernetes pkg/apis/policy/validation ValidatePodDisruptionBudgetStatusUpdate"],
  ], "status"),
  ...invalidNew("HorizontalPodAutoscaler.autoscaling", [
    ["at most nothing", autoscaler({ maxReplicas: 0 }), ["spec.maxReplicas: Required value: must be set and greater than 0", "spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`"], `${hpa} validateHorizontalPodAutoscalerSpec`],
    ["at least more than at most", autoscaler({ minReplicas: 4 }), "spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`", `${hpa} validateHorizontalPodAutoscalerSpec`],
    ["at least nothing", autoscaler({ minReplicas: 0 }), ["spec.minReplicas: Invalid value: 0: must be greater than or equal to 1", "spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas"], `${hpa} validateHorizontalPodAutoscalerSpec`],
    ["a target without a kind", autoscaler({ scaleTargetRef: { apiVersion: "a/v1", name: "x", kind: "" } }), "spec.scaleTargetRef.kind: Required value", `${hpa} ValidateCrossVersionObjectReference`],
    ["a target without a name", autoscaler({ scaleTargetRef: { apiVersion: "a/v1", name: "", kind: "Deployment" } }), "spec.scaleTargetRef.name: Required value", `${hpa} ValidateCrossVersionObjectReference`],
    ["a metric of no type", autoscaler({ metrics: [{ type: "" }] }), ["spec.metrics[0].type: Required value: must specify a metric source type", 'spec.metrics[0].type: Unsupported value: "": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"'], `${hpa} validateMetricSpec`],
    ["a metric nobody knows", autoscaler({ metrics: [{ type: "Mood" }] }), 'spec.metrics[0].type: Unsupported value: "Mood": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"', `${hpa} validateMetricSpec`],
    ["a metric without what its type says", autoscaler({ metrics: [{ type: "Resource" }] }), "spec.metrics[0].resource: Required value: must populate information for the given metric source", `${hpa} validateMetricSpec`],
    ["a target of no group", autoscaler({ scaleTargetRef: { kind: "Deployment", name: "x" } }), 'spec.scaleTargetRef.apiVersion: Invalid value: "": apiVersion must specify API group', `${hpa} ValidateAPIVersion`],
    ["a target of the core's group", autoscaler({ scaleTargetRef: { apiVersion: "v1", kind: "Deployment", name: "x" } }), 'spec.scaleTargetRef.apiVersion: Invalid value: "v1": apiVersion must specify API group', `${hpa} ValidateAPIVersion`],
    ["a target of a version in three parts", autoscaler({ scaleTargetRef: { apiVersion: "a/b/c", kind: "ReplicationController", name: "x" } }), 'spec.scaleTargetRef.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c', `${hpa} ValidateAPIVersion`],
    ["a resource without an aim", metric({ type: "Resource", resource: { name: "cpu", target: { type: "Utilization" } } }), "spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization", `${hpa} validateResourceSource`],
    ["a resource with two aims", metric({ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 1, averageValue: "1" } } }), "spec.metrics[0].resource.target.averageValue: Forbidden: may not set both a target raw value and a target utilization", `${hpa} validateResourceSource`],
    ["a resource that no container has", metric({ type: "ContainerResource", containerResource: { name: "mood", container: "c", target: { type: "Utilization", averageUtilization: 1 } } }), ['spec.metrics[0].containerResource.name: Invalid value: "mood": must be a standard resource type or fully qualified', 'spec.metrics[0].containerResource.name: Invalid value: "mood": must be a standard resource for containers'], `${hpa} validateContainerResourceSource`],
    ["a container in upper case", metric({ type: "ContainerResource", containerResource: { name: "cpu", container: "C", target: { type: "Utilization", averageUtilization: 1 } } }), `spec.metrics[0].containerResource.container: Invalid value: "C": ${dnsLabel}`, `${hpa} validateContainerResourceSource`],
    ["pods without an aim", metric({ type: "Pods", pods: { metric: { name: "q" }, target: { type: "AverageValue" } } }), "spec.metrics[0].pods.target.averageValue: Required value: must specify a positive target averageValue", `${hpa} validatePodsSource`],
    ["an aim of nothing", metric({ type: "Pods", pods: { metric: { name: "q" }, target: { type: "AverageValue", averageValue: "0" } } }), 'spec.metrics[0].pods.target.averageValue: Invalid value: "0": must be positive', `${hpa} validateMetricTarget`],
    ["an aim of no type", metric({ type: "Pods", pods: { metric: { name: "q" }, target: { type: "", averageValue: "1" } } }), ["spec.metrics[0].pods.target.type: Required value: must specify a metric target type", 'spec.metrics[0].pods.target.type: Invalid value: "": must be either Utilization, Value, or AverageValue'], `${hpa} validateMetricTarget`],
    ["an object without an aim", metric({ type: "Object", object: { describedObject: { kind: "Service", name: "x" }, metric: { name: "q" }, target: { type: "Value" } } }), "spec.metrics[0].object.target.averageValue: Required value: must set either a target value or averageValue", `${hpa} validateObjectSource`],
    ["a metric from outside with two aims", metric({ type: "External", external: { metric: { name: "q" }, target: { type: "Value", value: "1", averageValue: "1" } } }), "spec.metrics[0].external.target.value: Forbidden: may not set both a target value for metric and a per-pod target", `${hpa} validateExternalSource`],
    ["a metric that is a path", metric({ type: "Pods", pods: { metric: { name: "a/b" }, target: { type: "AverageValue", averageValue: "1" } } }), `spec.metrics[0].pods.metric.name: Invalid value: "a/b": may not contain '/'`, `${hpa} validateMetricIdentifier`],
    ["a metric of two sources", metric({ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 1 } }, pods: { metric: { name: "q" }, target: { type: "AverageValue", averageValue: "1" } } }), "spec.metrics[0].pods: Forbidden: must populate the given metric source only", `${hpa} validateMetricSpec`],
    ["a metric of another source than its type says", metric({ type: "Pods", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 1 } } }), "spec.metrics[0].pods: Required value: must populate information for the given metric source", `${hpa} validateMetricSpec`],
    ["a choice of policies nobody knows", autoscaler({ behavior: { scaleUp: { selectPolicy: "Best" } } }), 'spec.behavior.scaleUp.selectPolicy: Unsupported value: "Best": supported values: "Disabled", "Max", "Min"', `${hpa} validateScalingRules`],
    ["a policy of a type nobody knows", autoscaler({ behavior: { scaleUp: { policies: [{ type: "Nodes", value: 1, periodSeconds: 1 }] } } }), 'spec.behavior.scaleUp.policies[0].type: Unsupported value: "Nodes": supported values: "Percent", "Pods"', `${hpa} validateScalingPolicy`],
    ["a tolerance below 0", autoscaler({ behavior: { scaleUp: { tolerance: "-1" } } }), `spec.behavior.scaleUp.tolerance: Invalid value: "-1": ${notNegative}`, `${hpa} validateScalingRules`],
    ["a window of more than an hour", autoscaler({ behavior: { scaleDown: { stabilizationWindowSeconds: 3601 } } }), "spec.behavior.scaleDown.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600", `${hpa} validateScalingRules`],
    ["a policy of no period", autoscaler({ behavior: { scaleUp: { policies: [{ type: "Pods", value: 1, periodSeconds: 0 }] } } }), "spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value: 0: must be greater than zero", `${hpa} validateScalingPolicy`],
  ]),
  ...invalidNew("PriorityClass.scheduling.k8s.io", [
    ["a value of the system's", priority({ value: 1_000_000_001 }), "value: Forbidden: maximum allowed value of a user defined priority is 1000000000", "kubernetes pkg/apis/scheduling/validation ValidatePriorityClass"],
    ["a name of the system's", { ...priority({}), metadata: { name: "system-x" } }, "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-x is not a known system priority class", "kubernetes pkg/apis/scheduling/validation ValidatePriorityClass"],
    ["the system's class of another value", { ...priority({}), metadata: { name: "system-node-critical" } }, "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: value of system-node-critical PriorityClass must be 2000001000", "kubernetes pkg/apis/scheduling/v1/helpers.go IsKnownSystemPriorityClass"],
    ["the system's class for everybody", { ...priority({ value: 2_000_001_000, globalDefault: true }), metadata: { name: "system-node-critical" } }, "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: globalDefault of system-node-critical PriorityClass must be false", "kubernetes pkg/apis/scheduling/v1/helpers.go IsKnownSystemPriorityClass"],
    ["an empty preemption", priority({ preemptionPolicy: "" }), "preemptionPolicy: Required value", `${core} ValidatePreemptionPolicy`],
    ["a preemption nobody knows", priority({ preemptionPolicy: "Maybe" }), 'preemptionPolicy: Unsupported value: "Maybe": supported values: "PreemptLowerPriority", "Never"', `${core} ValidatePreemptionPolicy`],
  ]),
  ...invalidChange("PriorityClass.scheduling.k8s.io", [
    ["another value", priority({}), { value: 2 }, "value: Forbidden: may not be changed in an update.", "kubernetes pkg/apis/scheduling/validation ValidatePriorityClassUpdate"],
    ["another preemption", priority({}), { preemptionPolicy: "Never" }, 'preemptionPolicy: Invalid value: "Never": field is immutable', "kubernetes pkg/apis/scheduling/validation ValidatePriorityClassUpdate"],
  ]),
  ...invalidNew("Lease.coordination.k8s.io", [
    ["a lease of no time", manifest("coordination.k8s.io/v1", "Lease", { spec: { leaseDurationSeconds: 0 } }), "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0", "kubernetes pkg/apis/coordination/validation ValidateLeaseSpec"],
    ["transitions below 0", manifest("coordination.k8s.io/v1", "Lease", { spec: { leaseTransitions: -1 } }), `spec.leaseTransitions: Invalid value: -1: ${notNegative}`, "kubernetes pkg/apis/coordination/validation ValidateLeaseSpec"],
  ]),
  ...invalidNew("Node", [
    ["a taint without a key", manifest("v1", "Node", { spec: { taints: [{ effect: "NoSchedule" }] } }), ['metadata.taints[0].key: Invalid value: "": name part must be non-empty', `metadata.taints[0].key: Invalid value: "": ${qualifiedName}`], `${core} validateNodeTaints`],
    ["a taint of an effect nobody knows", manifest("v1", "Node", { spec: { taints: [{ key: "a", effect: "Go" }] } }), 'metadata.taints[0].effect: Unsupported value: "Go": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"', `${core} validateNodeTaints`],
    ["one taint twice", manifest("v1", "Node", { spec: { taints: [{ key: "a", effect: "NoSchedule" }, { key: "a", value: "b", effect: "NoSchedule" }] } }), 'metadata.taints[1]: Duplicate value: {"Key":"a","Value":"b","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair', `${core} validateNodeTaints`],
    ["two ranges of one family", manifest("v1", "Node", { spec: { podCIDR: "10.0.0.0/24", podCIDRs: ["10.0.0.0/24", "10.0.1.0/24"] } }), 'spec.podCIDRs: Invalid value: ["10.0.0.0/24","10.0.1.0/24"]: may specify no more than one CIDR for each IP family', `${core} ValidateNode`],
  ]),
  ...invalidNew("Namespace", [
    ["a namespace with a dot", { ...manifest("v1", "Namespace"), metadata: { name: "a.b" } }, 'metadata.name: Invalid value: "a.b": must not contain dots', `${core} ValidateNamespaceName`],
    ["a namespace of 64 characters", { ...manifest("v1", "Namespace"), metadata: { name: "a".repeat(64) } }, [`metadata.name: Invalid value: "${"a".repeat(64)}": must be no more than 63 characters`, `metadata.labels: Invalid value: "${"a".repeat(64)}": must be no more than 63 bytes`], `${core} ValidateNamespaceName`],
  ]),
  ...invalidNew("CertificateSigningRequest.certificates.k8s.io", [
    ["a request that is none", manifest("certificates.k8s.io/v1", "CertificateSigningRequest", { spec: { request: "YQ==", signerName: "a.io/b", usages: ["client auth"] } }), 'spec.request: Invalid value: "YQ==": PEM block type must be CERTIFICATE REQUEST', "kubernetes pkg/apis/certificates/validation validateCSR"],
  ]),
  ...invalidNew("CustomResourceDefinition.apiextensions.k8s.io", [
    ["a definition by another name", { ...manifest("apiextensions.k8s.io/v1", "CustomResourceDefinition", { spec: { group: "a.io", scope: "Namespaced", names: { plural: "bs", singular: "b", kind: "B", listKind: "BList" }, versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }] } }), metadata: { name: "x" } }, 'metadata.name: Invalid value: "x": must be spec.names.plural+"."+spec.group', "apiextensions-apiserver pkg/apis/apiextensions/validation ValidateCustomResourceDefinition"],
  ]),
  ...invalidNew("Lease.coordination.k8s.io", [
    ["a lease of no time", lease({ leaseDurationSeconds: 0 }), "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0", "kubernetes pkg/apis/coordination/validation ValidateLeaseSpec"],
    ["less than no changes of hands", lease({ leaseTransitions: -1 }), "spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0", "kubernetes pkg/apis/coordination/validation ValidateLeaseSpec"],
  ]),
  ...invalidNew("RuntimeClass.node.k8s.io", [
    ["a handler in upper case", runtimeClass({ handler: "A" }), `handler: Invalid value: "A": ${dnsLabel}`, "kubernetes pkg/apis/node/validation ValidateRuntimeClass"],
    ["an overhead of less than nothing", runtimeClass({ overhead: { podFixed: { cpu: "-1" } } }), `overhead.limits[cpu]: Invalid value: "-1": ${notNegative}`, "kubernetes pkg/apis/node/validation validateOverhead"],
    ["a toleration of an effect nobody knows", runtimeClass({ scheduling: { tolerations: [{ key: "a", operator: "Exists", effect: "Go" }] } }), 'scheduling.tolerations[0].effect: Unsupported value: "Go": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"', "kubernetes pkg/apis/node/validation validateScheduling"],
  ]),
];
