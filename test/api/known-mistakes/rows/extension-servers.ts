import { invalidChange, invalidNew } from "../invalid.ts";
import { manifest } from "../manifests.ts";
import { dns1035, dnsSubdomain, portRange } from "../words.ts";

export const title = "extension servers";

const registration = "kube-aggregator pkg/apis/apiregistration/validation/validation.go";
const served = (spec: object, name = "v1.a.io") =>
  manifest("apiregistration.k8s.io/v1", "APIService", { spec: { group: "a.io", version: "v1", groupPriorityMinimum: 1, versionPriority: 1, service: { namespace: "n", name: "s" }, ...spec } }, { name });

export const mistakes = [
  ...invalidNew("APIService.apiregistration.k8s.io", [
    ["a name that is not of it", served({}, "v2.a.io"), 'metadata.name: Invalid value: "v2.a.io": must be `spec.version+"."+spec.group`: "v1.a.io"', `${registration} ValidateAPIService`],
    ["the group of the first days, of another version", served({ group: "", version: "v2" }, "v2."), "spec.group: Required value: only v1 may have an empty group and it better be legacy kube", `${registration} ValidateAPIService`],
    ["a group and a version that are none", served({ group: "A_b", version: "1" }, "1.A_b"), [`spec.group: Invalid value: "A_b": ${dnsSubdomain}`, `spec.version: Invalid value: "1": ${dns1035}`], `${registration} ValidateAPIService`],
    ["no place in the order", served({ groupPriorityMinimum: 20001, versionPriority: 0 }), ["spec.groupPriorityMinimum: Invalid value: 20001: must be positive and less than 20000", "spec.versionPriority: Invalid value: 0: must be positive and less than 1000"], `${registration} ValidateAPIService`],
    ["this server, trusted in a way of its own", served({ service: undefined, caBundle: "YQ==", insecureSkipTLSVerify: true }), ['spec.caBundle: Invalid value: "1 bytes": local APIServices may not have a caBundle', "spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify"], `${registration} ValidateAPIService`],
    ["a service of no name at no port", served({ service: { port: 65536 } }), ["spec.service.namespace: Required value", "spec.service.name: Required value", `spec.service.port: Invalid value: 65536: port is not valid: ${portRange}`], `${registration} ValidateAPIService`],
    ["trusted by a bundle and not at all", served({ caBundle: "YQ==", insecureSkipTLSVerify: true }), "spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present", `${registration} ValidateAPIService`],
  ]),
  ...invalidChange("APIService.apiregistration.k8s.io", [
    ["a condition neither true nor false", served({}), { status: { conditions: [{ type: "Available", status: "Maybe" }] } }, 'status.conditions[0].status: Unsupported value: "Maybe": supported values: "True", "False", "Unknown"', `${registration} ValidateAPIServiceStatus`],
  ], "status"),
];
