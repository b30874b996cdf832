import { invalidNew } from "../invalid.ts";
import { podWith, pod } from "../manifests.ts";
import { dnsLabel, dnsSubdomain } from "../words.ts";

export const title = "pods: volumes of every kind";

const core = "kubernetes pkg/apis/core/validation/validation.go";
const withVolume = (source: object, metadata: object = {}) => pod({ volumes: [{ name: "v", ...source }] }, metadata as Record<string, unknown>);
const projected = (...sources: object[]) => withVolume({ projected: { sources } });
const claimTemplate = (template: object) => withVolume({ ephemeral: { volumeClaimTemplate: template } });
const claim = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
const iqn = "iqn.2001-04.com.example:storage";
const mounted = (source: object) => podWith({ volumeMounts: [{ name: "v", mountPath: "/v" }] }, { volumes: [{ name: "v", ...source }] });

export const mistakes = invalidNew("Pod", [
  ["a volume with something wrong with it, which no mount can find", mounted({ nfs: { server: "a", path: "b" } }), ['spec.volumes[0].nfs.path: Invalid value: "b": must be an absolute path', 'spec.containers[0].volumeMounts[0].name: Not found: "v"'], `${core} ValidateVolumes`],
  ["an empty directory beside a config map", withVolume({ configMap: { name: "a" }, emptyDir: {} }), "spec.volumes[0].configMap: Forbidden: may not specify more than 1 volume type", `${core} validateVolumeSource`],
  ["a ceph too many", withVolume({ emptyDir: {}, cephfs: { monitors: ["a"] } }), "spec.volumes[0].cephFS: Forbidden: may not specify more than 1 volume type", `${core} validateVolumeSource`],
  ["the pod's own fields too many", withVolume({ emptyDir: {}, downwardAPI: { items: [] } }), "spec.volumes[0].downwarAPI: Forbidden: may not specify more than 1 volume type", `${core} validateVolumeSource`],
  ["a disk of no name", withVolume({ gcePersistentDisk: { pdName: "" } }), "spec.volumes[0].persistentDisk.pdName: Required value", `${core} validateGCEPersistentDiskVolumeSource`],
  ["partition 256", withVolume({ gcePersistentDisk: { pdName: "a", partition: 256 } }), "spec.volumes[0].persistentDisk.partition: Invalid value: 256: must be between 1 and 255, inclusive", `${core} validateGCEPersistentDiskVolumeSource`],
  ["partition -1", withVolume({ awsElasticBlockStore: { volumeID: "a", partition: -1 } }), "spec.volumes[0].awsElasticBlockStore.partition: Invalid value: -1: must be between 1 and 255, inclusive", `${core} validateAWSElasticBlockStoreVolumeSource`],
  ["a repository in a directory above", withVolume({ gitRepo: { repository: "a", directory: "../b" } }), "spec.volumes[0].gitRepo.directory: Invalid value: \"../b\": must not contain '..'", `${core} validateGitRepoVolumeSource`],
  ["an export without a path", withVolume({ nfs: { server: "a", path: "" } }), ["spec.volumes[0].nfs.path: Required value", 'spec.volumes[0].nfs.path: Invalid value: "": must be an absolute path'], `${core} validateNFSVolumeSource`],
  ["a target of no form", withVolume({ iscsi: { targetPortal: "a", iqn: "abc", lun: 0 } }), 'spec.volumes[0].iscsi.iqn: Invalid value: "abc": must be valid format starting with iqn, eui, or naa', `${core} validateISCSIVolumeSource`],
  ["a target that only starts well", withVolume({ iscsi: { targetPortal: "a", iqn: "iqn.2001", lun: 0 } }), 'spec.volumes[0].iscsi.iqn: Invalid value: "iqn.2001": must be valid format', `${core} validateISCSIVolumeSource`],
  ["unit 256", withVolume({ iscsi: { targetPortal: "a", iqn, lun: 256 } }), "spec.volumes[0].iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive", `${core} validateISCSIVolumeSource`],
  ["a challenge without a secret", withVolume({ iscsi: { targetPortal: "a", iqn, lun: 0, chapAuthSession: true } }), "spec.volumes[0].iscsi.secretRef: Required value", `${core} validateISCSIVolumeSource`],
  ["an initiator of no form", withVolume({ iscsi: { targetPortal: "a", iqn, lun: 0, initiatorName: "me" } }), 'spec.volumes[0].iscsi.initiatorname: Invalid value: "me": must be valid format starting with iqn, eui, or naa', `${core} validateISCSIVolumeSource`],
  ["an initiator beside a long portal", withVolume({ iscsi: { targetPortal: "a".repeat(63), iqn, lun: 0, initiatorName: iqn } }), 'spec.volumes[0].name: Invalid value: "v": Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.', `${core} validateVolumeSource`],
  ["a channel to nothing", withVolume({ fc: {} }), "spec.volumes[0].fc.targetWWNs: Required value: must specify either targetWWNs or wwids, but not both", `${core} validateFCVolumeSource`],
  ["a channel to two", withVolume({ fc: { targetWWNs: ["a"], wwids: ["b"], lun: 1 } }), 'spec.volumes[0].fc.targetWWNs: Invalid value: ["a"]: targetWWNs and wwids can not be specified simultaneously', `${core} validateFCVolumeSource`],
  ["a channel without a unit", withVolume({ fc: { targetWWNs: ["a"] } }), "spec.volumes[0].fc.lun: Required value: lun is required if targetWWNs is specified", `${core} validateFCVolumeSource`],
  ["a channel to unit 256", withVolume({ fc: { targetWWNs: ["a"], lun: 256 } }), "spec.volumes[0].fc.lun: Invalid value: 256: must be between 0 and 255, inclusive", `${core} validateFCVolumeSource`],
  ["a data set of no name", withVolume({ flocker: {} }), "spec.volumes[0].flocker: Required value: one of datasetName and datasetUUID is required", `${core} validateFlockerVolumeSource`],
  ["a data set of two names", withVolume({ flocker: { datasetName: "a", datasetUUID: "b" } }), 'spec.volumes[0].flocker: Invalid value: "resource": datasetName and datasetUUID can not be specified simultaneously', `${core} validateFlockerVolumeSource`],
  ["a data set with a slash", withVolume({ flocker: { datasetName: "a/b" } }), "spec.volumes[0].flocker.datasetName: Invalid value: \"a/b\": must not contain '/'", `${core} validateFlockerVolumeSource`],
  ["a registry without a port", withVolume({ quobyte: { registry: "a", volume: "b" } }), 'spec.volumes[0].quobyte.registry: Invalid value: "a": must be a host:port pair or multiple pairs separated by commas', `${core} validateQuobyteVolumeSource`],
  ["no registry", withVolume({ quobyte: { registry: "", volume: "b" } }), "spec.volumes[0].quobyte.registry: Required value: must be a host:port pair or multiple pairs separated by commas", `${core} validateQuobyteVolumeSource`],
  ["a tenant of 65 characters", withVolume({ quobyte: { registry: "a:1", volume: "b", tenant: "t".repeat(65) } }), "spec.volumes[0].quobyte.tenant: Required value: must be a UUID and may not exceed a length of 64 characters", `${core} validateQuobyteVolumeSource`],
  ["an option of Kubernetes' own", withVolume({ flexVolume: { driver: "a/b", options: { "x.k8s.io/a": "1" } } }), 'spec.volumes[0].flexVolume.options[x.k8s.io/a]: Invalid value: "x.k8s.io/a": kubernetes.io and k8s.io namespaces are reserved', `${core} validateFlexVolumeSource`],
  ["a cache of no mode", withVolume({ azureDisk: { diskName: "a", diskURI: "https://a", cachingMode: "Fast" } }), 'spec.volumes[0].azureDisk.cachingMode: Unsupported value: "Fast": supported values: "None", "ReadOnly", "ReadWrite"', `${core} validateAzureDisk`],
  ["a managed disk at an address of another sort", withVolume({ azureDisk: { diskName: "a", diskURI: "https://a", kind: "Managed" } }), 'spec.volumes[0].azureDisk.diskURI: Unsupported value: "https://a": supported values: "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"', `${core} validateAzureDisk`],
  ["a blob at an address of another sort", withVolume({ azureDisk: { diskName: "a", diskURI: "a" } }), 'spec.volumes[0].azureDisk.diskURI: Unsupported value: "a": supported values: "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"', `${core} validateAzureDisk`],
  ["a volume's name in upper case", withVolume({ storageos: { volumeName: "A" } }), `spec.volumes[0].storageos.volumeName: Invalid value: "A": ${dnsLabel}`, `${core} validateStorageOSVolumeSource`],
  ["a secret without a name", withVolume({ cinder: { volumeID: "a", secretRef: {} } }), "spec.volumes[0].cinder.secretRef.name: Required value", `${core} validateCinderVolumeSource`],
  ["a driver of 64 characters", withVolume({ csi: { driver: "a".repeat(64) } }), "spec.volumes[0].csi.driver: Too long: may not be more than 63 bytes", `${core} ValidateCSIDriverName`],
  ["a driver with a slash", withVolume({ csi: { driver: "a/b" } }), `spec.volumes[0].csi.driver: Invalid value: "a/b": ${dnsSubdomain}`, `${core} ValidateCSIDriverName`],
  ["a driver without a name", withVolume({ csi: { driver: "" } }), "spec.volumes[0].csi.driver: Required value", `${core} ValidateCSIDriverName`],
  ["an image of no name", withVolume({ image: { pullPolicy: "Always" } }), "spec.volumes[0].image.reference: Required value", `${core} validateImageVolumeSource`],
  ["an image pulled as nobody knows", withVolume({ image: { reference: "a", pullPolicy: "Once" } }), 'spec.volumes[0].image.pullPolicy: Unsupported value: "Once": supported values: "Always", "IfNotPresent", "Never"', `${core} validateImageVolumeSource`],
  ["a claim's template with a name", claimTemplate({ metadata: { name: "a" }, spec: claim }), "spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set", `${core} ValidateTemplateObjectMeta`],
  ["a claim's template that asks for nothing", claimTemplate({ spec: { accessModes: ["ReadWriteOnce"] } }), "spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value", `${core} ValidatePersistentVolumeClaimTemplate`],
  ["a claim that is only made for another volume", pod({ volumes: [{ name: "v", ephemeral: { volumeClaimTemplate: { spec: claim } } }, { name: "w", persistentVolumeClaim: { claimName: "x-v" } }] }), 'spec.volumes[1].persistentVolumeClaim.claimName: Invalid value: "x-v": must not reference a PVC that gets created for an ephemeral volume', `${core} ValidateVolumes`],

  ["two projections at one path", projected({ secret: { name: "a", items: [{ key: "k", path: "p" }] } }, { configMap: { name: "b", items: [{ key: "k", path: "p" }] } }), 'spec.volumes[0].projected: Invalid value: "b": conflicting duplicate paths', `${core} validateProjectionSources`],
  ["a token in a directory above", projected({ serviceAccountToken: { path: "../t" } }), "spec.volumes[0].projected.path: Invalid value: \"../t\": must not contain '..'", `${core} validateProjectionSources`],
  ["a token without a path", projected({ serviceAccountToken: { path: "" } }), "spec.volumes[0].projected.path: Required value", `${core} validateProjectionSources`],
  ["a file that begins with two dots", withVolume({ configMap: { name: "a", items: [{ key: "k", path: "..p" }] } }), "spec.volumes[0].configMap.items[0].path: Invalid value: \"..p\": must not start with '..'", `${core} ValidateLocalNonReservedPath`],
  ["a container's amount without the container", withVolume({ downwardAPI: { items: [{ path: "p", resourceFieldRef: { resource: "limits.cpu" } }] } }), "spec.volumes[0].downwardAPI.resourceFieldRef.containerName: Required value", `${core} validateContainerResourceFieldSelector`],
  ["a device that is also mounted", podWith({ volumeMounts: [{ name: "v", mountPath: "/v" }], volumeDevices: [{ name: "v", devicePath: "/d" }] }, { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "a" } }] }), ['spec.containers[0].volumeMounts[0].name: Invalid value: "v": must not already exist in volumeDevices', 'spec.containers[0].volumeDevices[0].name: Invalid value: "v": must not already exist in volumeMounts'], `${core} ValidateVolumeDevices`],
  ["read-only all the way down, but not read-only", podWith({ volumeMounts: [{ name: "v", mountPath: "/v", recursiveReadOnly: "Enabled", mountPropagation: "HostToContainer" }] }, { volumes: [{ name: "v", emptyDir: {} }] }), ["spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true", "spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when mountPropagation is None or not specified"], `${core} validateMountRecursiveReadOnly`],
]);
