import { invalidNew } from "../invalid.ts";
import { container, manifest, pod, podWith, service } from "../manifests.ts";
import { dnsSubdomain, qualifiedName } from "../words.ts";

export const title = "pods, nodes, services and events, down to the last field";

const core = "kubernetes pkg/apis/core/validation/validation.go";
const events = "kubernetes pkg/apis/core/validation/events.go";
const told = (rest: object) => manifest("events.k8s.io/v1", "Event", { eventTime: "2026-01-01T00:00:00.000000Z", regarding: { kind: "Pod", name: "p", namespace: "d" }, reportingController: "a.b/c", reportingInstance: "i", action: "a", reason: "r", type: "Normal", ...rest });
const node = (spec: object) => manifest("v1", "Node", { spec });
const windows = (windowsOptions: object) => pod({ os: { name: "windows" }, securityContext: { windowsOptions } });
const variable = (fileKeyRef: object, spec: object = {}) => podWith({ env: [{ name: "A", valueFrom: { fileKeyRef } }] }, { ...spec });
const quota = (spec: object) => manifest("v1", "ResourceQuota", { spec });

export const mistakes = [
  ...invalidNew("Pod", [
    ["a name for its host that is none", pod({ hostnameOverride: "A_B!" }), `spec.hostnameOverride: Invalid value: "A_B!": ${dnsSubdomain}`, `${core} validatePodHostName`],
    ["a name for its host of 65 characters", pod({ hostnameOverride: "a".repeat(65) }), "spec.hostnameOverride: Too long: may not be more than 64 bytes", `${core} validatePodHostName`],
    ["a name for the host's own host", pod({ hostNetwork: true, hostnameOverride: "a" }), "spec.hostnameOverride: Forbidden: may not be specified when hostNetwork is true", `${core} validatePodHostName`],
    ["a name beside a whole domain", pod({ setHostnameAsFQDN: true, hostnameOverride: "a" }), "spec.hostnameOverride: Forbidden: may not be specified when setHostnameAsFQDN is true", `${core} validatePodHostName`],
    ["a system of no name", pod({ os: {} }), "spec.os.name: Required value", `${core} validateOS`],
    ["users of its own and the host's processes", pod({ hostUsers: false, hostPID: true, hostIPC: true }), ["spec.HostPID: Forbidden: when `hostUsers` is false", "spec.HostIPC: Forbidden: when `hostUsers` is false"], `${core} validateHostUsers`],
    ["a file of a volume that is not there", variable({ volumeName: "v", path: "p", key: "K" }), 'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Not found: "v"', `${core} validateFileKeyRefVolumes`],
    ["a file of a config map", variable({ volumeName: "v", path: "p", key: "K" }, { volumes: [{ name: "v", configMap: { name: "m" } }] }), 'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Invalid value: "v": referenced volume must be of type emptyDir', `${core} validateFileKeyRefVolumes`],
    ["a file that says nothing of itself", variable({}, { volumes: [{ name: "", emptyDir: {} }] }), ["spec.volumes[0].name: Required value", "spec.containers[0].env[0].valueFrom.fileKeyRef.key: Required value", "spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Required value", "spec.containers[0].env[0].valueFrom.fileKeyRef.path: Required value"], `${core} validateFileKeySelector`],
    ["a file above its volume", variable({ volumeName: "v", path: "../p", key: "K" }, { volumes: [{ name: "v", emptyDir: {} }] }), 'spec.containers[0].env[0].valueFrom.fileKeyRef.path: Invalid value: "../p": must not contain \'..\'', `${core} validateFileKeySelector`],
    ["more rules of restart than 20", podWith({ restartPolicy: "Never", restartPolicyRules: Array(21).fill({ action: "Restart", exitCodes: { operator: "In", values: [1] } }) }), "spec.containers[0].restartPolicyRules: Too many: 21: must have at most 20 items", `${core} validateContainerRestartPolicy`],
    ["an init container that restarts to grow", pod({ initContainers: [container({ name: "i", resizePolicy: [{ resourceName: "cpu", restartPolicy: "RestartContainer" }] })] }), 'spec.initContainers[0].resizePolicy[0].restartPolicy: Invalid value: "RestartContainer": must not be set to \'RestartContainer\' for non-sidecar initContainers', `${core} validateInitContainers`],
    ["a label of SELinux by mount", pod({ securityContext: { seLinuxChangePolicy: "MountOption" } }), 'spec.securityContext.seLinuxChangePolicy: Unsupported value: "MountOption": supported values: "Recursive"', `${core} validateSELinuxChangePolicy`],
    ["a toleration of more than a number", pod({ tolerations: [{ key: "a", operator: "Gt", value: "1" }] }), 'spec.tolerations[0].operator: Unsupported value: "Gt": supported values: "Equal", "Exists", "Lt", "Gt"', `${core} ValidateTolerations`],
    ["a user of Windows with no name", windows({ runAsUserName: "" }), 'spec.securityContext.windowsOptions.runAsUserName: Invalid value: "": runAsUserName cannot be an empty string', `${core} validateWindowsSecurityContextOptions`],
    ["a user of Windows with two domains", windows({ runAsUserName: "a\\\\b\\\\c" }), 'spec.securityContext.windowsOptions.runAsUserName: Invalid value: "a\\\\\\\\b\\\\\\\\c": runAsUserName cannot contain more than one backslash', `${core} validateWindowsSecurityContextOptions`],
    ["a user of Windows of dots", windows({ runAsUserName: ".." }), 'spec.securityContext.windowsOptions.runAsUserName: Invalid value: "..": runAsUserName\'s User cannot contain only periods or spaces', `${core} validateWindowsSecurityContextOptions`],
    ["a user of Windows with a slash", windows({ runAsUserName: "a/b" }), 'spec.securityContext.windowsOptions.runAsUserName: Invalid value: "a/b": runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]', `${core} validateWindowsSecurityContextOptions`],
    ["credentials of Windows that are none", windows({ gmsaCredentialSpec: "", gmsaCredentialSpecName: "A_B!" }), [`spec.securityContext.windowsOptions.gmsaCredentialSpecName: Invalid value: "A_B!": ${dnsSubdomain}`, 'spec.securityContext.windowsOptions.gmsaCredentialSpec: Invalid value: "": gmsaCredentialSpec cannot be an empty string'], `${core} validateWindowsSecurityContextOptions`],
    ["a process of the host off the host's network", windows({ hostProcess: true }), "spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers", `${core} validateWindowsHostProcessPod`],
    ["processes of the host in one container of two", pod({ hostNetwork: true, os: { name: "windows" }, containers: [container(), container({ name: "d", securityContext: { windowsOptions: { hostProcess: true } } })] }), 'spec: Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers', `${core} validateWindowsHostProcessPod`],
    ["resources of a Windows pod", pod({ os: { name: "windows" }, resources: { limits: { cpu: "1" } } }), "spec.resources: Forbidden: may not be set for a windows pod", `${core} validatePodResources`],
    ["a claim's template with a uid", pod({ volumes: [{ name: "v", ephemeral: { volumeClaimTemplate: { metadata: { uid: "u" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } } } } }] }), "spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.uID: Forbidden: cannot be set", `${core} ValidatePersistentVolumeClaimTemplate`],
    ["a name server with leading zeros", pod({ dnsPolicy: "None", dnsConfig: { nameservers: ["010.0.0.1"] } }), 'spec.dnsConfig.nameservers[0]: Invalid value: "010.0.0.1": must not have leading 0s', `${core} validatePodDNSConfig`],
    ["an alias of an address within another", pod({ hostAliases: [{ ip: "::ffff:10.0.0.1", hostnames: ["a"] }] }), 'spec.hostAliases[0].ip: Invalid value: "::ffff:10.0.0.1": must not be an IPv4-mapped IPv6 address', `${core} ValidateHostAliases`],
  ]),
  ...invalidNew("Node", [
    ["a range of pods that is none", node({ podCIDR: "A_B!" }), 'spec.podCIDRs[0]: Invalid value: "A_B!": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)', `${core} ValidateNode`],
    ["a range of pods with bits past its length", node({ podCIDRs: ["10.64.0.1/24"] }), 'spec.podCIDRs[0]: Invalid value: "10.64.0.1/24": must not have bits set beyond the prefix length', `${core} ValidateNode`],
  ]),
  ...invalidNew("Namespace", [
    ["a finalizer of nobody", manifest("v1", "Namespace", { spec: { finalizers: ["a"] } }), 'spec.finalizers: Invalid value: "a": name is neither a standard finalizer name nor is it fully qualified', `${core} ValidateNamespace`],
  ]),
  ...invalidNew("ResourceQuota", [
    ["pods by the class of their volumes", quota({ hard: { pods: "1" }, scopes: ["VolumeAttributesClass"] }), 'spec.scopes: Invalid value: ["VolumeAttributesClass"]: unsupported scope applied to resource', `${core} validateResourceQuotaScopes`],
  ]),
  ...invalidNew("Service", [
    ["an address from outside with leading zeros", service({ externalIPs: ["010.9.9.9"] }), 'spec.externalIPs[0]: Invalid value: "010.9.9.9": must not have leading 0s', `${core} ValidateService`],
    ["a range of sources with bits past its length", service({ type: "LoadBalancer", loadBalancerSourceRanges: ["10.0.0.1/8"] }), 'spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length', `${core} ValidateService`],
    ["a range of sources with leading zeros", service({ type: "LoadBalancer", loadBalancerSourceRanges: ["10.0.0.0/08"] }), 'spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.0/08": must not have leading 0s in IP or prefix length', `${core} ValidateService`],
  ]),
  ...invalidNew("Event", [
    ["told at no time", told({ eventTime: undefined, regarding: { namespace: "NS" } }), ['involvedObject.namespace: Invalid value: "NS": does not match event.namespace', "eventTime: Required value"], `${events} ValidateEventCreate`],
    ["told by nobody", told({ reportingController: "" }), ["reportingController: Required value", 'reportingController: Invalid value: "": name part must be non-empty', `reportingController: Invalid value: "": ${qualifiedName}`], `${events} legacyValidateEvent`],
    ["a series of one", told({ series: { count: 1 } }), ['series.count: Invalid value: "": should be at least 2', "series.lastObservedTime: Required value"], `${events} validateV1EventSeries`],
    ["told in old fields", told({ deprecatedCount: 1, deprecatedFirstTimestamp: "2026-01-01T00:00:00Z", deprecatedSource: { component: "c" } }), ['firstTimestamp: Invalid value: "": needs to be unset', 'count: Invalid value: "": needs to be unset', 'source: Invalid value: "": needs to be unset'], `${events} ValidateEventCreate`],
    ["a note of 1025 characters", told({ note: "a".repeat(1025) }), 'message: Invalid value: "": can have at most 1024 characters', `${events} legacyValidateEvent`],
  ]),
];
