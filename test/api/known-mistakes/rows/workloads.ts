import { invalidChange, invalidNew } from "../invalid.ts";
import { container, daemonSet, deployment, manifest, replicaSet, statefulSet, template } from "../manifests.ts";
import { dnsLabel, dnsSubdomain, immutable, notNegative } from "../words.ts";

export const title = "deployments, replica sets, stateful sets, daemon sets";

const apps = "kubernetes pkg/apis/apps/validation/validation.go";
const core = "kubernetes pkg/apis/core/validation/validation.go";
const tooMany = "cannot be greater than status.replicas";
const controller = (spec: object) => manifest("v1", "ReplicationController", { spec: { selector: { app: "x" }, template: template(), ...spec } });
const other = { matchLabels: { app: "y" } };

export const mistakes = [
  ...invalidNew("Deployment.apps", [
    ["no selector", deployment({ selector: undefined }), ["spec.selector: Required value", 'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`'], `${apps} ValidateDeploymentSpec`],
    ["an empty selector", deployment({ selector: {} }), "spec.selector: Invalid value: {}: empty selector is invalid for deployment", `${apps} ValidateDeploymentSpec`],
    ["a selector of other labels", deployment({ selector: other }), 'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`', `${apps} ValidatePodTemplateSpecForReplicaSet`],
    ["replicas below 0", deployment({ replicas: -1 }), `spec.replicas: Invalid value: -1: ${notNegative}`, `${apps} ValidateDeploymentSpec`],
    ["min ready below 0", deployment({ minReadySeconds: -1 }), `spec.minReadySeconds: Invalid value: -1: ${notNegative}`, `${apps} ValidateDeploymentSpec`],
    ["history below 0", deployment({ revisionHistoryLimit: -1 }), `spec.revisionHistoryLimit: Invalid value: -1: ${notNegative}`, `${apps} ValidateDeploymentSpec`],
    ["a progress deadline before ready", deployment({ minReadySeconds: 10, progressDeadlineSeconds: 10 }), "spec.progressDeadlineSeconds: Invalid value: 10: must be greater than minReadySeconds", `${apps} ValidateDeploymentSpec`],
    ["a strategy nobody knows", deployment({ strategy: { type: "BlueGreen" } }), 'spec.strategy: Unsupported value: {"Type":"BlueGreen","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"', `${apps} ValidateDeploymentStrategy`],
    ["a rolling update of a recreation", deployment({ strategy: { type: "Recreate", rollingUpdate: { maxSurge: 1 } } }), "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'", `${apps} ValidateDeploymentStrategy`],
    ["no surge and nothing unavailable", deployment({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }), "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0", `${apps} ValidateRollingUpdateDeployment`],
    ["101 % unavailable", deployment({ strategy: { rollingUpdate: { maxUnavailable: "101%" } } }), 'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%', `${apps} IsNotMoreThan100Percent`],
    ["half a word of surge", deployment({ strategy: { rollingUpdate: { maxSurge: "half" } } }), "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"half\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')", `${apps} ValidatePositiveIntOrPercent`],
    ["a restart policy other than always", deployment({ template: template({ restartPolicy: "Never" }) }), 'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"', `${apps} ValidatePodTemplateSpecForReplicaSet`],
    ["a deadline for pods that run for ever", deployment({ template: template({ activeDeadlineSeconds: 5 }) }), "spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported", `${apps} ValidatePodTemplateSpecForReplicaSet`],
    ["no containers", deployment({ template: template({ containers: [] }) }), "spec.template.spec.containers: Required value", `${core} ValidatePodTemplateSpec`],
    ["a container without an image", deployment({ template: template({ containers: [container({ image: undefined })] }) }), "spec.template.spec.containers[0].image: Required value", `${core} ValidatePodTemplateSpec`],
    ["a name in upper case", { ...deployment(), metadata: { name: "X" } }, `metadata.name: Invalid value: "X": ${dnsSubdomain}`, `${apps} ValidateDeploymentName`],
    ["a selector by an operator nobody knows", deployment({ selector: { matchExpressions: [{ key: "app", operator: "Is", values: ["x"] }] } }), ['spec.selector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator', 'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"Is","values":["x"]}]}: invalid label selector'], `${apps} ValidateDeploymentSpec`],
  ]),
  ...invalidChange("Deployment.apps", [
    ["another selector", deployment(), { spec: { selector: { matchLabels: { app: "y" } }, template: { metadata: { labels: { app: "y" } } } } }, `spec.selector: Invalid value: {"matchLabels":{"app":"y"}}: ${immutable}`, "kubernetes pkg/registry/apps/deployment/strategy.go ValidateUpdate"],
  ]),
  ...invalidNew("ReplicaSet.apps", [
    ["a replica set without a selector", replicaSet({ selector: undefined }), ["spec.selector: Required value", 'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`'], `${apps} ValidateReplicaSetSpec`],
    ["a replica set with an empty selector", replicaSet({ selector: {} }), "spec.selector: Invalid value: {}: empty selector is invalid for deployment", `${apps} ValidateReplicaSetSpec`],
    ["a replica set of less than nothing", replicaSet({ replicas: -1 }), `spec.replicas: Invalid value: -1: ${notNegative}`, `${apps} ValidateReplicaSetSpec`],
    ["a replica set with other labels", replicaSet({ selector: other }), 'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`', `${apps} ValidatePodTemplateSpecForReplicaSet`],
    ["a replica set without a template", replicaSet({ template: undefined }), ["spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`", "spec.template.spec.containers: Required value"], `${apps} ValidatePodTemplateSpecForReplicaSet`],
  ]),
  ...invalidChange("ReplicaSet.apps", [
    ["a replica set's other selector", replicaSet(), { spec: { selector: { matchLabels: { app: "y" } }, template: { metadata: { labels: { app: "y" } } } } }, `spec.selector: Invalid value: {"matchLabels":{"app":"y"}}: ${immutable}`, "kubernetes pkg/registry/apps/replicaset/strategy.go ValidateUpdate"],
  ]),
  ...invalidNew("StatefulSet.apps", [
    ["a stateful set named with a dot", statefulSet({}, { name: "a.b" }), 'metadata.name: Invalid value: "a.b": must not contain dots', `${apps} ValidateStatefulSetName`],
    ["a stateful set without a selector", statefulSet({ selector: undefined }), ["spec.selector: Required value", 'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`'], `${apps} ValidateStatefulSetSpec`],
    ["a stateful set with an empty selector", statefulSet({ selector: {} }), "spec.selector: Invalid value: {}: empty selector is invalid for statefulset", `${apps} ValidateStatefulSetSpec`],
    ["a stateful set with other labels", statefulSet({ selector: other }), 'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`', `${apps} ValidatePodTemplateSpecForStatefulSet`],
    ["a management policy nobody knows", statefulSet({ podManagementPolicy: "Chaotic" }), "spec.podManagementPolicy: Invalid value: \"Chaotic\": must be 'OrderedReady' or 'Parallel'", `${apps} validatePodManagementPolicy`],
    ["an update strategy nobody knows", statefulSet({ updateStrategy: { type: "Never" } }), "spec.updateStrategy: Invalid value: {\"Type\":\"Never\",\"RollingUpdate\":null}: must be 'RollingUpdate' or 'OnDelete'", `${apps} ValidateStatefulSetSpec`],
    ["a partition below 0", statefulSet({ updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: -1 } } }), `spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: ${notNegative}`, `${apps} ValidateStatefulSetSpec`],
    ["partitions of what is deleted by hand", statefulSet({ updateStrategy: { type: "OnDelete", rollingUpdate: { partition: 1 } } }), "spec.updateStrategy.rollingUpdate: Invalid value: {\"Partition\":1,\"MaxUnavailable\":null}: only allowed for updateStrategy 'RollingUpdate'", `${apps} ValidateStatefulSetSpec`],
    ["a claim without a mode and a size", statefulSet({ volumeClaimTemplates: [{ metadata: { name: "a" }, spec: {} }] }), ["spec.volumeClaimTemplates[0].spec.accessModes: Required value: at least 1 access mode is required", "spec.volumeClaimTemplates[0].spec.resources[storage]: Required value"], `${core} ValidatePersistentVolumeClaimSpec`],
    ["replicas of a stateful set below 0", statefulSet({ replicas: -1 }), `spec.replicas: Invalid value: -1: ${notNegative}`, `${apps} ValidateStatefulSetSpec`],
    ["ordinals below 0", statefulSet({ ordinals: { start: -1 } }), `spec.ordinals.start: Invalid value: -1: ${notNegative}`, `${apps} ValidateStatefulSetSpec`],
    ["a stateful set whose pods end", statefulSet({ template: template({ restartPolicy: "OnFailure" }) }), 'spec.template.spec.restartPolicy: Unsupported value: "OnFailure": supported values: "Always"', `${apps} ValidateStatefulSetSpec`],
    ["a stateful set with a deadline", statefulSet({ template: template({ activeDeadlineSeconds: 5 }) }), "spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in StatefulSet is not Supported", `${apps} ValidateStatefulSetSpec`],
    ["a claim policy nobody knows", statefulSet({ persistentVolumeClaimRetentionPolicy: { whenDeleted: "Keep" } }), 'spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "Keep": supported values: "Retain", "Delete"', `${apps} ValidatePersistentVolumeClaimRetentionPolicyType`],
    ["a service name with an underscore", statefulSet({ serviceName: "a_b" }), `spec.serviceName: Invalid value: "a_b": ${dnsLabel}`, `${apps} ValidateStatefulSetSpec`],
  ]),
  ...invalidChange("StatefulSet.apps", [
    ["another service", statefulSet(), { spec: { serviceName: "y" } }, "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden", `${apps} ValidateStatefulSetUpdate`],
    ["another management policy", statefulSet(), { spec: { podManagementPolicy: "Parallel" } }, "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden", `${apps} ValidateStatefulSetUpdate`],
  ]),
  ...invalidNew("DaemonSet.apps", [
    ["a daemon set without a selector", daemonSet({ selector: undefined }), 'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`', `${apps} ValidateDaemonSetSpec`],
    ["a daemon set with an empty selector", daemonSet({ selector: {} }), "spec.selector: Invalid value: {}: empty selector is invalid for daemonset", `${apps} ValidateDaemonSetSpec`],
    ["a daemon set with other labels", daemonSet({ selector: other }), 'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`', `${apps} ValidateDaemonSetSpec`],
    ["a daemon set whose pods end", daemonSet({ template: template({ restartPolicy: "Never" }) }), 'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"', `${apps} ValidateDaemonSetSpec`],
    ["a daemon set's strategy nobody knows", daemonSet({ updateStrategy: { type: "Never" } }), 'spec.updateStrategy: Unsupported value: {"Type":"Never","RollingUpdate":null}: supported values: "RollingUpdate", "OnDelete"', `${apps} ValidateDaemonSetUpdateStrategy`],
    ["a daemon set's surge beside what may be unavailable", daemonSet({ updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } }), "spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero", `${apps} ValidateRollingUpdateDaemonSet`],
    ["neither surge nor unavailable", daemonSet({ updateStrategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }), "spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0", `${apps} ValidateRollingUpdateDaemonSet`],
    ["a deadline in a daemon set", daemonSet({ template: template({ activeDeadlineSeconds: 1 }) }), "spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in DaemonSet is not Supported", `${apps} ValidateDaemonSetSpec`],
  ]),
  ...invalidChange("DaemonSet.apps", [
    ["a daemon set's other selector", daemonSet(), { spec: { selector: { matchLabels: { app: "y" } }, template: { metadata: { labels: { app: "y" } } } } }, `spec.selector: Invalid value: {"matchLabels":{"app":"y"}}: ${immutable}`, "kubernetes pkg/registry/apps/daemonset/strategy.go ValidateUpdate"],
  ]),
  ...invalidNew("ControllerRevision.apps", [
    ["a revision without data", manifest("apps/v1", "ControllerRevision", { revision: 1 }), "data: Required value: data is mandatory", `${apps} ValidateControllerRevisionCreate`],
    ["a revision below 0", manifest("apps/v1", "ControllerRevision", { revision: -1, data: {} }), `revision: Invalid value: -1: ${notNegative}`, `${apps} ValidateControllerRevisionCreate`],
  ]),
  ...invalidChange("Deployment.apps", [
    ["a deployment's counts", deployment(), { status: { replicas: 1, updatedReplicas: 2, readyReplicas: 1, availableReplicas: 2, collisionCount: -1 } }, [`status.collisionCount: Invalid value: -1: ${notNegative}`, `status.updatedReplicas: Invalid value: 2: ${tooMany}`, `status.availableReplicas: Invalid value: 2: ${tooMany}`, "status.availableReplicas: Invalid value: 2: cannot be greater than readyReplicas"], `${apps} ValidateDeploymentStatus`],
  ], "status"),
  ...invalidChange("ReplicaSet.apps", [
    ["a replica set's counts", replicaSet(), { status: { replicas: -1, fullyLabeledReplicas: 1 } }, [`status.replicas: Invalid value: -1: ${notNegative}`, `status.fullyLabeledReplicas: Invalid value: 1: ${tooMany}`, `status.readyReplicas: Invalid value: 0: ${tooMany}`, `status.availableReplicas: Invalid value: 0: ${tooMany}`], `${apps} ValidateReplicaSetStatus`],
    ["more of a replica set at hand than ready", replicaSet(), { status: { replicas: 1, availableReplicas: 1 } }, "status.availableReplicas: Invalid value: 1: cannot be greater than readyReplicas", `${apps} ValidateReplicaSetStatus`],
  ], "status"),
  ...invalidChange("StatefulSet.apps", [
    ["more of a stateful set up to date than there are", statefulSet(), { status: { replicas: 1, updatedReplicas: 2 } }, `status.updatedReplicas: Invalid value: 2: ${tooMany}`, `${apps} ValidateStatefulSetStatus`],
    ["more of a stateful set at hand than ready", statefulSet(), { status: { replicas: 1, availableReplicas: 1 } }, "status.availableReplicas: Invalid value: 1: cannot be greater than status.readyReplicas", `${apps} ValidateStatefulSetStatus`],
  ], "status"),
  ...invalidChange("DaemonSet.apps", [
    ["a daemon set's counts", daemonSet(), { status: { numberReady: -1, numberUnavailable: -1 } }, [`status.numberReady: Invalid value: -1: ${notNegative}`, `status.numberUnavailable: Invalid value: -1: ${notNegative}`], `${apps} validateDaemonSetStatus`],
  ], "status"),
  ...invalidNew("ReplicationController", [
    ["a controller of no labels", controller({ selector: {}, template: template({}, { labels: undefined }) }), "spec.selector: Required value", `${core} ValidateNonEmptySelector`],
    ["a controller without a template", controller({ template: undefined }), "spec.template: Required value", `${core} ValidatePodTemplateSpecForRC`],
    ["a controller of less than nothing", controller({ replicas: -1, selector: { app: "y" } }), [`spec.replicas: Invalid value: -1: ${notNegative}`, 'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`'], `${core} ValidateReplicationControllerSpec`],
    ["a controller of pods that end", controller({ template: template({ restartPolicy: "Never" }) }), 'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"', `${core} ValidatePodTemplateSpecForRC`],
  ]),
  ...invalidChange("ReplicationController", [
    ["more of a controller ready than there are", controller({}), { status: { replicas: 0, readyReplicas: 1 } }, `status.readyReplicas: Invalid value: 1: ${tooMany}`, `${core} ValidateReplicationControllerStatus`],
  ], "status"),
];
