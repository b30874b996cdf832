import { invalidChange, invalidNew } from "../invalid.ts";
import { container, pod } from "../manifests.ts";
import { dnsLabel, dnsSubdomain, ipAddress, labelValue, qualifiedName } from "../words.ts";

export const title = "pods: metadata, spec and updates";

const core = "kubernetes pkg/apis/core/validation/validation.go";
const meta = "apimachinery pkg/api/validation/objectmeta.go";
const long = (length: number) => "a".repeat(length);
const affinity = (term: object) => pod({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } });
const spread = (constraint: object) => pod({ topologySpreadConstraints: [{ maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule", labelSelector: {}, ...constraint }] });
const toleration = (one: object) => pod({ tolerations: [one] });
const withVolume = (source: object) => pod({ volumes: [{ name: "v", ...source }] });
const nodeTerm = (term: object) => pod({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } } } });

const newPods = invalidNew("Pod", [
  ["a name in upper case", pod({}, { name: "Web" }), `metadata.name: Invalid value: "Web": ${dnsSubdomain}`, `${meta} ValidateObjectMetaAccessor`],
  ["a name with an underscore", pod({}, { name: "a_b" }), `metadata.name: Invalid value: "a_b": ${dnsSubdomain}`, `${meta} ValidateObjectMetaAccessor`],
  ["a name of 254 characters", pod({}, { name: long(254) }), `metadata.name: Invalid value: "${long(254)}": must be no more than 253 characters`, `${meta} ValidateObjectMetaAccessor`],
  ["no name", pod({}, { name: "" }), "metadata.name: Required value: name or generateName is required", `${meta} ValidateObjectMetaAccessor`],
  ["a label value with a space", pod({}, { labels: { a: "b c" } }), `metadata.labels: Invalid value: "b c": ${labelValue}`, "apimachinery meta/v1/validation ValidateLabels"],
  ["a label value of 64 characters", pod({}, { labels: { a: long(64) } }), `metadata.labels: Invalid value: "${long(64)}": must be no more than 63 bytes`, "apimachinery meta/v1/validation ValidateLabels"],
  ["a label key with two slashes", pod({}, { labels: { "a/b/c": "" } }), 'metadata.labels: Invalid value: "a/b/c": a valid label key must consist of alphanumeric characters, \'-\', \'_\' or \'.\', and must start and end with an alphanumeric character (e.g. \'MyName\',  or \'my.name\',  or \'123-abc\', regex used for validation is \'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\') with an optional DNS subdomain prefix and \'/\' (e.g. \'example.com/MyName\')', "apimachinery util/validation IsQualifiedName"],
  ["a label key that begins with a hyphen", pod({}, { labels: { "-a": "" } }), `metadata.labels: Invalid value: "-a": ${qualifiedName}`, "apimachinery util/validation IsQualifiedName"],
  ["an annotation key with a space", pod({}, { annotations: { "a b": "" } }), `metadata.annotations: Invalid value: "a b": ${qualifiedName}`, `${meta} ValidateAnnotations`],
  ["annotations of 256 KiB and more", pod({}, { annotations: { a: long(262_144) } }), "metadata.annotations: Too long: may not be more than 262144 bytes", `${meta} ValidateAnnotationsSize`],
  ["a finalizer that is no qualified name", pod({}, { finalizers: ["a b"] }), [`metadata.finalizers: Invalid value: "a b": ${qualifiedName}`, 'metadata.finalizers[0]: Invalid value: "a b": name is neither a standard finalizer name nor is it fully qualified'], `${meta} ValidateFinalizerName, ${core} validateKubeFinalizerName`],
  ["two controllers", pod({}, { ownerReferences: ["a", "b"].map((name) => ({ apiVersion: "v1", kind: "Node", name, uid: name, controller: true })) }), 'metadata.ownerReferences: Invalid value: [{"apiVersion":"v1","kind":"Node","name":"a","uid":"a","controller":true},{"apiVersion":"v1","kind":"Node","name":"b","uid":"b","controller":true}]: Only one reference can have Controller set to true. Found "true" in references for Node/a and Node/b', `${meta} ValidateOwnerReferences`],

  ["a restart policy nobody knows", pod({ restartPolicy: "Maybe" }), 'spec.restartPolicy: Unsupported value: "Maybe": supported values: "Always", "OnFailure", "Never"', `${core} validateRestartPolicy`],
  ["a DNS policy nobody knows", pod({ dnsPolicy: "Mine" }), 'spec.dnsPolicy: Unsupported value: "Mine": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"', `${core} validateDNSPolicy`],
  ["no DNS and no names of servers", pod({ dnsPolicy: "None" }), 'spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None', `${core} validatePodDNSConfig`],
  ["a name server that is no address", pod({ dnsConfig: { nameservers: ["dns"] } }), `spec.dnsConfig.nameservers[0]: Invalid value: "dns": ${ipAddress}`, `${core} validatePodDNSConfig`],
  ["four name servers", pod({ dnsPolicy: "None", dnsConfig: { nameservers: ["1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.1.4"] } }), 'spec.dnsConfig.nameservers: Invalid value: ["1.1.1.1","1.1.1.2","1.1.1.3","1.1.1.4"]: must not have more than 3 nameservers', `${core} validatePodDNSConfig`],
  ["a DNS option without a name", pod({ dnsConfig: { options: [{ value: "1" }] } }), "spec.dnsConfig.options[0]: Required value: must not be empty", `${core} validatePodDNSConfig`],
  ["a deadline of 0 seconds", pod({ activeDeadlineSeconds: 0 }), "spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive", `${core} ValidatePodSpec`],
  ["a host name with a dot", pod({ hostname: "a.b" }), 'spec.hostname: Invalid value: "a.b": must not contain dots', `${core} ValidatePodSpec`],
  ["a subdomain with an underscore", pod({ subdomain: "a_b" }), `spec.subdomain: Invalid value: "a_b": ${dnsLabel}`, `${core} ValidatePodSpec`],
  ["a node name in upper case", pod({ nodeName: "N" }), `spec.nodeName: Invalid value: "N": ${dnsSubdomain}`, `${core} ValidatePodSpec`],
  ["a node selector's value with a space", pod({ nodeSelector: { a: "b c" } }), `spec.nodeSelector: Invalid value: "b c": ${labelValue}`, `${core} validatePodSpec`],
  ["an alias of no address", pod({ hostAliases: [{ ip: "x", hostnames: ["a"] }] }), `spec.hostAliases[0].ip: Invalid value: "x": ${ipAddress}`, `${core} validateHostAliases`],
  ["an alias of a name that is none", pod({ hostAliases: [{ ip: "1.1.1.1", hostnames: ["A"] }] }), `spec.hostAliases[0].hostnames[0]: Invalid value: "A": ${dnsSubdomain}`, `${core} validateHostAliases`],
  ["a shared process space in the host's", pod({ hostPID: true, shareProcessNamespace: true }), 'spec.securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled', `${core} validatePodSpecSecurityContext`],
  ["a group below 0", pod({ securityContext: { fsGroup: -1 } }), "spec.securityContext.fsGroup: Invalid value: -1: must be between 0 and 2147483647, inclusive", `${core} validatePodSpecSecurityContext`],
  ["a sysctl with a name that is none", pod({ securityContext: { sysctls: [{ name: "A", value: "1" }] } }), 'spec.securityContext.sysctls[0].name: Invalid value: "A": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$', `${core} validateSysctls`],
  ["one sysctl twice", pod({ securityContext: { sysctls: [{ name: "kernel.shm_rmid_forced", value: "1" }, { name: "kernel.shm_rmid_forced", value: "1" }] } }), 'spec.securityContext.sysctls[1].name: Duplicate value: "kernel.shm_rmid_forced"', `${core} validateSysctls`],
  ["a sysctl of the network on the host's network", pod({ hostNetwork: true, securityContext: { sysctls: [{ name: "net.core.somaxconn", value: "1" }] } }), 'spec.securityContext.sysctls[0].name: Invalid value: "net.core.somaxconn": may not be specified when \'hostNetwork\' is true', `${core} validateSysctls`],
  ["scheduling gates twice", pod({ schedulingGates: [{ name: "a" }, { name: "a" }] }), 'spec.schedulingGates[1]: Duplicate value: "a"', `${core} validateSchedulingGates`],
  ["a readiness gate that is no qualified name", pod({ readinessGates: [{ conditionType: "a b" }] }), `spec.readinessGates[0].conditionType: Invalid value: "a b": ${qualifiedName}`, `${core} validateReadinessGates`],
  ["overhead without a class is refused by its class; an os nobody knows", pod({ os: { name: "dos" } }), 'spec.os: Unsupported value: "dos": supported values: "linux", "windows"', `${core} validateOS`],

  ["a toleration of all keys by equality", toleration({ operator: "Equal", value: "x" }), 'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"', `${core} ValidateTolerations`],
  ["a toleration of existence with a value", toleration({ key: "a", operator: "Exists", value: "x" }), 'spec.tolerations[0].operator: Invalid value: "x": value must be empty when `operator` is \'Exists\'', `${core} ValidateTolerations`],
  ["a toleration by an operator nobody knows", toleration({ key: "a", operator: "In" }), 'spec.tolerations[0].operator: Unsupported value: "In": supported values: "Equal", "Exists"', `${core} ValidateTolerations`],
  ["a toleration of an effect nobody knows", toleration({ key: "a", operator: "Exists", effect: "No" }), 'spec.tolerations[0].effect: Unsupported value: "No": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"', `${core} validateTaintEffect`],
  ["seconds of a toleration that does not evict", toleration({ key: "a", operator: "Exists", effect: "NoSchedule", tolerationSeconds: 5 }), "spec.tolerations[0].effect: Invalid value: \"NoSchedule\": effect must be 'NoExecute' when `tolerationSeconds` is set", `${core} ValidateTolerations`],

  ["affinity without a topology key", affinity({ labelSelector: {} }), ["spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Required value: can not be empty", `spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Invalid value: "": name part must be non-empty`, `spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Invalid value: "": ${qualifiedName}`], `${core} validatePodAffinityTerm`],
  ["affinity by a selector without values", affinity({ topologyKey: "zone", labelSelector: { matchExpressions: [{ key: "a", operator: "In" }] } }), "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'", "apimachinery meta/v1/validation ValidateLabelSelectorRequirement"],
  ["affinity by an operator nobody knows", affinity({ topologyKey: "zone", labelSelector: { matchExpressions: [{ key: "a", operator: "Has" }] } }), 'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchExpressions[0].operator: Invalid value: "Has": not a valid selector operator', "apimachinery meta/v1/validation ValidateLabelSelectorRequirement"],
  ["a weight of 101", pod({ affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 101, podAffinityTerm: { topologyKey: "zone" } }] } } }), "spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 101: must be in the range 1-100", `${core} validateWeightedPodAffinityTerms`],
  ["nodes by no term", pod({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } } }), "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term", `${core} ValidateNodeSelector`],
  ["nodes by an operator nobody knows", nodeTerm({ matchExpressions: [{ key: "a", operator: "Has" }] }), 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].operator: Invalid value: "Has": not a valid selector operator', `${core} ValidateNodeSelectorRequirement`],
  ["nodes in nothing", nodeTerm({ matchExpressions: [{ key: "a", operator: "In" }] }), "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'", `${core} ValidateNodeSelectorRequirement`],
  ["nodes that exist with a value", nodeTerm({ matchExpressions: [{ key: "a", operator: "Exists", values: ["b"] }] }), "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'", `${core} ValidateNodeSelectorRequirement`],
  ["nodes greater than two values", nodeTerm({ matchExpressions: [{ key: "a", operator: "Gt", values: ["1", "2"] }] }), "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'", `${core} ValidateNodeSelectorRequirement`],
  ["nodes by a field that cannot be asked for", nodeTerm({ matchFields: [{ key: "spec.x", operator: "In", values: ["a"] }] }), 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0].key: Invalid value: "spec.x": not a valid field selector key', `${core} ValidateNodeFieldSelectorRequirement`],

  ["a skew of 0", spread({ maxSkew: 0 }), "spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero", `${core} validateTopologySpreadConstraints`],
  ["a spread over nothing", spread({ topologyKey: "" }), "spec.topologySpreadConstraints[0].topologyKey: Required value: can not be empty", `${core} ValidateTopologyKey`],
  ["a spread of half a heart", spread({ whenUnsatisfiable: "Maybe" }), 'spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Maybe": supported values: "DoNotSchedule", "ScheduleAnyway"', `${core} ValidateWhenUnsatisfiable`],
  ["fewer domains than one", spread({ minDomains: 0 }), "spec.topologySpreadConstraints[0].minDomains: Invalid value: 0: must be greater than zero", `${core} validateMinDomains`],
  ["domains of a spread that may fail", spread({ minDomains: 2, whenUnsatisfiable: "ScheduleAnyway" }), 'spec.topologySpreadConstraints[0].minDomains: Invalid value: 2: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway', `${core} validateMinDomains`],
  ["one spread twice", pod({ topologySpreadConstraints: [{ maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule", labelSelector: {} }, { maxSkew: 2, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule", labelSelector: {} }] }), 'spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, DoNotSchedule}"', `${core} ValidateSpreadConstraintNotRepeat`],

  ["two volumes of one name", pod({ volumes: [{ name: "v", emptyDir: {} }, { name: "v", emptyDir: {} }] }), 'spec.volumes[1].name: Duplicate value: "v"', `${core} ValidateVolumes`],
  ["a volume without a name", pod({ volumes: [{ name: "", emptyDir: {} }] }), "spec.volumes[0].name: Required value", `${core} ValidateVolumes`],
  ["a volume of two sorts", withVolume({ emptyDir: {}, hostPath: { path: "/a" } }), "spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type", `${core} validateVolumeSource`],
  ["a volume of the host without a path", withVolume({ hostPath: { path: "" } }), "spec.volumes[0].hostPath.path: Required value", `${core} validateHostPathVolumeSource`],
  ["a volume of the host above", withVolume({ hostPath: { path: "/a/../b" } }), "spec.volumes[0].hostPath.path: Invalid value: \"/a/../b\": must not contain '..'", `${core} validatePathNoBacksteps`],
  ["a volume of the host of a type nobody knows", withVolume({ hostPath: { path: "/a", type: "Pipe" } }), 'spec.volumes[0].hostPath.type: Unsupported value: "Pipe": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"', `${core} validateHostPathType`],
  ["a secret without a name", withVolume({ secret: {} }), "spec.volumes[0].secret.secretName: Required value", `${core} validateSecretVolumeSource`],
  ["a config map without a name", withVolume({ configMap: {} }), "spec.volumes[0].configMap.name: Required value", `${core} validateConfigMapVolumeSource`],
  ["a mode above 0777", withVolume({ configMap: { name: "a", defaultMode: 512 } }), 'spec.volumes[0].configMap.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive', `${core} validateConfigMapVolumeSource`],
  ["an item without a path", withVolume({ configMap: { name: "a", items: [{ key: "k" }] } }), "spec.volumes[0].configMap.items[0].path: Required value", `${core} validateKeyToPath`],
  ["a claim without a name", withVolume({ persistentVolumeClaim: { claimName: "" } }), "spec.volumes[0].persistentVolumeClaim.claimName: Required value", `${core} validatePersistentClaimVolumeSource`],
  ["a size limit below 0", withVolume({ emptyDir: { sizeLimit: "-1" } }), 'spec.volumes[0].emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity', `${core} validateEmptyDirVolumeSource`],
  ["an NFS share of no server", withVolume({ nfs: { server: "", path: "/a" } }), "spec.volumes[0].nfs.server: Required value", `${core} validateNFSVolumeSource`],
  ["a downward file of no field", withVolume({ downwardAPI: { items: [{ path: "a" }] } }), "spec.volumes[0].downwardAPI: Required value: one of fieldRef and resourceFieldRef is required", `${core} validateDownwardAPIVolumeFile`],
  ["a projection of two sources in one", withVolume({ projected: { sources: [{ secret: { name: "a" }, configMap: { name: "b" } }] } }), "spec.volumes[0].projected.sources[0]: Forbidden: may not specify more than 1 volume type per source", `${core} validateProjectionSources`],
  ["a token for less than ten minutes", withVolume({ projected: { sources: [{ serviceAccountToken: { path: "t", expirationSeconds: 60 } }] } }), "spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes", `${core} validateProjectionSources`],
  ["ephemeral containers from the start", pod({ ephemeralContainers: [container({ name: "e" })] }), "spec.ephemeralContainers: Forbidden: cannot be set on create", `${core} ValidatePodCreate`],
  ["a gate on a pod that has a node", pod({ nodeName: "n", schedulingGates: [{ name: "a" }] }), "spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared", `${core} ValidatePodCreate`],
]);

const updates = invalidChange("Pod", [
  ["another command", pod(), { spec: { containers: [container({ command: ["a"] })] } }, "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)…", `${core} ValidatePodUpdate`],
  ["one container more", pod(), { spec: { containers: [container(), container({ name: "d" })] } }, "spec.containers: Forbidden: pod updates may not add or remove containers", `${core} ValidatePodUpdate`],
  ["a deadline taken back", pod({ activeDeadlineSeconds: 5 }), { spec: { activeDeadlineSeconds: null } }, "spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value", `${core} ValidatePodUpdate`],
  ["a later deadline", pod({ activeDeadlineSeconds: 5 }), { spec: { activeDeadlineSeconds: 6 } }, "spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value", `${core} ValidatePodUpdate`],
]);

export const mistakes = [...newPods, ...updates];
