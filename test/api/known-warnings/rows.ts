import { claim, container, cronJob, deployment, ingress, job, manifest, pod, podWith, replicaSet, service, statefulSet, template, volume } from "../known-mistakes/manifests.ts";
import type { Manifest } from "../known-mistakes/row.ts";

/** What is accepted with a word of warning, in upstream's words. */
export interface WarningRow {
  readonly name: string;
  readonly create: Manifest;
  /** Laid over what was created and sent with PUT; the warnings are those of the change. */
  readonly change?: unknown;
  readonly warnings: readonly string[];
  /** Upstream's function that says it. */
  readonly source: string;
}

const pods = "kubernetes pkg/api/pod/warnings.go warningsForPodSpecAndMeta";
const services = "kubernetes pkg/api/service/warnings.go GetWarningsForService";
const named = (create: Manifest, name?: string): Manifest => {
  const { name: _, ...metadata } = create.metadata as { name?: string };
  return { ...create, metadata: name === undefined ? metadata : { ...metadata, name } };
};
const row = (name: string, create: Manifest, warnings: readonly string[], source: string): WarningRow => ({ name, create: named(create), warnings, source });
const onPod = (name: string, create: Manifest, warnings: readonly string[]) => row(name, create, warnings, pods);
const onService = (name: string, create: Manifest, warnings: readonly string[]) => row(name, create, warnings, services);
const ports = (...list: object[]) => podWith({ ports: list });
const podLabel = "this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]";
const ownerLabel = "this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]";
const fraction = (path: string) => `${path}: fractional byte value "1500m" is invalid, must be an integer`;
const claimOf = (storage: string) => ({ accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } });
const slice = (rest: object) => manifest("discovery.k8s.io/v1", "EndpointSlice", { addressType: "IPv6", endpoints: [], ...rest });

export const rows: readonly WarningRow[] = [
  onPod("nothing odd", pod(), []),
  { ...onPod("a pod's name with a dot", pod(), [`metadata.name: ${podLabel}`]), create: pod({}, { name: "a.b" }), source: "kubernetes pkg/registry/core/pod/strategy.go WarningsOnCreate" },
  onPod("a selector by an old label", pod({ nodeSelector: { "beta.kubernetes.io/os": "linux" } }), ['spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead']),
  onPod("a selector of masters", pod({ nodeSelector: { "node-role.kubernetes.io/master": "" } }), ['spec.nodeSelector[node-role.kubernetes.io/master]: use "node-role.kubernetes.io/control-plane" instead']),
  onPod("an affinity to an old label", pod({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: "beta.kubernetes.io/arch", operator: "Exists" }] }] } } } }), ['spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/arch is deprecated since v1.14; use "kubernetes.io/arch" instead']),
  onPod("a preference of a value that is none", pod({ affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: { matchExpressions: [{ key: "a", operator: "In", values: ["-"] }] } }] } } }), ["spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchExpressions[0].values[0]: - is invalid, a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"]),
  onPod("a spread over an old label, of no pods", pod({ topologySpreadConstraints: [{ maxSkew: 1, topologyKey: "failure-domain.beta.kubernetes.io/zone", whenUnsatisfiable: "ScheduleAnyway" }] }), ['spec.topologySpreadConstraints[0].topologyKey: failure-domain.beta.kubernetes.io/zone is deprecated since v1.17; use "topology.kubernetes.io/zone" instead', "spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod"]),
  onPod("an affinity to no pods", pod({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "a" }] }, podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: "a" } }] } } }), ["spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: a null labelSelector results in matching no pod", "spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.labelSelector: a null labelSelector results in matching no pod"]),
  onPod("a critical pod of old", pod({}, { annotations: { "scheduler.alpha.kubernetes.io/critical-pod": "" } }), ['metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead']),
  onPod("a profile by annotation", pod({}, { annotations: { "seccomp.security.alpha.kubernetes.io/pod": "unconfined" } }), ['metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: non-functional in v1.27+; use the "seccompProfile" field instead']),
  onPod("volumes of old, in upstream's order and names", pod({ volumes: [{ name: "a", storageos: { volumeName: "v" } }, { name: "b", cephfs: { monitors: ["m"] } }] }), ["spec.volumes[0].storageOS: deprecated in v1.22, non-functional in v1.25+", "spec.volumes[1].cephfs: deprecated in v1.28, non-functional in v1.31+"]),
  onPod("a claim of half a byte", pod({ volumes: [{ name: "a", ephemeral: { volumeClaimTemplate: { spec: claimOf("1.5") } } }] }), [fraction("spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources.requests[storage]")]),
  onPod("a file where the token is", pod({ volumes: [{ name: "a", projected: { sources: [{ serviceAccountToken: { path: "t" } }, { secret: { name: "s", items: [{ key: "k", path: "t" }] } }] } }] }), ['volume "a" (Projected): overlapping paths: "t" (Secret "s") with "t" (ServiceAccountToken)']),
  onPod("an alias twice", pod({ hostAliases: [{ ip: "1.2.3.4" }, { ip: "1.2.3.4" }] }), ['spec.hostAliases[1].ip: duplicate ip "1.2.3.4"']),
  onPod("a pull secret twice", pod({ imagePullSecrets: [{ name: "a" }, { name: "a" }] }), ['spec.imagePullSecrets[1].name: duplicate name "a"']),
  onPod("a pull secret without a name", pod({ imagePullSecrets: [{}] }), ['spec.imagePullSecrets[0].name: invalid empty name ""']),
  onPod("half a byte", podWith({ resources: { limits: { memory: "1.5" } } }), [fraction("spec.containers[0].resources.limits[memory]"), fraction("spec.containers[0].resources.requests[memory]")]),
  onPod("a variable that hides another", podWith({ env: [{ name: "A", value: "1" }, { name: "A", value: "2" }] }), ['spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply']),
  onPod("a variable that builds on another", podWith({ env: [{ name: "A", value: "1" }, { name: "A", value: "$(A)2" }] }), []),
  onPod("a port twice", ports({ containerPort: 80 }, { containerPort: 80, name: "b" }), ["spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]"]),
  onPod("a port with and without the host's", ports({ containerPort: 80, hostPort: 80 }, { containerPort: 80 }), ["spec.containers[0].ports[1]: overlapping port definition with spec.containers[0].ports[0]"]),
  onPod("a port of the host at one address and at all", ports({ containerPort: 80, hostPort: 80, hostIP: "10.0.0.1" }, { containerPort: 80, hostPort: 80 }), ["spec.containers[0].ports[1]: dangerously ambiguous port definition with spec.containers[0].ports[0]"]),
  onPod("an address of the host without a port", ports({ containerPort: 80, hostIP: "10.0.0.1" }), ["spec.containers[0].ports[0]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:80 Protocol:TCP HostIP:10.0.0.1}"]),
  onPod("one port in two containers", pod({ containers: [container({ ports: [{ containerPort: 80 }] }), container({ name: "d", ports: [{ containerPort: 80 }] })] }), ["spec.containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]"]),
  onPod("a grace before now, which is one second by then", pod({ terminationGracePeriodSeconds: -1 }), []),

  row("a template's grace before now", deployment({ template: template({ terminationGracePeriodSeconds: -1 }) }), ["spec.template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"], pods),
  onPod("files of one name", pod({ volumes: [{ name: "a", configMap: { name: "m", items: [{ key: "k", path: "p" }, { key: "l", path: "p/q" }] } }] }), ['volume "a" (ConfigMap "m"): overlapping paths: "p/q" with "p"']),
  onPod("nothing projected", pod({ volumes: [{ name: "a", projected: { sources: [{}] } }] }), ['volume "a" (Projected) has no sources provided']),
  onPod("one port's name in two containers", pod({ containers: [container({ ports: [{ name: "p", containerPort: 80 }] }), container({ name: "d", ports: [{ name: "p", containerPort: 81 }] })] }), ['spec.containers[1].ports[0]: duplicate port name "p" with spec.containers[0].ports[0], services and probes that select ports by name will use spec.containers[0].ports[0]']),
  onPod("a name server in another form", pod({ dnsPolicy: "None", dnsConfig: { nameservers: ["2001:DB8::1"] } }), ['spec.dnsConfig.nameservers[0]: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")']),
  row("a driver's tokens in the open", manifest("storage.k8s.io/v1", "CSIDriver", { spec: { tokenRequests: [{ audience: "a" }] } }), ["spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes"], "kubernetes pkg/registry/storage/csidriver/strategy.go WarningsOnCreate"),
  row("a deployment's template", deployment({ template: template({ nodeSelector: { "beta.kubernetes.io/os": "linux" } }) }), ['spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead'], "kubernetes pkg/api/pod GetWarningsForPodTemplate"),
  row("a template's armour by annotation", deployment({ template: template({}, { annotations: { "container.apparmor.security.beta.kubernetes.io/c": "unconfined" } }) }), ['spec.template.metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: deprecated since v1.30; use the "appArmorProfile" field instead'], pods),
  { name: "a deployment that takes up an old label", create: named(deployment()), change: { spec: { template: { spec: { nodeSelector: { "beta.kubernetes.io/os": "linux" } } } } }, warnings: ['spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead'], source: "kubernetes pkg/registry/apps/deployment/strategy.go WarningsOnUpdate" },
  { name: "a deployment whose old label is not touched", create: named(replicaSet({ template: template({ nodeSelector: { "beta.kubernetes.io/os": "linux" } }) })), change: { metadata: { labels: { a: "b" } } }, warnings: [], source: "kubernetes pkg/registry/apps/replicaset/strategy.go WarningsOnUpdate" },
  { name: "a deployment's name with a dot", create: named(deployment(), "a.b"), warnings: [`metadata.name: ${ownerLabel}`], source: "kubernetes pkg/registry/apps/deployment/strategy.go WarningsOnCreate" },
  { name: "a job's name with a dot", create: named(job(), "a.b"), warnings: [`metadata.name: ${ownerLabel}`], source: "kubernetes pkg/registry/batch/job/strategy.go WarningsOnCreate" },
  { name: "a cron job's name with a dot", create: named(cronJob(), "a.b"), warnings: [`metadata.name: ${ownerLabel}`], source: "kubernetes pkg/registry/batch/cronjob/strategy.go WarningsOnCreate" },
  row("more indexes than can be told apart", job({ completionMode: "Indexed", completions: 100_001, parallelism: 10_001, suspend: true }), ["spec: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail"], "kubernetes pkg/api/job/warnings.go WarningsForJobSpec"),
  row("revisions without end", statefulSet({ revisionHistoryLimit: -1 }), ["spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended"], "kubernetes pkg/registry/apps/statefulset/strategy.go WarningsOnCreate"),
  row("a stateful set's half a byte", statefulSet({ volumeClaimTemplates: [{ metadata: { name: "a" }, spec: claimOf("1.5") }] }), [fraction("spec.volumeClaimTemplates[0].resources.requests[storage]")], "kubernetes pkg/registry/apps/statefulset/strategy.go WarningsOnCreate"),
  { name: "a stateful set's half a byte, later", create: named(statefulSet({ volumeClaimTemplates: [{ metadata: { name: "a" }, spec: claimOf("1.5") }] })), change: { spec: { replicas: 2 } }, warnings: [fraction("spec.volumeClaimTemplates[0].Spec.resources.requests[storage]")], source: "kubernetes pkg/registry/apps/statefulset/strategy.go WarningsOnUpdate" },

  onService("hints of old", service({}, { annotations: { "service.kubernetes.io/topology-aware-hints": "Auto" } }), ["annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead"]),
  onService("addresses from outside", service({ externalIPs: ["10.9.9.9"] }), ["spec.externalIPs is deprecated and may no longer be implemented in some clusters"]),
  onService("an address in another form", service({ externalIPs: ["2001:DB8::1"] }), ['spec.externalIPs[0]: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")', "spec.externalIPs is deprecated and may no longer be implemented in some clusters"]),
  onService("no head and an affinity", service({ clusterIP: "None", sessionAffinity: "ClientIP" }), ["spec.SessionAffinity is ignored for headless services"]),
  onService("no head and addresses", service({ clusterIP: "None", externalIPs: ["10.9.9.9"], loadBalancerIP: "10.9.9.8" }), ["spec.loadBalancerIP is ignored for headless services", "spec.externalIPs is ignored for headless services"]),
  onService("a name that is not asked for", service({ externalName: "a.b" }), ['spec.externalName is ignored when spec.type is not "ExternalName"']),
  onService("traffic kept close", service({ trafficDistribution: "PreferClose" }), ['spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"']),
  onService("a range in another form", service({ type: "LoadBalancer", loadBalancerSourceRanges: ["2001:DB8::/32"] }), ['spec.loadBalancerSourceRanges[0]: IPv6 CIDR value "2001:DB8::/32" should be in RFC 5952 canonical format ("2001:db8::/32")']),

  row("a volume that is recycled", volume({ persistentVolumeReclaimPolicy: "Recycle" }), ["spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning."], "kubernetes pkg/api/persistentvolume GetWarningsForPersistentVolume"),
  row("a volume of an old driver", volume({ hostPath: undefined, rbd: { monitors: ["m"], image: "i" } }), ["spec.rbd: deprecated in v1.28, non-functional in v1.31+"], "kubernetes pkg/api/persistentvolume GetWarningsForPersistentVolume"),
  row("a volume where an old label is", volume({ nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: "beta.kubernetes.io/os", operator: "Exists" }] }] } } }), ['spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/os is deprecated since v1.14; use "kubernetes.io/os" instead'], "kubernetes pkg/api/persistentvolume GetWarningsForPersistentVolume"),
  row("a claim of half a byte", claim({ resources: { requests: { storage: "1.5" } } }), [fraction("spec.resources.requests[storage]")], "kubernetes pkg/api/persistentvolumeclaim GetWarningsForPersistentVolumeClaimSpec"),
  row("a class by annotation", { ...claim(), metadata: { annotations: { "volume.beta.kubernetes.io/storage-class": "a" } } }, ['metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use "storageClassName" attribute instead'], "kubernetes pkg/api/persistentvolumeclaim GetWarningsForPersistentVolumeClaim"),
  row("a class of an old label", manifest("storage.k8s.io/v1", "StorageClass", { provisioner: "a.io/b", allowedTopologies: [{ matchLabelExpressions: [{ key: "failure-domain.beta.kubernetes.io/zone", values: ["a"] }] }] }), ['allowedTopologies[0].matchLabelExpressions[0].key: deprecated since v1.17; use "topology.kubernetes.io/zone" instead'], "kubernetes pkg/api/storage GetWarningsForStorageClass"),
  row("an ingress of old", { ...ingress(), metadata: { annotations: { "kubernetes.io/ingress.class": "a" } } }, [`annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead`], "kubernetes pkg/registry/networking/ingress/strategy.go WarningsOnCreate"),
  row("a slice of names", slice({ addressType: "FQDN" }), ["spec.addressType: FQDN endpoints are deprecated"], "kubernetes pkg/registry/discovery/endpointslice/strategy.go warnOnDeprecatedAddressType"),
  row("a way to run on old labels", manifest("node.k8s.io/v1", "RuntimeClass", { handler: "a", scheduling: { nodeSelector: { "beta.kubernetes.io/os": "linux" } } }), ['scheduling.nodeSelector: deprecated since v1.14; use "kubernetes.io/os" instead'], "kubernetes pkg/api/node GetWarningsForRuntimeClass"),
  row("a node's configuration of old", manifest("v1", "Node", { spec: { externalID: "a" } }), ["spec.externalID: this field is deprecated, and is unused by Kubernetes"], "kubernetes pkg/registry/core/node/strategy.go fieldIsDeprecatedWarnings"),
];
