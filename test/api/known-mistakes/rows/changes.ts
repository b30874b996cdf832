import { invalidChange } from "../invalid.ts";
import { daemonSet, deployment, ingress, manifest, pod, service } from "../manifests.ts";
import { dnsSubdomain, immutable, ipAddress, notNegative, portRange, qualifiedName } from "../words.ts";

export const title = "changes of objects and of their status";

const admission = "kubernetes pkg/apis/admissionregistration/validation/validation.go";
const apps = "kubernetes pkg/apis/apps/validation/validation.go";
const core = "kubernetes pkg/apis/core/validation/validation.go";
const events = "kubernetes pkg/apis/core/validation/events.go";
const flowcontrol = "kubernetes pkg/apis/flowcontrol/validation/validation.go";
const networking = "kubernetes pkg/apis/networking/validation/validation.go";
const node = (spec: object) => manifest("v1", "Node", { spec });
const quota = (spec: object) => manifest("v1", "ResourceQuota", { spec });
const level = (spec: object) => manifest("flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfiguration", { spec: { type: "Limited", limited: { limitResponse: { type: "Reject" } }, ...spec } });
const event = (rest: object) => manifest("events.k8s.io/v1", "Event", { eventTime: "2026-01-01T00:00:00.000000Z", regarding: { kind: "Pod", name: "p", namespace: "d" }, reportingController: "a.b/c", reportingInstance: "i", action: "a", reason: "r", type: "Normal", ...rest });
const rule = { operations: ["CREATE"], apiGroups: ["zz"], apiVersions: ["v1"], resources: ["x"] };
const policy = (spec: object) => manifest("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", { spec: { matchConstraints: { resourceRules: [rule] }, validations: [{ expression: "true" }], ...spec } });
const balanced = () => service({ type: "LoadBalancer" });

export const mistakes = [
  ...invalidChange("Pod", [
    ["an address of a pod that is none", pod(), { status: { podIP: "a" } }, `status.podIPs[0]: Invalid value: "a": ${ipAddress}`, `${core} validatePodIPs`],
    ["two addresses of one family", pod(), { status: { podIPs: [{ ip: "10.1.1.1" }, { ip: "10.1.1.2" }] } }, 'status.podIPs: Invalid value: [{"IP":"10.1.1.1"},{"IP":"10.1.1.2"}]: may specify no more than one IP for each IP family', `${core} validatePodIPs`],
    ["a host by two names", pod(), { status: { hostIP: "10.1.1.1", hostIPs: [{ ip: "10.1.1.2" }] } }, 'status.hostIPs[0].ip: Invalid value: "10.1.1.2": must be equal to `hostIP`', `${core} validateHostIPs`],
    ["a condition of no type", pod(), { status: { observedGeneration: -1, conditions: [{ type: "A_B!", status: "True", observedGeneration: -1 }] } }, ["status.conditions[0].observedGeneration: Invalid value: -1: must be a non-negative integer", `status.conditions[0].Type: Invalid value: "A_B!": ${qualifiedName}`, "status.observedGeneration: Invalid value: -1: must be a non-negative integer"], `${core} validatePodConditions`],
    ["a nomination of a pod that has its node", pod({ nodeName: "n" }), { status: { nominatedNodeName: "m" } }, "status.nominatedNodeName: Forbidden: may not be set on pods that are already bound to a node", `${core} ValidatePodStatusUpdate`],
  ], "status"),
  ...invalidChange("Node", [
    ["an address twice", node({}), { status: { addresses: [{ type: "InternalIP", address: "1.2.3.4" }, { type: "InternalIP", address: "1.2.3.4" }] } }, 'status.addresses[1]: Duplicate value: {"Type":"InternalIP","Address":"1.2.3.4"}', `${core} ValidateNodeUpdate`],
    ["less than nothing of a node", node({}), { status: { capacity: { pods: "1500m" }, allocatable: { cpu: "-1" } } }, ['status.capacity.pods: Invalid value: "1500m": must be an integer', `status.allocatable.cpu: Invalid value: "-1": ${notNegative}`], `${core} ValidateNodeResources`],
  ], "status"),
  ...invalidChange("ResourceQuota", [
    ["less than nothing used", quota({ hard: { pods: "1" } }), { status: { hard: { "a b": "1" }, used: { pods: "-1" } } }, [`status.hard[a b]: Invalid value: "a b": ${qualifiedName}`, 'status.hard[a b]: Invalid value: "a b": must be a standard resource for quota', `status.used[pods]: Invalid value: "-1": ${notNegative}`], `${core} ValidateResourceQuotaStatusUpdate`],
  ], "status"),
  ...invalidChange("Service", [
    ["a way in to what is no load balancer", service(), { status: { loadBalancer: { ingress: [{ ip: "9.9.9.9" }] } } }, "status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'", `${core} ValidateLoadBalancerStatus`],
    ["a way in that is none", balanced(), { status: { loadBalancer: { ingress: [{ ip: "a", hostname: "1.2.3.4" }, { hostname: "b", ipMode: "VIP" }, { ip: "9.9.9.9", ipMode: "Some" }] } } }, [`status.loadBalancer.ingress[0].ip: Invalid value: "a": ${ipAddress}`, 'status.loadBalancer.ingress[0].hostname: Invalid value: "1.2.3.4": must be a DNS name, not an IP address', "status.loadBalancer.ingress[1].ipMode: Forbidden: may not be specified when `ip` is not set", 'status.loadBalancer.ingress[2].ipMode: Unsupported value: "Some": supported values: "Proxy", "VIP"'], `${core} ValidateLoadBalancerStatus`],
  ], "status"),
  ...invalidChange("Service", [
    ["a health check at no port", service({ type: "LoadBalancer", externalTrafficPolicy: "Local", healthCheckNodePort: 30078 }), { spec: { healthCheckNodePort: 65536 } }, [`spec.healthCheckNodePort: Forbidden: ${immutable}`, `spec.healthCheckNodePort: Invalid value: 65536: ${portRange}`], `${core} validateServiceExternalTrafficPolicy`],
  ]),
  ...invalidChange("Ingress.networking.k8s.io", [
    ["a way in to an ingress that is none", ingress(), { status: { loadBalancer: { ingress: [{ ip: "a", hostname: "A_B!" }, { hostname: "1.2.3.4" }] } } }, [`status.loadBalancer.ingress[0].ip: Invalid value: "a": ${ipAddress}`, `status.loadBalancer.ingress[0].hostname: Invalid value: "A_B!": ${dnsSubdomain}`, 'status.loadBalancer.ingress[1].hostname: Invalid value: "1.2.3.4": must be a DNS name, not an IP address'], `${networking} ValidateIngressLoadBalancerStatus`],
  ], "status"),
  ...invalidChange("Event", [
    ["told of another", event({}), { regarding: { name: "q" }, reason: "s", reportingInstance: "j" }, [`involvedObject: Invalid value: {"Kind":"Pod","Namespace":"d","Name":"q","UID":"","APIVersion":"","ResourceVersion":"","FieldPath":""}: ${immutable}`, `reason: Invalid value: "s": ${immutable}`, `reportingInstance: Invalid value: "j": ${immutable}`], `${events} ValidateEventUpdate`],
  ]),
  ...invalidChange("DaemonSet.apps", [
    ["another selector, before all else", daemonSet(), { spec: { selector: { matchLabels: { app: "y" } } } }, [`spec.selector: Invalid value: {"matchLabels":{"app":"y"}}: ${immutable}`, 'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`'], `${apps} ValidateDaemonSetUpdate`],
  ]),
  ...invalidChange("Deployment.apps", [
    ["fewer than none going", deployment(), { status: { terminatingReplicas: -1 } }, `status.terminatingReplicas: Invalid value: -1: ${notNegative}`, `${apps} ValidateDeploymentStatus`],
  ], "status"),
  ...invalidChange("PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io", [
    ["a level's condition twice", level({}), { status: { conditions: [{ type: "a" }, { type: "a" }, { type: "" }] } }, ['status.conditions[1].type: Duplicate value: "a"', "status.conditions[2].type: Required value"], `${flowcontrol} ValidatePriorityLevelConfigurationStatus`],
  ], "status"),
  ...invalidChange("ValidatingAdmissionPolicy.admissionregistration.k8s.io", [
    ["a warning of nothing", policy({}), { status: { typeChecking: { expressionWarnings: [{ fieldRef: "", warning: "" }] } } }, ["status.typeChecking.expressionWarnings[0].warning: Required value", "status.typeChecking.expressionWarnings[0].fieldRef: Required value"], `${admission} validateExpressionWarning`],
  ], "status"),
];
