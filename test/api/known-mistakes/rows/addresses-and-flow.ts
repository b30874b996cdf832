import { invalidChange, invalidNew } from "../invalid.ts";
import { ingress, manifest } from "../manifests.ts";
import { dnsLabel, dnsSubdomain, immutable, ipAddress, labelValue } from "../words.ts";

export const title = "addresses, endpoints, flows, ways to run";

const autoscaling = "kubernetes pkg/apis/autoscaling/validation/validation.go";
const discovery = "kubernetes pkg/apis/discovery/validation/validation.go";
const flowcontrol = "kubernetes pkg/apis/flowcontrol/validation/validation.go";
const networking = "kubernetes pkg/apis/networking/validation/validation.go";
const node = "kubernetes pkg/apis/node/validation/validation.go";
const slice = (endpoint: object, rest: object = {}) => manifest("discovery.k8s.io/v1", "EndpointSlice", { addressType: "IPv4", endpoints: [{ addresses: ["10.0.0.1"], ...endpoint }], ...rest });
const flow = (spec: object) => manifest("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", { spec: { priorityLevelConfiguration: { name: "p" }, ...spec } });
const urls = { verbs: ["get"], nonResourceURLs: ["/a"] };
const flowRule = (rule: object) => flow({ rules: [{ subjects: [{ kind: "User", user: { name: "u" } }], nonResourceRules: [urls], ...rule }] });
const level = (spec: object) => manifest("flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfiguration", { spec: { type: "Limited", ...spec } });
const limited = (rest: object) => level({ limited: { limitResponse: { type: "Reject" }, ...rest } });
const queues = (queuing: object) => limited({ limitResponse: { type: "Queue", queuing } });
const address = (parentRef: object, name = "10.96.77.77") => manifest("networking.k8s.io/v1", "IPAddress", { spec: { parentRef: { resource: "services", name: "a", ...parentRef } } }, { name });
const range = (...cidrs: string[]) => manifest("networking.k8s.io/v1", "ServiceCIDR", { spec: { cidrs } });
const runtime = (rest: object) => manifest("node.k8s.io/v1", "RuntimeClass", { handler: "h", ...rest });
const autoscaler = (spec: object) => manifest("autoscaling/v2", "HorizontalPodAutoscaler", { spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" }, ...spec } });
const policy = (ipBlock: object) => manifest("networking.k8s.io/v1", "NetworkPolicy", { spec: { podSelector: {}, ingress: [{ from: [{ ipBlock }] }] } });

export const mistakes = [
  ...invalidNew("Ingress.networking.k8s.io", [
    ["a path of the empty type", ingress({ rules: [{ http: { paths: [{ path: "/", pathType: "", backend: { service: { name: "x", port: { number: 80 } } } }] } }] }), 'spec.rules[0].http.paths[0].pathType: Unsupported value: "": supported values: "Exact", "ImplementationSpecific", "Prefix"', `${networking} validateHTTPIngressPath`],
    ["a backend that is no name", ingress({ defaultBackend: { service: { name: "A_B!", port: { number: 80 } } } }), `spec.defaultBackend.service.name: Invalid value: "A_B!": ${dnsLabel}`, `${networking} validateIngressBackend`],
  ]),
  ...invalidNew("NetworkPolicy.networking.k8s.io", [
    ["a block with bits past its length", policy({ cidr: "10.0.0.1/8" }), 'spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length', `${networking} ValidateIPBlock`],
  ]),
  ...invalidNew("IPAddress.networking.k8s.io", [
    ["an address in another form", address({}, "2001:DB8::1"), 'metadata.name: Invalid value: "2001:DB8::1": must be in canonical form ("2001:db8::1")', `${networking} ValidateIPAddressName`],
    ["a holder of no form", address({ group: "A_B!", resource: "a/b", namespace: "c/d", name: "e/f" }), [`spec.parentRef.group: Invalid value: "A_B!": ${dnsSubdomain}`, 'spec.parentRef.resource: Invalid value: "a/b": may not contain \'/\'', 'spec.parentRef.name: Invalid value: "e/f": may not contain \'/\'', 'spec.parentRef.namespace: Invalid value: "c/d": may not contain \'/\''], `${networking} validateIPAddressParentReference`],
  ]),
  ...invalidNew("ServiceCIDR.networking.k8s.io", [
    ["three ranges", range("10.97.0.0/16", "10.98.0.0/16", "10.99.0.0/16"), 'spec.cidrs: Invalid value: {"CIDRs":["10.97.0.0/16","10.98.0.0/16","10.99.0.0/16"]}: may only hold up to 2 values', `${networking} validateServiceCIDRSpec`],
    ["a range of services with bits past its length", range("10.97.0.1/16"), 'spec.cidrs[0]: Invalid value: "10.97.0.1/16": must not have bits set beyond the prefix length', `${networking} validateServiceCIDRSpec`],
    ["two ranges of one family", range("10.97.0.0/16", "10.98.0.0/16"), 'spec.cidrs: Invalid value: ["10.97.0.0/16","10.98.0.0/16"]: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64', `${networking} validateServiceCIDRSpec`],
  ]),
  ...invalidChange("ServiceCIDR.networking.k8s.io", [
    ["another range", range("10.97.0.0/16"), { spec: { cidrs: ["10.98.0.0/16"] } }, `spec.cidrs[0]: Invalid value: "10.98.0.0/16": ${immutable}`, `${networking} ValidateServiceCIDRUpdate`],
  ]),
  ...invalidNew("EndpointSlice.discovery.k8s.io", [
    ["an endpoint whose address is none", slice({ addresses: ["a"] }), `endpoints[0].addresses[0]: Invalid value: "a": ${ipAddress}`, `${discovery} validateEndpoints`],
    ["an endpoint's address in another form", slice({ addresses: ["2001:DB8::1"] }, { addressType: "IPv6" }), 'endpoints[0].addresses[0]: Invalid value: "2001:DB8::1": must be in canonical form ("2001:db8::1")', `${discovery} validateEndpoints`],
    ["a zone hinted at twice", slice({ hints: { forZones: [{ name: "z" }, { name: "z" }] } }), 'endpoints[0].hints.forZones[1].name: Duplicate value: "z"', `${discovery} validateHints`],
    ["a zone that is no label", slice({ hints: { forZones: [{ name: "A_B!" }] } }), `endpoints[0].hints.forZones[0].name: Invalid value: "A_B!": ${labelValue}`, `${discovery} validateHints`],
    ["nine zones", slice({ hints: { forZones: [..."abcdefghi"].map((name) => ({ name })) } }), "endpoints[0].hints.forZones: Too many: 9: must have at most 8 items", `${discovery} validateHints`],
    ["a node hinted at that is none", slice({ hints: { forNodes: [{ name: "A_B!" }] } }), `endpoints[0].hints.forNodes[0].name: Invalid value: "A_B!": ${dnsSubdomain}`, `${discovery} validateHints`],
  ]),
  ...invalidNew("RuntimeClass.node.k8s.io", [
    ["no handler", runtime({ handler: "" }), "handler: Required value", `${node} ValidateRuntimeClass`],
    ["a toleration twice", runtime({ scheduling: { tolerations: [{ key: "a", operator: "Exists" }, { key: "a", operator: "Exists" }] } }), 'scheduling.tolerations[1]: Duplicate value: {"Key":"a","Operator":"Exists","Value":"","Effect":"","TolerationSeconds":null}', `${node} validateTolerations`],
  ]),
  ...invalidNew("FlowSchema.flowcontrol.apiserver.k8s.io", [
    ["before all others", flow({ matchingPrecedence: 1 }), "spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1", `${flowcontrol} ValidateFlowSchemaSpec`],
    ["a level that is no name", flow({ priorityLevelConfiguration: { name: "A_B!" } }), `spec.priorityLevelConfiguration.name: Invalid value: "A_B!": ${dnsSubdomain}`, `${flowcontrol} ValidateFlowSchemaSpec`],
    ["told apart by nothing", flow({ distinguisherMethod: { type: "ByLuck" } }), 'spec.distinguisherMethod.type: Unsupported value: {"Type":"ByLuck"}: supported values: "ByNamespace", "ByUser"', `${flowcontrol} ValidateFlowSchemaSpec`],
    ["a rule of nobody and nothing", flow({ rules: [{ subjects: [] }] }), ["spec.rules[0].subjects: Required value: subjects must contain at least one value", "spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be non-empty"], `${flowcontrol} ValidateFlowSchemaPolicyRulesWithSubjects`],
    ["a user of no name, with a group", flowRule({ subjects: [{ kind: "User", user: { name: "" }, group: { name: "g" } }] }), ["spec.rules[0].subjects[0].user.name: Required value", "spec.rules[0].subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group'"], `${flowcontrol} ValidateFlowSchemaSubject`],
    ["a subject of no kind", flowRule({ subjects: [{ kind: "Robot" }] }), 'spec.rules[0].subjects[0].kind: Unsupported value: "Robot": supported values: "Group", "ServiceAccount", "User"', `${flowcontrol} ValidateFlowSchemaSubject`],
    ["an account of nowhere", flowRule({ subjects: [{ kind: "ServiceAccount", serviceAccount: { name: "*" } }] }), "spec.rules[0].subjects[0].serviceAccount.namespace: Required value: must specify namespace for service account", `${flowcontrol} ValidateServiceAccountSubject`],
    ["resources of nothing", flowRule({ resourceRules: [{}] }), ["spec.rules[0].resourceRules[0].verbs: Required value: verbs must contain at least one value", "spec.rules[0].resourceRules[0].apiGroups: Required value: resource rules must supply at least one api group", "spec.rules[0].resourceRules[0].resources: Required value: resource rules must supply at least one resource", "spec.rules[0].resourceRules[0].namespaces: Required value: resource rules that are not cluster scoped must supply at least one namespace"], `${flowcontrol} ValidateFlowSchemaResourcePolicyRule`],
    ["a verb nobody knows", flowRule({ nonResourceRules: [{ ...urls, verbs: ["look"] }] }), 'spec.rules[0].nonResourceRules[0].verbs: Unsupported value: ["look"]: supported values: "create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"', `${flowcontrol} ValidateFlowSchemaNonResourcePolicyRule`],
    ["a namespace that is none", flowRule({ resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["A_B!"] }] }), `spec.rules[0].resourceRules[0].namespaces[0]: Invalid value: "A_B!": each member of this list must be '*' or a DNS-1123 label; ${dnsLabel}`, `${flowcontrol} ValidateFlowSchemaResourcePolicyRule`],
    ["everything and more", flowRule({ nonResourceRules: [{ verbs: ["*", "get"], nonResourceURLs: ["*", "/a"] }] }), ['spec.rules[0].nonResourceRules[0].verbs: Invalid value: ["*","get"]: if \'*\' is present, must not specify other verbs', 'spec.rules[0].nonResourceRules[0].nonResourceURLs: Invalid value: ["*","/a"]: if \'*\' is present, must not specify other non-resource URLs'], `${flowcontrol} ValidateFlowSchemaNonResourcePolicyRule`],
    ["a path of no slash", flowRule({ nonResourceRules: [{ ...urls, nonResourceURLs: ["a", "/a//b", "/a*"] }] }), ['spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: "a": must start with slash', 'spec.rules[0].nonResourceRules[0].nonResourceURLs[1]: Invalid value: "/a//b": must not contain double slash', 'spec.rules[0].nonResourceRules[0].nonResourceURLs[2]: Invalid value: "/a*": wildcard can only do suffix matching'], `${flowcontrol} ValidateNonResourceURLPath`],
  ]),
  ...invalidNew("PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io", [
    ["an exempt level by another name", level({ type: "Exempt" }), 'spec.type: Invalid value: "Exempt": must be \'Exempt\' if and only if `name` is \'exempt\'', `${flowcontrol} ValidatePriorityLevelConfigurationSpec`],
    ["a limited level that is exempt", level({ exempt: {}, limited: { limitResponse: { type: "Reject" } } }), "spec.exempt: Forbidden: must be nil if the type is Limited", `${flowcontrol} ValidatePriorityLevelConfigurationSpec`],
    ["a level without its limits", level({}), "spec.limited: Required value: must not be empty when type is Limited", `${flowcontrol} ValidatePriorityLevelConfigurationSpec`],
    ["an answer nobody knows", limited({ limitResponse: { type: "Wait" } }), 'spec.limited.limitResponse.type: Unsupported value: "Wait": supported values: "Queue", "Reject"', `${flowcontrol} ValidateLimitResponse`],
    ["queues that are not there", limited({ limitResponse: { type: "Queue" } }), "spec.limited.limitResponse.queuing: Required value: must not be empty if limited.limitResponse.type is Limited", `${flowcontrol} ValidateLimitResponse`],
    ["queues of those who are refused", limited({ limitResponse: { type: "Reject", queuing: {} } }), "spec.limited.limitResponse.queuing: Forbidden: must be nil if limited.limitResponse.type is not Limited", `${flowcontrol} ValidateLimitResponse`],
    ["more lent than there is", limited({ lendablePercent: 101, borrowingLimitPercent: -1, nominalConcurrencyShares: -1 }), ["spec.limited.nominalConcurrencyShares: Invalid value: -1: must be a non-negative integer", "spec.limited.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive", "spec.limited.borrowingLimitPercent: Invalid value: -1: if specified, must be a non-negative integer"], `${flowcontrol} ValidateLimitedPriorityLevelConfiguration`],
    ["a hand larger than the deck", queues({ queues: 4, handSize: 5 }), "spec.limited.limitResponse.queuing.handSize: Invalid value: 5: should not be greater than queues (4)", `${flowcontrol} ValidatePriorityLevelQueuingConfiguration`],
    ["a hand that needs too many bits", queues({ queues: 1024, handSize: 7 }), "spec.limited.limitResponse.queuing.handSize: Invalid value: 7: required entropy bits of deckSize 1024 and handSize 7 should not be greater than 60", `${flowcontrol} ValidatePriorityLevelQueuingConfiguration`],
    ["fewer than no queues", queues({ queues: -1, handSize: -1, queueLengthLimit: -1 }), ["spec.limited.limitResponse.queuing.queueLengthLimit: Invalid value: -1: must be positive", "spec.limited.limitResponse.queuing.queues: Invalid value: -1: must be positive", "spec.limited.limitResponse.queuing.handSize: Invalid value: -1: must be positive"], `${flowcontrol} ValidatePriorityLevelQueuingConfiguration`],
  ]),
  ...invalidNew("HorizontalPodAutoscaler.autoscaling", [
    ["at most less than nothing", autoscaler({ maxReplicas: -1 }), ["spec.maxReplicas: Invalid value: -1: must be greater than or equal to 1", "spec.maxReplicas: Invalid value: -1: must be greater than or equal to `minReplicas`"], `${autoscaling} validateHorizontalPodAutoscalerSpec`],
  ]),
];
