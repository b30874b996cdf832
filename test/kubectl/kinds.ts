/** An object of a kind, and what its table says of it. */
export interface KindRow {
  /** In flow style, one line. */
  readonly manifest: string;
  /** The cells of `get -o wide`. `#` stands for what a run gives: an age, a time, an address, a uid. */
  readonly row: Readonly<Record<string, string>>;
  /** The columns that only `-o wide` shows. Default: none. */
  readonly wide?: readonly string[];
}

/**
 * A sensible object of every kind that can be created, apart from those that have groups of their own: pods, nodes,
 * namespaces and certificate signing requests. Columns and cells: kubernetes pkg/printers/internalversion.
 */
export const kinds: readonly KindRow[] = [
  {
    manifest: "{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, data: {a: '1'}, binaryData: {b: AAE=}}",
    row: { NAME: "configmap/x", DATA: "2", AGE: "#" },
  },
  {
    manifest: "{apiVersion: v1, kind: Endpoints, metadata: {name: x}, subsets: [{addresses: [{ip: 192.0.2.1}, {ip: 192.0.2.2}, {ip: 192.0.2.3}, {ip: 192.0.2.4}], ports: [{name: h, port: 80}]}]}",
    row: { NAME: "endpoints/x", ENDPOINTS: "192.0.2.1:80,192.0.2.2:80,192.0.2.3:80 + 1 more...", AGE: "#" },
  },
  {
    manifest: `{apiVersion: v1, kind: Event, metadata: {name: x}, involvedObject: {apiVersion: v1, kind: ConfigMap, name: x, namespace: kinds, fieldPath: 'data{a}'}, reason: Tried, message: "  a word  ", type: Normal, count: 3, source: {component: me, host: here}, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-02T00:00:00Z'}`,
    row: { "LAST SEEN": "#", TYPE: "Normal", REASON: "Tried", OBJECT: "configmap/x", SUBOBJECT: "data{a}", SOURCE: "me, here", MESSAGE: "a word", "FIRST SEEN": "#", COUNT: "3", NAME: "event/x" },
    wide: ["SUBOBJECT", "SOURCE", "FIRST SEEN", "COUNT", "NAME"],
  },
  {
    manifest: "{apiVersion: v1, kind: LimitRange, metadata: {name: x}, spec: {limits: [{type: Container, max: {cpu: '4'}, min: {cpu: 1m}, maxLimitRequestRatio: {cpu: '500'}, default: {cpu: 500m}, defaultRequest: {cpu: 10m}}, {type: PersistentVolumeClaim, max: {storage: 5Gi}}]}}",
    row: { NAME: "limitrange/x", "CREATED AT": "#" },
  },
  {
    manifest: "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: x}, spec: {accessModes: [ReadWriteOnce, ReadOnlyMany], resources: {requests: {storage: 1Gi}}, storageClassName: none}}",
    row: { NAME: "persistentvolumeclaim/x", STATUS: "Pending", VOLUME: "", CAPACITY: "", "ACCESS MODES": "", STORAGECLASS: "none", VOLUMEATTRIBUTESCLASS: "<unset>", AGE: "#", VOLUMEMODE: "Filesystem" },
    wide: ["VOLUMEMODE"],
  },
  {
    manifest: "{apiVersion: v1, kind: PersistentVolume, metadata: {name: kinds-x}, spec: {accessModes: [ReadWriteOnce, ReadWriteMany], capacity: {storage: 1Gi}, hostPath: {path: /tmp}, storageClassName: other, claimRef: {namespace: kinds, name: claimed}}}",
    row: { NAME: "persistentvolume/kinds-x", CAPACITY: "1Gi", "ACCESS MODES": "RWO,RWX", "RECLAIM POLICY": "Retain", STATUS: "Pending", CLAIM: "kinds/claimed", STORAGECLASS: "other", VOLUMEATTRIBUTESCLASS: "<unset>", REASON: "", AGE: "#", VOLUMEMODE: "Filesystem" },
    wide: ["VOLUMEMODE"],
  },
  {
    manifest: "{apiVersion: v1, kind: PodTemplate, metadata: {name: x}, template: {metadata: {labels: {a: b, c: d}}, spec: {containers: [{name: c, image: i}, {name: d, image: j}]}}}",
    row: { NAME: "podtemplate/x", CONTAINERS: "c,d", IMAGES: "i,j", "POD LABELS": "a=b,c=d" },
  },
  {
    manifest: "{apiVersion: v1, kind: ReplicationController, metadata: {name: x}, spec: {replicas: 0, selector: {app: rc}, template: {metadata: {labels: {app: rc}}, spec: {containers: [{name: c, image: i}]}}}}",
    row: { NAME: "replicationcontroller/x", DESIRED: "0", CURRENT: "0", READY: "0", AGE: "#", CONTAINERS: "c", IMAGES: "i", SELECTOR: "app=rc" },
    wide: ["CONTAINERS", "IMAGES", "SELECTOR"],
  },
  {
    manifest: "{apiVersion: v1, kind: ResourceQuota, metadata: {name: x}, spec: {hard: {limits.cpu: '4', requests.cpu: '2'}, scopes: [NotTerminating]}}",
    row: { NAME: "resourcequota/x", REQUEST: "", LIMIT: "", AGE: "#" },
  },
  {
    manifest: "{apiVersion: v1, kind: Secret, metadata: {name: x}, stringData: {a: secret}}",
    row: { NAME: "secret/x", TYPE: "Opaque", DATA: "1", AGE: "#" },
  },
  {
    manifest: "{apiVersion: v1, kind: ServiceAccount, metadata: {name: x}, imagePullSecrets: [{name: pull}]}",
    row: { NAME: "serviceaccount/x", AGE: "#" },
  },
  {
    manifest: "{apiVersion: v1, kind: Service, metadata: {name: x}, spec: {type: NodePort, selector: {app: x}, ports: [{name: http, port: 80, targetPort: 8080, nodePort: 30056}, {name: dns, port: 53, protocol: UDP, nodePort: 30057}]}}",
    row: { NAME: "service/x", TYPE: "NodePort", "CLUSTER-IP": "10.96.#", "EXTERNAL-IP": "<none>", "PORT(S)": "80:30056/TCP,53:30057/UDP", AGE: "#", SELECTOR: "app=x" },
    wide: ["SELECTOR"],
  },
  {
    manifest: "{apiVersion: admissionregistration.k8s.io/v1, kind: MutatingAdmissionPolicy, metadata: {name: kinds-x}, spec: {reinvocationPolicy: Never, failurePolicy: Ignore, matchConstraints: {resourceRules: [{apiGroups: [example.com], apiVersions: [v1], operations: [CREATE], resources: [things]}]}, mutations: [{patchType: ApplyConfiguration, applyConfiguration: {expression: 'Object{}'}}]}}",
    row: { NAME: "mutatingadmissionpolicy.admissionregistration.k8s.io/kinds-x", MUTATIONS: "1", PARAMKIND: "<unset>", AGE: "#" },
  },
  {
    manifest: "{apiVersion: admissionregistration.k8s.io/v1, kind: MutatingAdmissionPolicyBinding, metadata: {name: kinds-x}, spec: {policyName: kinds-x}}",
    row: { NAME: "mutatingadmissionpolicybinding.admissionregistration.k8s.io/kinds-x", POLICYNAME: "kinds-x", PARAMREF: "<unset>", AGE: "#" },
  },
  {
    manifest: "{apiVersion: admissionregistration.k8s.io/v1, kind: MutatingWebhookConfiguration, metadata: {name: kinds-x}, webhooks: [{name: a.example.com, sideEffects: None, admissionReviewVersions: [v1], failurePolicy: Ignore, clientConfig: {url: 'https://example.com/'}, rules: []}]}",
    row: { NAME: "mutatingwebhookconfiguration.admissionregistration.k8s.io/kinds-x", WEBHOOKS: "1", AGE: "#" },
  },
  {
    manifest: "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicy, metadata: {name: kinds-x}, spec: {failurePolicy: Ignore, paramKind: {apiVersion: v1, kind: ConfigMap}, matchConstraints: {resourceRules: [{apiGroups: [example.com], apiVersions: [v1], operations: [CREATE], resources: [things]}]}, validations: [{expression: 'true'}]}}",
    row: { NAME: "validatingadmissionpolicy.admissionregistration.k8s.io/kinds-x", VALIDATIONS: "1", PARAMKIND: "v1/ConfigMap", AGE: "#" },
  },
  {
    manifest: "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicyBinding, metadata: {name: kinds-x}, spec: {policyName: kinds-x, validationActions: [Warn], paramRef: {name: x, namespace: kinds, parameterNotFoundAction: Allow}}}",
    row: { NAME: "validatingadmissionpolicybinding.admissionregistration.k8s.io/kinds-x", POLICYNAME: "kinds-x", PARAMREF: "kinds/x", AGE: "#" },
  },
  {
    manifest: "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: kinds-x}, webhooks: [{name: a.example.com, sideEffects: None, admissionReviewVersions: [v1], failurePolicy: Ignore, clientConfig: {url: 'https://example.com/'}, rules: []}]}",
    row: { NAME: "validatingwebhookconfiguration.admissionregistration.k8s.io/kinds-x", WEBHOOKS: "1", AGE: "#" },
  },
  {
    manifest: "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: things.kinds.example.com}, spec: {group: kinds.example.com, scope: Namespaced, names: {plural: things, singular: thing, kind: Thing, listKind: ThingList}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}}",
    row: { NAME: "customresourcedefinition.apiextensions.k8s.io/things.kinds.example.com", "CREATED AT": "#" },
  },
  {
    manifest: "{apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: v1.far.example.com}, spec: {group: far.example.com, version: v1, groupPriorityMinimum: 100, versionPriority: 100, service: {namespace: kinds, name: x}, insecureSkipTLSVerify: true}}",
    row: { NAME: "apiservice.apiregistration.k8s.io/v1.far.example.com", SERVICE: "kinds/x", AVAILABLE: "Unknown", AGE: "#" },
  },
  {
    manifest: "{apiVersion: apps/v1, kind: ControllerRevision, metadata: {name: x}, revision: 7, data: {a: 1}}",
    row: { NAME: "controllerrevision.apps/x", CONTROLLER: "<none>", REVISION: "7", AGE: "#" },
  },
  {
    manifest: "{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: x}, spec: {selector: {matchLabels: {app: ds}}, template: {metadata: {labels: {app: ds}}, spec: {nodeSelector: {nowhere: here}, containers: [{name: c, image: i}]}}}}",
    row: { NAME: "daemonset.apps/x", DESIRED: "0", CURRENT: "0", READY: "0", "UP-TO-DATE": "0", AVAILABLE: "0", "NODE SELECTOR": "nowhere=here", AGE: "#", CONTAINERS: "c", IMAGES: "i", SELECTOR: "app=ds" },
    wide: ["CONTAINERS", "IMAGES", "SELECTOR"],
  },
  {
    manifest: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {replicas: 0, selector: {matchLabels: {app: d}}, template: {metadata: {labels: {app: d}}, spec: {containers: [{name: c, image: i}]}}}}",
    row: { NAME: "deployment.apps/x", READY: "0/0", "UP-TO-DATE": "0", AVAILABLE: "0", AGE: "#", CONTAINERS: "c", IMAGES: "i", SELECTOR: "app=d" },
    wide: ["CONTAINERS", "IMAGES", "SELECTOR"],
  },
  {
    manifest: "{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: x}, spec: {replicas: 0, selector: {matchLabels: {app: r}}, template: {metadata: {labels: {app: r}}, spec: {containers: [{name: c, image: i}]}}}}",
    row: { NAME: "replicaset.apps/x", DESIRED: "0", CURRENT: "0", READY: "0", AGE: "#", CONTAINERS: "c", IMAGES: "i", SELECTOR: "app=r" },
    wide: ["CONTAINERS", "IMAGES", "SELECTOR"],
  },
  {
    manifest: "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: x}, spec: {replicas: 0, serviceName: x, selector: {matchLabels: {app: s}}, template: {metadata: {labels: {app: s}}, spec: {containers: [{name: c, image: i}]}}}}",
    row: { NAME: "statefulset.apps/x", READY: "0/0", AGE: "#", CONTAINERS: "c", IMAGES: "i" },
    wide: ["CONTAINERS", "IMAGES"],
  },
  {
    manifest: "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: x}, spec: {maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: x}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}, {type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 100Mi}}}, {type: External, external: {metric: {name: q}, target: {type: Value, value: '5'}}}]}}",
    row: { NAME: "horizontalpodautoscaler.autoscaling/x", REFERENCE: "Deployment/x", TARGETS: "cpu: <unknown>/50%, memory: <unknown>/100Mi + 1 more...", MINPODS: "1", MAXPODS: "2", REPLICAS: "0", AGE: "#" },
  },
  {
    manifest: "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: old}, spec: {maxReplicas: 2, minReplicas: 1, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: x}, targetCPUUtilizationPercentage: 40}}",
    row: { NAME: "horizontalpodautoscaler.autoscaling/old", REFERENCE: "Deployment/x", TARGETS: "<none>", MINPODS: "1", MAXPODS: "2", REPLICAS: "0", AGE: "#" },
  },
  {
    manifest: "{apiVersion: batch/v1, kind: CronJob, metadata: {name: x}, spec: {schedule: '@daily', timeZone: Europe/Berlin, suspend: true, jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}}",
    row: { NAME: "cronjob.batch/x", SCHEDULE: "@daily", TIMEZONE: "Europe/Berlin", SUSPEND: "True", ACTIVE: "0", "LAST SCHEDULE": "<none>", AGE: "#", CONTAINERS: "c", IMAGES: "i", SELECTOR: "<none>" },
    wide: ["CONTAINERS", "IMAGES", "SELECTOR"],
  },
  {
    manifest: "{apiVersion: batch/v1, kind: Job, metadata: {name: x}, spec: {suspend: true, backoffLimit: 2, parallelism: 3, template: {spec: {restartPolicy: Never, containers: [{name: c, image: i, command: [a]}]}}}}",
    row: { NAME: "job.batch/x", STATUS: "Suspended", COMPLETIONS: "0/1 of 3", DURATION: "", AGE: "#", CONTAINERS: "c", IMAGES: "i", SELECTOR: "batch.kubernetes.io/controller-uid=#" },
    wide: ["CONTAINERS", "IMAGES", "SELECTOR"],
  },
  {
    manifest: "{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: x}, spec: {holderIdentity: me, leaseDurationSeconds: 10}}",
    row: { NAME: "lease.coordination.k8s.io/x", HOLDER: "me", AGE: "#" },
  },
  {
    manifest: "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: x}, addressType: IPv4, ports: [{name: http, port: 80}], endpoints: [{addresses: [192.0.2.1]}, {addresses: [192.0.2.2]}]}",
    row: { NAME: "endpointslice.discovery.k8s.io/x", ADDRESSTYPE: "IPv4", PORTS: "80", ENDPOINTS: "192.0.2.1,192.0.2.2", AGE: "#" },
  },
  {
    manifest: "{apiVersion: events.k8s.io/v1, kind: Event, metadata: {name: z}, regarding: {kind: ConfigMap, name: x, namespace: kinds}, reason: Tried, note: a word, type: Normal, eventTime: '2026-01-02T00:00:00.000000Z', reportingController: example.com/me, reportingInstance: me-1, action: Try}",
    row: { "LAST SEEN": "#", TYPE: "Normal", REASON: "Tried", OBJECT: "configmap/x", SUBOBJECT: "", SOURCE: "example.com/me, me-1", MESSAGE: "a word", "FIRST SEEN": "#", COUNT: "1", NAME: "event.events.k8s.io/z" },
    wide: ["SUBOBJECT", "SOURCE", "FIRST SEEN", "COUNT", "NAME"],
  },
  {
    manifest: "{apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: kinds-x}, spec: {priorityLevelConfiguration: {name: kinds-x}, matchingPrecedence: 9000, distinguisherMethod: {type: ByUser}, rules: [{subjects: [{kind: User, user: {name: nobody}}], nonResourceRules: [{verbs: [get], nonResourceURLs: [/nothing]}]}]}}",
    row: { NAME: "flowschema.flowcontrol.apiserver.k8s.io/kinds-x", PRIORITYLEVEL: "kinds-x", MATCHINGPRECEDENCE: "9000", DISTINGUISHERMETHOD: "ByUser", AGE: "#", MISSINGPL: "False" },
  },
  {
    manifest: "{apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: PriorityLevelConfiguration, metadata: {name: kinds-x}, spec: {type: Limited, limited: {nominalConcurrencyShares: 5, limitResponse: {type: Queue, queuing: {queues: 4, handSize: 2, queueLengthLimit: 10}}}}}",
    row: { NAME: "prioritylevelconfiguration.flowcontrol.apiserver.k8s.io/kinds-x", TYPE: "Limited", NOMINALCONCURRENCYSHARES: "5", QUEUES: "4", HANDSIZE: "2", QUEUELENGTHLIMIT: "10", AGE: "#" },
  },
  {
    manifest: "{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: kinds-x}, spec: {controller: example.com/c, parameters: {apiGroup: k8s.example.com, kind: IngressParameters, name: p}}}",
    row: { NAME: "ingressclass.networking.k8s.io/kinds-x", CONTROLLER: "example.com/c", PARAMETERS: "IngressParameters.k8s.example.com/p", AGE: "#" },
  },
  {
    manifest: "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: x}, spec: {ingressClassName: kinds-x, tls: [{hosts: [a.example.com]}], rules: [{host: a.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: x, port: {number: 80}}}}]}}, {host: b.example.com}, {host: c.example.com}, {host: d.example.com}]}}",
    row: { NAME: "ingress.networking.k8s.io/x", CLASS: "kinds-x", HOSTS: "a.example.com,b.example.com,c.example.com + 1 more...", ADDRESS: "", PORTS: "80, 443", AGE: "#" },
  },
  {
    manifest: "{apiVersion: networking.k8s.io/v1, kind: IPAddress, metadata: {name: 192.0.2.77}, spec: {parentRef: {resource: services, namespace: kinds, name: x}}}",
    row: { NAME: "ipaddress.networking.k8s.io/192.0.2.77", PARENTREF: "services/kinds/x" },
  },
  {
    manifest: "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: x}, spec: {podSelector: {matchLabels: {app: x}}, policyTypes: [Ingress]}}",
    row: { NAME: "networkpolicy.networking.k8s.io/x", "POD-SELECTOR": "app=x", AGE: "#" },
  },
  {
    manifest: "{apiVersion: networking.k8s.io/v1, kind: ServiceCIDR, metadata: {name: kinds-x}, spec: {cidrs: [192.0.2.0/24]}}",
    row: { NAME: "servicecidr.networking.k8s.io/kinds-x", CIDRS: "192.0.2.0/24", AGE: "#" },
  },
  {
    manifest: "{apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: kinds-x}, handler: none}",
    row: { NAME: "runtimeclass.node.k8s.io/kinds-x", HANDLER: "none", AGE: "#" },
  },
  {
    manifest: "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: x}, spec: {minAvailable: 1, selector: {matchLabels: {app: x}}}}",
    row: { NAME: "poddisruptionbudget.policy/x", "MIN AVAILABLE": "1", "MAX UNAVAILABLE": "N/A", "ALLOWED DISRUPTIONS": "0", AGE: "#" },
  },
  {
    manifest: "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: kinds-x}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}, subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: ann}, {kind: User, apiGroup: rbac.authorization.k8s.io, name: bob}, {kind: Group, apiGroup: rbac.authorization.k8s.io, name: staff}, {kind: ServiceAccount, name: x, namespace: kinds}]}",
    row: { NAME: "clusterrolebinding.rbac.authorization.k8s.io/kinds-x", ROLE: "ClusterRole/view", AGE: "#", USERS: "ann, bob", GROUPS: "staff", SERVICEACCOUNTS: "kinds/x" },
    wide: ["USERS", "GROUPS", "SERVICEACCOUNTS"],
  },
  {
    manifest: "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: kinds-x}, rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]}",
    row: { NAME: "clusterrole.rbac.authorization.k8s.io/kinds-x", "CREATED AT": "#" },
  },
  {
    manifest: "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: x}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: x}, subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: ann}]}",
    row: { NAME: "rolebinding.rbac.authorization.k8s.io/x", ROLE: "Role/x", AGE: "#", USERS: "ann", GROUPS: "", SERVICEACCOUNTS: "" },
    wide: ["USERS", "GROUPS", "SERVICEACCOUNTS"],
  },
  {
    manifest: "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: x}, rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]}",
    row: { NAME: "role.rbac.authorization.k8s.io/x", "CREATED AT": "#" },
  },
  {
    manifest: `{apiVersion: resource.k8s.io/v1, kind: DeviceClass, metadata: {name: kinds-x}, spec: {selectors: [{cel: {expression: 'device.driver == "x"'}}]}}`,
    row: { NAME: "deviceclass.resource.k8s.io/kinds-x", AGE: "#" },
  },
  {
    manifest: "{apiVersion: resource.k8s.io/v1, kind: ResourceClaim, metadata: {name: x}, spec: {devices: {requests: [{name: r, exactly: {deviceClassName: kinds-x}}]}}}",
    row: { NAME: "resourceclaim.resource.k8s.io/x", STATE: "pending", AGE: "#" },
  },
  {
    manifest: "{apiVersion: resource.k8s.io/v1, kind: ResourceClaimTemplate, metadata: {name: x}, spec: {spec: {devices: {requests: [{name: r, exactly: {deviceClassName: kinds-x}}]}}}}",
    row: { NAME: "resourceclaimtemplate.resource.k8s.io/x", AGE: "#" },
  },
  {
    manifest: "{apiVersion: resource.k8s.io/v1, kind: ResourceSlice, metadata: {name: kinds-x}, spec: {driver: d.example.com, nodeName: somewhere, pool: {name: p, generation: 1, resourceSliceCount: 1}, devices: [{name: d}]}}",
    row: { NAME: "resourceslice.resource.k8s.io/kinds-x", NODE: "somewhere", DRIVER: "d.example.com", POOL: "p", AGE: "#" },
  },
  {
    manifest: "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: kinds-x}, value: 5}",
    row: { NAME: "priorityclass.scheduling.k8s.io/kinds-x", VALUE: "5", "GLOBAL-DEFAULT": "false", AGE: "#", PREEMPTIONPOLICY: "PreemptLowerPriority" },
  },
  {
    manifest: "{apiVersion: storage.k8s.io/v1, kind: CSIDriver, metadata: {name: kinds-x}, spec: {attachRequired: false}}",
    row: { NAME: "csidriver.storage.k8s.io/kinds-x", ATTACHREQUIRED: "false", PODINFOONMOUNT: "false", STORAGECAPACITY: "false", TOKENREQUESTS: "<unset>", REQUIRESREPUBLISH: "false", MODES: "Persistent", AGE: "#" },
  },
  {
    manifest: "{apiVersion: storage.k8s.io/v1, kind: CSINode, metadata: {name: kinds-x}, spec: {drivers: [{name: d, nodeID: 'n'}]}}",
    row: { NAME: "csinode.storage.k8s.io/kinds-x", DRIVERS: "1", AGE: "#" },
  },
  {
    manifest: "{apiVersion: storage.k8s.io/v1, kind: CSIStorageCapacity, metadata: {name: x}, storageClassName: kinds-x, capacity: 5Gi}",
    row: { NAME: "csistoragecapacity.storage.k8s.io/x", STORAGECLASSNAME: "kinds-x", CAPACITY: "5Gi" },
  },
  {
    manifest: "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: kinds-x}, provisioner: example.com/p, allowVolumeExpansion: true}",
    row: { NAME: "storageclass.storage.k8s.io/kinds-x", PROVISIONER: "example.com/p", RECLAIMPOLICY: "Delete", VOLUMEBINDINGMODE: "Immediate", ALLOWVOLUMEEXPANSION: "true", AGE: "#" },
  },
  {
    manifest: "{apiVersion: storage.k8s.io/v1, kind: VolumeAttachment, metadata: {name: kinds-x}, spec: {attacher: a, nodeName: 'n', source: {persistentVolumeName: kinds-x}}}",
    row: { NAME: "volumeattachment.storage.k8s.io/kinds-x", ATTACHER: "a", PV: "kinds-x", NODE: "n", ATTACHED: "false", AGE: "#" },
  },
  {
    manifest: "{apiVersion: storage.k8s.io/v1, kind: VolumeAttributesClass, metadata: {name: kinds-x}, driverName: d, parameters: {a: b}}",
    row: { NAME: "volumeattributesclass.storage.k8s.io/kinds-x", DRIVERNAME: "d", AGE: "#" },
  },
];
