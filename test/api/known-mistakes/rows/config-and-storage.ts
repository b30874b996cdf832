import { invalidChange, invalidNew } from "../invalid.ts";
import { claim, manifest, volume } from "../manifests.ts";
import { configKey, dnsSubdomain, immutable } from "../words.ts";

export const title = "config maps, secrets, claims, volumes, storage classes";

const core = "kubernetes pkg/apis/core/validation/validation.go";
const map = (rest: object) => manifest("v1", "ConfigMap", { ...rest });
const secret = (rest: object) => manifest("v1", "Secret", { ...rest });
const storageClass = (rest: object) => manifest("storage.k8s.io/v1", "StorageClass", { provisioner: "a.io/b", ...rest });

export const mistakes = [
  ...invalidNew("ConfigMap", [
    ["a key with a slash", map({ data: { "a/b": "" } }), `data[a/b]: Invalid value: "a/b": ${configKey}`, `${core} ValidateConfigMap`],
    ["a key of two dots", map({ data: { "..": "" } }), "data[..]: Invalid value: \"..\": must not be '..'", `${core} ValidateConfigMap`],
    ["a key that begins with two dots", map({ data: { "..a": "" } }), "data[..a]: Invalid value: \"..a\": must not start with '..'", `${core} ValidateConfigMap`],
    ["a key in both maps", map({ data: { a: "" }, binaryData: { a: "YQ==" } }), 'data[a]: Invalid value: "a": duplicate of key present in binaryData', `${core} ValidateConfigMap`],
    ["more than 1 MiB", map({ data: { a: "x".repeat(1_048_577) } }), "[]: Too long: may not be more than 1048576 bytes", `${core} ValidateConfigMap`],
  ]),
  ...invalidChange("ConfigMap", [
    ["a change of what does not change", map({ immutable: true, data: { a: "b" } }), { data: { a: "c" } }, "data: Forbidden: field is immutable when `immutable` is set", `${core} ValidateConfigMapUpdate`],
    ["a map that shall change again", map({ immutable: true }), { immutable: false }, "immutable: Forbidden: field is immutable when `immutable` is set", `${core} ValidateConfigMapUpdate`],
  ]),
  ...invalidNew("Secret", [
    ["a key with a space", secret({ data: { "a b": "YQ==" } }), `data[a b]: Invalid value: "a b": ${configKey}`, `${core} ValidateSecret`],
    ["a TLS secret without a key", secret({ type: "kubernetes.io/tls", data: { "tls.crt": "" } }), "data[tls.key]: Required value", `${core} ValidateSecret`],
    ["a registry's secret without its file", secret({ type: "kubernetes.io/dockerconfigjson", data: {} }), "data[.dockerconfigjson]: Required value", `${core} ValidateSecret`],
    ["a registry's secret that is no JSON", secret({ type: "kubernetes.io/dockerconfigjson", data: { ".dockerconfigjson": "eA==" } }), 'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character \'x\' looking for beginning of value', `${core} ValidateSecret`],
    ["a basic secret of nothing", secret({ type: "kubernetes.io/basic-auth" }), ["data[username]: Required value", "data[password]: Required value"], `${core} ValidateSecret`],
    ["an SSH secret without its key", secret({ type: "kubernetes.io/ssh-auth" }), "data[ssh-privatekey]: Required value", `${core} ValidateSecret`],
    ["a token of no account", secret({ type: "kubernetes.io/service-account-token" }), "metadata.annotations[kubernetes.io/service-account.name]: Required value", `${core} ValidateSecret`],
    ["a secret of more than 1 MiB", secret({ data: { a: Buffer.alloc(1_048_577).toString("base64") } }), "data: Too long: may not be more than 1048576 bytes", `${core} ValidateSecret`],
  ]),
  ...invalidChange("Secret", [
    ["another type", secret({}), { type: "a/b" }, `type: Invalid value: "a/b": ${immutable}`, `${core} ValidateSecretUpdate`],
    ["a change of a secret that does not change", secret({ immutable: true }), { data: { a: "YQ==" } }, "data: Forbidden: field is immutable when `immutable` is set", `${core} ValidateSecretUpdate`],
  ]),
  ...invalidNew("PersistentVolumeClaim", [
    ["a source of no kind", claim({ dataSourceRef: { name: "a", kind: "" } }), ["spec.dataSource.kind: Required value", "spec.dataSource: Invalid value: \"\": must be 'PersistentVolumeClaim' when referencing the default apiGroup", "spec.dataSourceRef.kind: Required value", "spec.dataSourceRef: Invalid value: \"\": must be 'PersistentVolumeClaim' when referencing the default apiGroup"], `${core} validateDataSourceRef`],
    ["a source of another kind", claim({ dataSourceRef: { name: "a", kind: "Pod" } }), ["spec.dataSource: Invalid value: \"Pod\": must be 'PersistentVolumeClaim' when referencing the default apiGroup", "spec.dataSourceRef: Invalid value: \"Pod\": must be 'PersistentVolumeClaim' when referencing the default apiGroup"], `${core} validateDataSourceRef`],
    ["two sources", claim({ dataSource: { kind: "PersistentVolumeClaim", name: "a" }, dataSourceRef: { kind: "PersistentVolumeClaim", name: "b" } }), "spec: Invalid value: {}: must match dataSourceRef", `${core} ValidatePersistentVolumeClaimSpec`],
    ["no access modes", claim({ accessModes: [] }), "spec.accessModes: Required value: at least 1 access mode is required", `${core} ValidatePersistentVolumeClaimSpec`],
    ["an access mode nobody knows", claim({ accessModes: ["ReadSometimes"] }), 'spec.accessModes: Unsupported value: "ReadSometimes": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"', `${core} ValidatePersistentVolumeClaimSpec`],
    ["one pod's mode beside another", claim({ accessModes: ["ReadWriteOncePod", "ReadWriteOnce"] }), "spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes", `${core} ValidatePersistentVolumeClaimSpec`],
    ["no size", claim({ resources: {} }), "spec.resources[storage]: Required value", `${core} ValidatePersistentVolumeClaimSpec`],
    ["a size of 0", claim({ resources: { requests: { storage: "0" } } }), 'spec.resources[storage]: Invalid value: "0": must be greater than zero', `${core} ValidatePositiveQuantityValue`],
    ["a class that is no name", claim({ storageClassName: "A" }), `spec.storageClassName: Invalid value: "A": ${dnsSubdomain}`, `${core} ValidatePersistentVolumeClaimSpec`],
    ["a volume mode nobody knows", claim({ volumeMode: "Tape" }), 'spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"', `${core} ValidatePersistentVolumeClaimSpec`],
  ]),
  ...invalidChange("PersistentVolumeClaim", [
    ["another mode", claim(), { spec: { volumeMode: "Block" } }, "[spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims…", `${core} ValidatePersistentVolumeClaimUpdate`],
    ["no attributes class any more", claim({ volumeAttributesClassName: "a" }), { spec: { volumeAttributesClassName: null } }, "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims…", `${core} ValidatePersistentVolumeClaimUpdate`],
    ["another class", claim({ storageClassName: "a" }), { spec: { storageClassName: "b" } }, "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims…", `${core} ValidatePersistentVolumeClaimUpdate`],
    ["another access mode", claim(), { spec: { accessModes: ["ReadWriteMany"] } }, "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims…", `${core} ValidatePersistentVolumeClaimUpdate`],
  ]),
  ...invalidNew("PersistentVolume", [
    ["less than nothing", volume({ capacity: { storage: "-1" } }), ["spec.capacity[storage]: Invalid value: -1: must be a valid resource quantity", 'spec.capacity[storage]: Invalid value: "-1": must be greater than zero'], `${core} validateBasicResource`],
    ["a driver without a handle", volume({ hostPath: undefined, csi: { driver: "a", volumeHandle: "" } }), "spec.csi.volumeHandle: Required value", `${core} validateCSIPersistentVolumeSource`],
    ["a driver's secret of no namespace", volume({ hostPath: undefined, csi: { driver: "a", volumeHandle: "b", nodePublishSecretRef: { name: "s" } } }), "spec.csi.nodePublishSecretRef.namespace: Required value", `${core} validatePVSecretReference`],
    ["an attributes class without a driver", volume({ volumeAttributesClassName: "a" }), "spec.csi: Required value: has to be specified when using volumeAttributesClassName", `${core} ValidatePersistentVolumeSpec`],
    ["an attributes class of no name", volume({ hostPath: undefined, csi: { driver: "a", volumeHandle: "b" }, volumeAttributesClassName: "" }), "spec.volumeAttributesClassName: Required value: an empty string is disallowed", `${core} ValidatePersistentVolumeSpec`],
    ["two sources", volume({ nfs: { server: "a", path: "/b" } }), "spec.nfs: Forbidden: may not specify more than 1 volume type", `${core} ValidatePersistentVolumeSpec`],
    ["a target of no form", volume({ hostPath: undefined, iscsi: { targetPortal: "a", iqn: "abc", lun: 0 } }), 'spec.iscsi.iqn: Invalid value: "abc": must be valid format', `${core} validateISCSIPersistentVolumeSource`],
    ["a share's secret of no namespace", volume({ hostPath: undefined, azureFile: { secretName: "a", shareName: "b", secretNamespace: "" } }), "spec.azureFile.secretNamespace: Required value", `${core} validateAzureFilePV`],
    ["endpoints of no namespace", volume({ hostPath: undefined, glusterfs: { endpoints: "a", path: "b", endpointsNamespace: "" } }), 'spec.glusterfs.endpointsNamespace: Invalid value: "": if the endpointnamespace is set, it must be a valid namespace name', `${core} validateGlusterfsPersistentVolumeSource`],
    ["a node nobody requires", volume({ nodeAffinity: {} }), "spec.nodeAffinity.required: Required value: must specify required node constraints", `${core} validateVolumeNodeAffinity`],
    ["no source", volume({ hostPath: undefined }), "spec: Required value: must specify a volume type", `${core} ValidatePersistentVolumeSpec`],
    ["two sources", volume({ nfs: { server: "a", path: "/b" } }), "spec.nfs: Forbidden: may not specify more than 1 volume type", `${core} ValidatePersistentVolumeSpec`],
    ["no capacity", volume({ capacity: undefined }), ["spec.capacity: Required value", 'spec.capacity: Unsupported value: null: supported values: "storage"'], `${core} ValidatePersistentVolumeSpec`],
    ["capacity of something else", volume({ capacity: { cpu: "1" } }), 'spec.capacity: Unsupported value: {"cpu":"1"}: supported values: "storage"', `${core} ValidatePersistentVolumeSpec`],
    ["no access modes of a volume", volume({ accessModes: [] }), "spec.accessModes: Required value", `${core} ValidatePersistentVolumeSpec`],
    ["a reclaim policy nobody knows", volume({ persistentVolumeReclaimPolicy: "Burn" }), 'spec.persistentVolumeReclaimPolicy: Unsupported value: "Burn": supported values: "Delete", "Recycle", "Retain"', `${core} ValidatePersistentVolumeSpec`],
    ["the root of the host, recycled", volume({ hostPath: { path: "/" }, persistentVolumeReclaimPolicy: "Recycle" }), "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'", `${core} ValidatePersistentVolumeSpec`],
    ["a local volume without its node", volume({ hostPath: undefined, local: { path: "/a" } }), "spec.nodeAffinity: Required value: Local volume requires node affinity", `${core} ValidatePersistentVolumeSpec`],
  ]),
  ...invalidChange("PersistentVolume", [
    ["another mode", { ...volume(), metadata: { name: "y" } }, { spec: { volumeMode: "Block" } }, `volumeMode: Invalid value: "Block": ${immutable}`, `${core} ValidatePersistentVolumeUpdate`],
    ["no node any more", { ...volume({ nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "Exists" }] }] } } }), metadata: { name: "z" } }, { spec: { nodeAffinity: null } }, "nodeAffinity: Invalid value: null: field is immutable, except for updating from beta label to GA", `${core} validatePvNodeAffinity`],
    ["another source", volume(), { spec: { hostPath: { path: "/other" } } }, "spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation…", `${core} ValidatePersistentVolumeUpdate`],
  ]),
  ...invalidNew("StorageClass.storage.k8s.io", [
    ["no provisioner", storageClass({ provisioner: "" }), "provisioner: Required value", "kubernetes pkg/apis/storage/validation ValidateStorageClass"],
    ["a reclaim policy of a class nobody knows", storageClass({ reclaimPolicy: "Recycle" }), 'reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"', "kubernetes pkg/apis/storage/validation validateReclaimPolicy"],
    ["a binding mode nobody knows", storageClass({ volumeBindingMode: "Later" }), 'volumeBindingMode: Unsupported value: "Later": supported values: "Immediate", "WaitForFirstConsumer"', "kubernetes pkg/apis/storage/validation validateVolumeBindingMode"],
  ]),
  ...invalidChange("StorageClass.storage.k8s.io", [
    ["another provisioner", storageClass({}), { provisioner: "c.io/d" }, `provisioner: Invalid value: "c.io/d": ${immutable}`, "kubernetes pkg/apis/storage/validation ValidateStorageClassUpdate"],
    ["other parameters", storageClass({}), { parameters: { a: "b" } }, `parameters: Invalid value: {"a":"b"}: ${immutable}`, "kubernetes pkg/apis/storage/validation ValidateStorageClassUpdate"],
    ["another reclaim policy", storageClass({}), { reclaimPolicy: "Retain" }, `reclaimPolicy: Invalid value: "Retain": ${immutable}`, "kubernetes pkg/apis/storage/validation ValidateStorageClassUpdate"],
    ["another binding mode", storageClass({}), { volumeBindingMode: "WaitForFirstConsumer" }, `volumeBindingMode: Invalid value: "WaitForFirstConsumer": ${immutable}`, "kubernetes pkg/apis/storage/validation ValidateStorageClassUpdate"],
  ]),
];
