import { invalidChange, invalidNew } from "../invalid.ts";
import { manifest } from "../manifests.ts";
import { dnsSubdomain, immutable, notNegative, qualifiedName } from "../words.ts";

export const title = "storage classes, drivers and what they attach";

const core = "kubernetes pkg/apis/core/validation/validation.go";
const storage = "kubernetes pkg/apis/storage/validation/validation.go";
const of = (kind: string, rest: object) => manifest("storage.k8s.io/v1", kind, { ...rest });
const storageClass = (rest: object) => of("StorageClass", { provisioner: "a.io/b", ...rest });
const topology = (...matchLabelExpressions: object[]) => ({ matchLabelExpressions });
const driver = (spec: object) => of("CSIDriver", { spec });
const csiNode = (...drivers: object[]) => of("CSINode", { spec: { drivers } });
const attachment = (spec: object) => of("VolumeAttachment", { spec: { attacher: "a.io", nodeName: "n", source: { persistentVolumeName: "v" }, ...spec } });
const inline = (spec: object) => attachment({ source: { inlineVolumeSpec: { accessModes: ["ReadWriteOnce"], csi: { driver: "a.io", volumeHandle: "h" }, ...spec } } });
const capacity = (rest: object) => of("CSIStorageCapacity", { storageClassName: "s", ...rest });
const attributes = (rest: object) => of("VolumeAttributesClass", { driverName: "a.io", parameters: { a: "b" }, ...rest });

export const mistakes = [
  ...invalidNew("StorageClass.storage.k8s.io", [
    ["a provisioner in capitals", storageClass({ provisioner: "A_B!" }), `provisioner: Invalid value: "a_b!": ${qualifiedName}`, `${storage} validateProvisioner`],
    ["a parameter of no name", storageClass({ parameters: { "": "a" } }), 'parameters: Invalid value: "": field can not be empty.', `${storage} validateParameters`],
    ["two topologies that are one", storageClass({ allowedTopologies: [topology({ key: "a", values: ["b", "c"] }), topology({ key: "a", values: ["c", "b"] })] }), 'allowedTopologies[1].matchLabelExpressions: Duplicate value: ""', `${storage} validateAllowedTopologies`],
    ["a topology of nothing", storageClass({ allowedTopologies: [topology()] }), 'allowedTopologies[0].matchLabelExpressions: Duplicate value: ""', `${storage} validateAllowedTopologies`],
    ["a topology of no values", storageClass({ allowedTopologies: [topology({ key: "a" })] }), "allowedTopologies[0].matchLabelExpressions[0].values: Required value", `${core} validateTopologySelectorLabelRequirement`],
    ["a topology's value twice", storageClass({ allowedTopologies: [topology({ key: "a", values: ["b", "b"] })] }), 'allowedTopologies[0].matchLabelExpressions[0].values[1]: Duplicate value: "b"', `${core} validateTopologySelectorLabelRequirement`],
    ["a topology's key twice", storageClass({ allowedTopologies: [topology({ key: "a", values: ["b"] }, { key: "a", values: ["c"] })] }), 'allowedTopologies[0].matchLabelExpressions[1].key: Duplicate value: "a"', `${core} ValidateTopologySelectorTerm`],
  ]),
  ...invalidNew("CSIDriver.storage.k8s.io", [
    ["a group policy nobody knows", driver({ fsGroupPolicy: "Some" }), 'spec.fsGroupPolicy: Unsupported value: "Some": supported values: "File", "None", "ReadWriteOnceWithFSType"', `${storage} validateFSGroupPolicy`],
    ["a life nobody knows", driver({ volumeLifecycleModes: ["Eternal"] }), 'spec.volumeLifecycleModes: Unsupported value: "Eternal": supported values: "Persistent", "Ephemeral"', `${storage} validateVolumeLifecycleModes`],
    ["looked at too often", driver({ nodeAllocatableUpdatePeriodSeconds: 9 }), "spec.nodeAllocatableUpdatePeriodSeconds: Invalid value: 9: must be greater than or equal to 10 seconds", `${storage} validateNodeAllocatableUpdatePeriodSeconds`],
    ["an audience twice", driver({ serviceAccountTokenInSecrets: true, tokenRequests: [{ audience: "a" }, { audience: "a" }] }), 'spec.tokenRequests[1].audience: Duplicate value: "a"', `${storage} validateTokenRequests`],
    ["a token for a minute", driver({ serviceAccountTokenInSecrets: true, tokenRequests: [{ audience: "a", expirationSeconds: 60 }] }), "spec.tokenRequests[0].expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes", `${storage} validateTokenRequests`],
    ["a place for tokens and no tokens", driver({ serviceAccountTokenInSecrets: true }), "spec.serviceAccountTokenInSecrets: Invalid value: true: serviceAccountTokenInSecrets is set but no tokenRequests are specified", `${storage} validateServiceAccountTokenInSecrets`],
  ]),
  ...invalidChange("CSIDriver.storage.k8s.io", [
    ["attached no more", driver({}), { spec: { attachRequired: false } }, `spec.attachedRequired: Invalid value: false: ${immutable}`, `${storage} ValidateCSIDriverUpdate`],
    ["another life", driver({}), { spec: { volumeLifecycleModes: ["Ephemeral"] } }, `spec.volumeLifecycleModes: Invalid value: ["Ephemeral"]: ${immutable}`, `${storage} ValidateCSIDriverUpdate`],
  ]),
  ...invalidNew("CSINode.storage.k8s.io", [
    ["a driver of no name and no node", csiNode({ name: "", nodeID: "" }), ["spec.drivers[0].name: Required value", "spec.drivers[0].nodeID: Required value"], `${storage} validateCSINodeDriver`],
    ["a driver whose name is none", csiNode({ name: "-a", nodeID: "n" }), `spec.drivers[0].name: Invalid value: "-a": ${dnsSubdomain}`, `${core} ValidateCSIDriverName`],
    ["a node's name of 257 characters", csiNode({ name: "a", nodeID: "n".repeat(257) }), `spec.drivers[0].nodeID: Invalid value: "${"n".repeat(257)}": must be 256 characters or less`, `${storage} validateCSINodeDriverNodeID`],
    ["fewer than no volumes", csiNode({ name: "a", nodeID: "n", allocatable: { count: -1 } }), `spec.drivers[0].allocatable.count: Invalid value: -1: ${notNegative}`, `${storage} validateCSINodeDriverAllocatable`],
    ["a topology's key that is there twice", csiNode({ name: "a", nodeID: "n", topologyKeys: ["k", "k"] }), 'spec.drivers[0]: Duplicate value: "k"', `${storage} validateCSINodeDriver`],
    ["a topology's key that is none", csiNode({ name: "a", nodeID: "n", topologyKeys: ["a b"] }), `spec.drivers[0]: Invalid value: "a b": ${qualifiedName}`, `${storage} validateCSINodeDriver`],
  ]),
  ...invalidChange("CSINode.storage.k8s.io", [
    ["another node of a driver", csiNode({ name: "a", nodeID: "n" }), { spec: { drivers: [{ name: "a", nodeID: "m" }] } }, `spec.drivers: Invalid value: {"Name":"a","NodeID":"m","TopologyKeys":null,"Allocatable":null}: ${immutable}`, `${storage} ValidateCSINodeUpdate`],
  ]),
  ...invalidNew("VolumeAttachment.storage.k8s.io", [
    ["an attacher that is no name", attachment({ attacher: "A_B!" }), `spec.attacher: Invalid value: "A_B!": ${dnsSubdomain}`, `${core} ValidateCSIDriverName`],
    ["no node to attach to", attachment({ nodeName: "" }), `spec.nodeName: Invalid value: "": ${dnsSubdomain}`, `${storage} validateNodeName`],
    ["nothing to attach", attachment({ source: {} }), "spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName", `${storage} validateVolumeAttachmentSource`],
    ["two things to attach", attachment({ source: { persistentVolumeName: "v", inlineVolumeSpec: {} } }), "spec.source: Forbidden: must specify exactly one of inlineVolumeSpec and persistentVolumeName", `${storage} validateVolumeAttachmentSource`],
    ["a volume of no name to attach", attachment({ source: { persistentVolumeName: "" } }), ["spec.source.persistentVolumeName: Required value: must specify non empty persistentVolumeName", `spec.source.persistentVolumeName: Invalid value: "": ${dnsSubdomain}`], `${storage} ValidateVolumeAttachment`],
    ["a size beside it", inline({ capacity: { storage: "1Gi" } }), "spec.source.inlineVolumeSpec.capacity: Forbidden: may not be specified in the context of inline volumes", `${core} ValidatePersistentVolumeSpec`],
    ["a volume of the host to attach", inline({ csi: undefined, hostPath: { path: "/a" } }), "spec.source.inlineVolumeSpec.csi: Required value: has to be specified in the context of inline volumes", `${core} ValidatePersistentVolumeSpec`],
    ["a volume to delete", inline({ persistentVolumeReclaimPolicy: "Delete" }), "spec.source.inlineVolumeSpec.persistentVolumeReclaimPolicy: Forbidden: may only be Retain in the context of inline volumes", `${core} ValidatePersistentVolumeSpec`],
    ["a block to attach", inline({ volumeMode: "Block" }), "spec.source.inlineVolumeSpec.volumeMode: Forbidden: may not specify volumeMode other than Filesystem in the context of inline volumes", `${core} ValidatePersistentVolumeSpec`],
  ]),
  ...invalidChange("VolumeAttachment.storage.k8s.io", [
    ["an error before the first", attachment({}), { status: { attachError: { errorCode: -1 } } }, "status.attachError.errorCode: Invalid value: -1: must be between 0 and 2147483647, inclusive", `${storage} validateVolumeError`],
    ["an error that tells a story", attachment({}), { status: { detachError: { message: "a".repeat(1025) } } }, "status.detachError.message: Too long: may not be more than 262144 bytes", `${storage} validateVolumeError`],
  ], "status"),
  ...invalidNew("CSIStorageCapacity.storage.k8s.io", [
    ["room of no class", capacity({ storageClassName: "" }), `storageClassName: Invalid value: "": ${dnsSubdomain}`, `${storage} ValidateCSIStorageCapacity`],
    ["less than no room", capacity({ capacity: "-1" }), `capacity: Invalid value: "-1": ${notNegative}`, `${storage} ValidateCSIStorageCapacity`],
    ["room at no place", capacity({ nodeTopology: { matchLabels: { "a b": "" } } }), `nodeTopology.matchLabels: Invalid value: "a b": ${qualifiedName}`, `${storage} ValidateCSIStorageCapacity`],
  ]),
  ...invalidChange("CSIStorageCapacity.storage.k8s.io", [
    ["room of another class", capacity({}), { storageClassName: "t" }, `storageClassName: Invalid value: "t": ${immutable}`, `${storage} ValidateCSIStorageCapacityUpdate`],
    ["room elsewhere", capacity({}), { nodeTopology: { matchLabels: { a: "b" } } }, `nodeTopology: Invalid value: {"matchLabels":{"a":"b"}}: ${immutable}`, `${storage} ValidateCSIStorageCapacityUpdate`],
  ]),
  ...invalidNew("VolumeAttributesClass.storage.k8s.io", [
    ["attributes of no driver", attributes({ driverName: "" }), "driverName: Required value", `${storage} validateProvisioner`],
    ["no attributes", attributes({ parameters: {} }), "parameters: Required value: must contain at least one key/value pair", `${storage} validateParameters`],
  ]),
  ...invalidChange("VolumeAttributesClass.storage.k8s.io", [
    ["attributes of another driver", attributes({}), { driverName: "b.io" }, "driverName: Forbidden: updates to driverName are forbidden.", `${storage} ValidateVolumeAttributesClassUpdate`],
  ]),
];
