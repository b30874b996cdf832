import type { Group } from "../table.ts";

const objects = `
{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, data: {a: '1'}}
---
{apiVersion: v1, kind: Secret, metadata: {name: x}, stringData: {a: 'secret'}}
---
{apiVersion: v1, kind: Service, metadata: {name: x}, spec: {selector: {app: x}, ports: [{name: http, port: 80, targetPort: 8080}]}}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: x}}
---
{apiVersion: v1, kind: LimitRange, metadata: {name: x}, spec: {limits: [{type: Container, max: {cpu: '4'}, default: {cpu: 500m}, defaultRequest: {cpu: 10m}}]}}
---
{apiVersion: v1, kind: ResourceQuota, metadata: {name: x}, spec: {hard: {configmaps: '20'}}}
---
{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: x}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, storageClassName: none}}
---
{apiVersion: v1, kind: PersistentVolume, metadata: {name: describe-x}, spec: {accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, hostPath: {path: /tmp}, storageClassName: other}}
---
{apiVersion: v1, kind: ReplicationController, metadata: {name: x}, spec: {replicas: 0, selector: {app: rc}, template: {metadata: {labels: {app: rc}}, spec: {containers: [{name: c, image: i}]}}}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {replicas: 0, selector: {matchLabels: {app: d}}, template: {metadata: {labels: {app: d}}, spec: {containers: [{name: c, image: i}]}}}}
---
{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: x}, spec: {replicas: 0, selector: {matchLabels: {app: r}}, template: {metadata: {labels: {app: r}}, spec: {containers: [{name: c, image: i}]}}}}
---
{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: x}, spec: {replicas: 0, serviceName: x, selector: {matchLabels: {app: s}}, template: {metadata: {labels: {app: s}}, spec: {containers: [{name: c, image: i}]}}}}
---
{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: x}, spec: {selector: {matchLabels: {app: ds}}, template: {metadata: {labels: {app: ds}}, spec: {nodeSelector: {nowhere: here}, containers: [{name: c, image: i}]}}}}
---
{apiVersion: batch/v1, kind: Job, metadata: {name: x}, spec: {suspend: true, backoffLimit: 2, template: {spec: {restartPolicy: Never, containers: [{name: c, image: i, command: [a]}]}}}}
---
{apiVersion: batch/v1, kind: CronJob, metadata: {name: x}, spec: {schedule: '@daily', suspend: true, jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}}
---
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: x}, spec: {rules: [{host: example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: x, port: {number: 80}}}}]}}]}}
---
{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: describe-x}, spec: {controller: example.com/c}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: x}, spec: {podSelector: {}, policyTypes: [Ingress]}}
---
{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: x}, spec: {minAvailable: 1, selector: {matchLabels: {app: x}}}}
---
{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: x}, spec: {maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: x}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: x}, rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: x}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: x}, subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: ann}]}
---
{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: describe-x}, value: 5}
---
{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: describe-x}, provisioner: example.com/p}
---
{apiVersion: storage.k8s.io/v1, kind: CSIDriver, metadata: {name: describe-x}, spec: {}}
---
{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: x}, addressType: IPv4, endpoints: [{addresses: [192.0.2.1]}], ports: [{name: http, port: 80}]}
---
{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: x}, spec: {holderIdentity: me}}
---
{apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: describe-x}, handler: none}
---
{apiVersion: v1, kind: Endpoints, metadata: {name: named}, subsets: [{addresses: [{ip: 192.0.2.1}], ports: [{port: 80}]}]}
---
{apiVersion: v1, kind: PodTemplate, metadata: {name: x}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}
`;

const none = "Labels: +<none>\\nAnnotations: +<none>\\n";
const head = (more: string) => new RegExp(`^Name: +x\\nNamespace: +describe\\n${more}`);

/** `kubectl describe` of every kind. */
export const group: Group = {
  name: "describe",
  files: { "all.yaml": objects, "pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: x}}\nspec: {terminationGracePeriodSeconds: 0, containers: [{name: c, image: busybox, command: [sleep, '600'], env: [{name: A, value: b}], ports: [{containerPort: 80}], resources: {limits: {memory: 32Mi}}}]}\n" },
  steps: [
    { args: "create -f all.yaml", stdout: /configmap\/x created\n/, stderr: /^(?:Warning: .*\n)*$/ },
    { args: "create -f pod.yaml", stdout: "pod/p created\n" },
    { args: "wait --for=condition=Ready pod/p --timeout=60s", stdout: "pod/p condition met\n" },
    { args: "describe pod p", stdout: [/^Name: +p\nNamespace: +describe\nPriority: +0\nService Account: +default\nNode: +\S+\/\d+\.\S+\nStart Time: +\w{3}, \d\d \w{3} \d{4} .*\nLabels: +app=x\nAnnotations: +kubernetes\.io\/limit-ranger: LimitRanger plugin set: cpu request for container c; cpu limit for container c\nStatus: +Running\nIP: +10\.\S+\nIPs:\n {2}IP: +10\.\S+\nContainers:\n {2}c:\n {4}Container ID: +\w+:\/\/[0-9a-f]{64}\n {4}Image: +busybox\n {4}Image ID: +\S+\n {4}Port: +80\/TCP\n {4}Host Port: +0\/TCP\n {4}Command:\n {6}sleep\n {6}600\n {4}State: +Running\n {6}Started: .*\n {4}Ready: +True\n {4}Restart Count: +0\n {4}Limits:\n {6}cpu: +500m\n {6}memory: +32Mi\n {4}Requests:\n {6}cpu: +10m\n {6}memory: +32Mi\n {4}Environment:\n {6}A: +b\n {4}Mounts:\n {6}\/var\/run\/secrets\/kubernetes\.io\/serviceaccount from kube-api-access-\w{5} \(ro\)\nConditions:\n {2}Type +Status\n {2}PodReadyToStartContainers +True *\n {2}Initialized +True *\n {2}Ready +True *\n {2}ContainersReady +True *\n {2}PodScheduled +True *\nVolumes:\n/, /QoS Class: +Burstable\nNode-Selectors: +<none>\nTolerations: +node\.kubernetes\.io\/not-ready:NoExecute op=Exists for 300s\n +node\.kubernetes\.io\/unreachable:NoExecute op=Exists for 300s\nEvents:\n {2}Type +Reason +Age +From +Message\n/, /Normal +Scheduled +\S+ +default-scheduler +Successfully assigned describe\/p to /], eventually: true },
    { args: "describe pods -l app=x --show-events=false", stdout: /^Name: +p\n(?:(?!Events:).|\n)*$/ },
    { args: "describe pod nobody", stderr: 'Error from server (NotFound): pods "nobody" not found\n', code: 1 },
    { args: "describe cm x", stdout: head(`${none}\\nData\\n====\\na:\\n----\\n1\\n\\n\\nBinaryData\\n====\\n\\nEvents: +<none>\\n$`) },
    { args: "describe secret x", stdout: head(`${none}\\nType: +Opaque\\n\\nData\\n====\\na: +6 bytes\\n$`) },
    { args: "describe service x", stdout: head(`${none}Selector: +app=x\\nType: +ClusterIP\\nIP Family Policy: +SingleStack\\nIP Families: +IPv4\\nIP: +10\\.\\S+\\nIPs: +10\\.\\S+\\nPort: +http  80/TCP\\nTargetPort: +8080/TCP\\nEndpoints: .*\\nSession Affinity: +None\\nInternal Traffic Policy: +Cluster\\nEvents: +<none>\\n$`) },
    { args: "describe sa x", stdout: head(`${none}Image pull secrets: +<none>\\nEvents: +<none>\\n$`) },
    { args: "describe limitrange x", stdout: /^Name: +x\nNamespace: +describe\nType +Resource +Min +Max +Default Request +Default Limit +Max Limit\/Request Ratio\n---- .*\nContainer +cpu +- +4 +10m +500m +-\n$/ },
    { args: "wait --for=jsonpath={.status.hard.configmaps}=20 quota/x --timeout=2s", stdout: "resourcequota/x condition met\n", todo: "resourcequota controller" },
    { args: "describe quota x", stdout: /^Name: +x\nNamespace: +describe\nResource +Used +Hard\n-------- +---- +----\nconfigmaps +\d +20\n$/, todo: "resourcequota controller" },
    { args: "describe pvc x", stdout: head("StorageClass: +none\\nStatus: +Pending\\nVolume: *\\nLabels: +<none>\\nAnnotations: +<none>\\nFinalizers: +\\[kubernetes\\.io/pvc-protection\\]\\nCapacity: *\\nAccess Modes: *\\nVolumeMode: +Filesystem\\nUsed By: +<none>\\nEvents:") },
    { args: "describe pv describe-x", stdout: /^Name: +describe-x\nLabels: +<none>\nAnnotations: +<none>\nFinalizers: +\[kubernetes\.io\/pv-protection\]\nStorageClass: +other\nStatus: +(?:Available|Pending)\nClaim: *\nReclaim Policy: +Retain\nAccess Modes: +RWO\nVolumeMode: +Filesystem\nCapacity: +1Gi\nNode Affinity: +<none>\nMessage: *\nSource:\n {4}Type: +HostPath \(bare host directory volume\)\n {4}Path: +\/tmp\n {4}HostPathType: *\nEvents: +<none>\n$/ },
    { args: "describe rc x", stdout: /^Name: +x\nNamespace: +describe\nSelector: +app=rc\nLabels: +app=rc\nAnnotations: +<none>\nReplicas: +0 current \/ 0 desired\nPods Status: +0 Running \/ 0 Waiting \/ 0 Succeeded \/ 0 Failed\nPod Template:\n {2}Labels: +app=rc\n {2}Containers:\n/ },
    { args: "describe deployment x", stdout: /^Name: +x\nNamespace: +describe\nCreationTimestamp: .*\nLabels: +<none>\nAnnotations: .*\nSelector: +app=d\nReplicas: +0 desired \| 0 updated \| 0 total \| 0 available \| 0 unavailable\nStrategyType: +RollingUpdate\nMinReadySeconds: +0\nRollingUpdateStrategy: +25% max unavailable, 25% max surge\nPod Template:\n/ },
    { args: "describe rs x", stdout: /^Name: +x\nNamespace: +describe\nSelector: +app=r\nLabels: +<none>\nAnnotations: +<none>\nReplicas: +0 current \/ 0 desired\n/ },
    { args: "describe sts x", stdout: /^Name: +x\nNamespace: +describe\nCreationTimestamp: .*\nSelector: +app=s\nLabels: +<none>\nAnnotations: +<none>\nReplicas: +0 desired \| 0 total\nUpdate Strategy: +RollingUpdate\n {2}Partition: +0\nPods Status: +0 Running/ },
    { args: "describe ds x", stdout: /^Name: +x\nNamespace: +describe\nSelector: +app=ds\nNode-Selector: +nowhere=here\nLabels: +<none>\nAnnotations: .*\nDesired Number of Nodes Scheduled: 0\nCurrent Number of Nodes Scheduled: 0\n/ },
    { args: "describe job x", stdout: /^Name: +x\nNamespace: +describe\nSelector: +batch\.kubernetes\.io\/controller-uid=[0-9a-f-]{36}\nLabels: +<none>|batch\.kubernetes\.io\/controller-uid=.*\n(?:.*\n)*Annotations: +<none>\nParallelism: +1\nCompletions: +1\nCompletion Mode: +NonIndexed\nSuspend: +true\nBackoff Limit: +2\n/ },
    { args: "describe cronjob x", stdout: head(`${none}Schedule: +@daily\\nConcurrency Policy: +Allow\\nSuspend: +True\\nTime Zone: +<unset>\\nSuccessful Job History Limit: +3\\nFailed Job History Limit: +1\\nStarting Deadline Seconds: +<unset>\\nSelector: +<unset>\\nParallelism: +<unset>\\nCompletions: +<unset>\\nPod Template:\\n`) },
    { args: "describe ingress x", stdout: /^Name: +x\nLabels: +<none>\nNamespace: +describe\nAddress: *\nIngress Class: +<none>\nDefault backend: +<default>\nRules:\n {2}Host +Path +Backends\n {2}---- +---- +--------\n {2}example\.com {2}\n +\/ +x:80 \(.*\)\nAnnotations: +<none>\nEvents: +<none>\n$/ },
    { args: "describe ingressclass describe-x", stdout: /^Name: +describe-x\nLabels: +<none>\nAnnotations: +<none>\nController: +example\.com\/c\nEvents: +<none>\n$/ },
    { args: "describe netpol x", stdout: /^Name: +x\nNamespace: +describe\nCreated on: .*\nLabels: +<none>\nAnnotations: +<none>\nSpec:\n {2}PodSelector: +<none> \(Allowing the specific traffic to all pods in this namespace\)\n {2}Allowing ingress traffic:\n {4}<none> \(Selected pods are isolated for ingress connectivity\)\n {2}Not affecting egress traffic\n {2}Policy Types: Ingress\n$/ },
    { args: "describe pdb x", stdout: /^Name: +x\nNamespace: +describe\nMin available: +1\nSelector: +app=x\nStatus:\n {4}Allowed disruptions: +0\n {4}Current: +\d\n {4}Desired: +\d\n {4}Total: +\d\nEvents: / },
    { args: "describe hpa x", stdout: /^Name: +x\nNamespace: +describe\nLabels: +<none>\nAnnotations: +<none>\nCreationTimestamp: .*\nReference: +Deployment\/x\nMetrics: +\( current \/ target \)\n {2}resource cpu on pods {2}\(as a percentage of request\): +<unknown> \/ 50%\nMin replicas: +1\nMax replicas: +2\nDeployment pods: +0 current \/ 0 desired\n/ },
    { args: "describe role x", stdout: /^Name: +x\nLabels: +<none>\nAnnotations: +<none>\nPolicyRule:\n {2}Resources +Non-Resource URLs +Resource Names +Verbs\n.*\n {2}pods +\[\] +\[\] +\[get\]\n$/ },
    { args: "describe rolebinding x", stdout: /^Name: +x\nLabels: +<none>\nAnnotations: +<none>\nRole:\n {2}Kind: +Role\n {2}Name: +x\nSubjects:\n {2}Kind +Name +Namespace\n.*\n {2}User +ann +\n$/ },
    { args: "describe clusterrole view", stdout: /^Name: +view\nLabels: .*\n.*\nAnnotations: +rbac\.authorization\.kubernetes\.io\/autoupdate: true\nPolicyRule:\n/ },
    { args: "describe clusterrolebinding cluster-admin", stdout: /Subjects:\n.*\n.*\n {2}Group +system:masters +\n$/ },
    { args: "describe priorityclass describe-x", stdout: /^Name: +describe-x\nValue: +5\nGlobalDefault: +false\nPreemptionPolicy: +PreemptLowerPriority\nDescription: *\nAnnotations: +<none>\nEvents: +<none>\n$/ },
    { args: "describe sc describe-x", stdout: /^Name: +describe-x\nIsDefaultClass: +No\nAnnotations: +<none>\nProvisioner: +example\.com\/p\nParameters: +<none>\nAllowVolumeExpansion: +<unset>\nMountOptions: +<none>\nReclaimPolicy: +Delete\nVolumeBindingMode: +Immediate\nEvents: +<none>\n$/ },
    { args: "describe csidriver describe-x", stdout: /^Name: +describe-x\n/ },
    { args: "describe endpointslice x", stdout: /^Name: +x\nNamespace: +describe\nLabels: +<none>\nAnnotations: +<none>\nAddressType: +IPv4\nPorts:\n {2}Name +Port +Protocol\n.*\n {2}http +80 +TCP\nEndpoints:\n {2}- Addresses: {2}192\.0\.2\.1\n/ },
    { args: "describe endpoints named", stdout: new RegExp(`^Name: +named\\nNamespace: +describe\\n${none}Subsets:\\n  Addresses: +192\\.0\\.2\\.1\\n  NotReadyAddresses: +<none>\\n  Ports:\\n`), stderr: "Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n" },
    { args: "describe lease x", stdout: head(`${none}API Version: +coordination\\.k8s\\.io/v1\\nKind: +Lease\\nMetadata:\\n`) },
    { args: "describe runtimeclass describe-x", stdout: /Handler: +none\n/ },
    { args: "describe podtemplate x", stdout: head(`${none}API Version: +v1\\nKind: +PodTemplate\\n`) },
    { args: "describe ns describe", stdout: /^Name: +describe\nLabels: +kubernetes\.io\/metadata\.name=describe\nAnnotations: +<none>\nStatus: +Active\n\nResource Quotas\n {2}Name: +x\n/ },
    { args: "describe flowschema global-default", stdout: /^Name: +global-default\n/ },
    { args: "describe prioritylevelconfiguration global-default", stdout: /^Name: +global-default\n/ },
    { args: "describe servicecidr kubernetes", stdout: /^Name: +kubernetes\n/ },
    { args: "describe -f pod.yaml", stdout: /^Name: +p\n/ },
    { args: "describe pod p", name: "prefixes match too: describe pod with part of a name", stdout: /^Name: +p\n/ },
    { args: "describe svc -n default", stdout: /^Name: +kubernetes\nNamespace: +default\nLabels: +component=apiserver\n +provider=kubernetes\n/ },
    { args: "delete pv/describe-x --timeout=1s", stdout: 'persistentvolume "describe-x" deleted\n', todo: "persistentvolume-protection controller" },
    { args: "delete ingressclass/describe-x priorityclass/describe-x sc/describe-x csidriver/describe-x runtimeclass/describe-x", stdout: /deleted\n$/ },
    { args: "delete pod p --now", stdout: 'pod "p" deleted from describe namespace\n' },
  ],
};
