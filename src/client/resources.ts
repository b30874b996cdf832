import type { CronJob, Job } from "../api/types/batch/v1.gen.ts";
import type { CertificateSigningRequest } from "../api/types/certificates/v1.gen.ts";
import type { Lease } from "../api/types/coordination/v1.gen.ts";
import type { ConfigMap, Event, Namespace, Node, PersistentVolume, PersistentVolumeClaim, Pod, Secret, ServiceAccount } from "../api/types/core/v1.gen.ts";
import type { ClusterRole } from "../api/types/rbac/v1.gen.ts";
import type { VolumeAttributesClass } from "../api/types/storage/v1.gen.ts";
import type { KubeObject } from "../machinery/meta/object.ts";
import type { Resource } from "./resource.ts";

function namespaced<T extends KubeObject>(group: string, resource: string, kind: string): Resource<T> {
  return { group, version: "v1", resource, kind, namespaced: true };
}

function clusterScoped<T extends KubeObject>(group: string, resource: string, kind: string): Resource<T> {
  return { group, version: "v1", resource, kind, namespaced: false };
}

export const configMaps = namespaced<ConfigMap>("", "configmaps", "ConfigMap");
export const events = namespaced<Event>("", "events", "Event");
export const namespaces = clusterScoped<Namespace>("", "namespaces", "Namespace");
export const nodes = clusterScoped<Node>("", "nodes", "Node");
export const persistentVolumeClaims = namespaced<PersistentVolumeClaim>("", "persistentvolumeclaims", "PersistentVolumeClaim");
export const persistentVolumes = clusterScoped<PersistentVolume>("", "persistentvolumes", "PersistentVolume");
export const pods = namespaced<Pod>("", "pods", "Pod");
export const secrets = namespaced<Secret>("", "secrets", "Secret");
export const serviceAccounts = namespaced<ServiceAccount>("", "serviceaccounts", "ServiceAccount");
export const cronJobs = namespaced<CronJob>("batch", "cronjobs", "CronJob");
export const jobs = namespaced<Job>("batch", "jobs", "Job");
export const certificateSigningRequests = clusterScoped<CertificateSigningRequest>("certificates.k8s.io", "certificatesigningrequests", "CertificateSigningRequest");
export const leases = namespaced<Lease>("coordination.k8s.io", "leases", "Lease");
export const clusterRoles = clusterScoped<ClusterRole>("rbac.authorization.k8s.io", "clusterroles", "ClusterRole");
export const volumeAttributesClasses = clusterScoped<VolumeAttributesClass>("storage.k8s.io", "volumeattributesclasses", "VolumeAttributesClass");
