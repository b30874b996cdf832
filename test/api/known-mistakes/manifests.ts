import type { Manifest } from "./row.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Smallest manifests that are right, to be spoiled by a row. Every name is `x`. */
export function manifest(apiVersion: string, kind: string, rest: Fields = {}, metadata: Fields = {}): Manifest {
  return { apiVersion, kind, metadata: { name: "x", ...metadata }, ...rest };
}

export function container(overrides: Fields = {}): Fields {
  return { name: "c", image: "busybox", ...overrides };
}

export function pod(spec: Fields = {}, metadata: Fields = {}): Manifest {
  return manifest("v1", "Pod", { spec: { containers: [container()], ...spec } }, metadata);
}

/** A pod whose only container has these fields. */
export function podWith(overrides: Fields, spec: Fields = {}): Manifest {
  return pod({ containers: [container(overrides)], ...spec });
}

const labels = { app: "x" };

export function template(spec: Fields = {}, metadata: Fields = {}): Fields {
  return { metadata: { labels, ...metadata }, spec: { containers: [container()], ...spec } };
}

export function deployment(spec: Fields = {}): Manifest {
  return manifest("apps/v1", "Deployment", { spec: { selector: { matchLabels: labels }, template: template(), ...spec } });
}

export function replicaSet(spec: Fields = {}): Manifest {
  return manifest("apps/v1", "ReplicaSet", { spec: { selector: { matchLabels: labels }, template: template(), ...spec } });
}

export function daemonSet(spec: Fields = {}): Manifest {
  return manifest("apps/v1", "DaemonSet", { spec: { selector: { matchLabels: labels }, template: template(), ...spec } });
}

export function statefulSet(spec: Fields = {}, metadata: Fields = {}): Manifest {
  return manifest("apps/v1", "StatefulSet", { spec: { serviceName: "x", selector: { matchLabels: labels }, template: template(), ...spec } }, metadata);
}

export function job(spec: Fields = {}, podSpec: Fields = {}): Manifest {
  return manifest("batch/v1", "Job", { spec: { template: { spec: { restartPolicy: "Never", containers: [container()], ...podSpec } }, ...spec } });
}

export function cronJob(spec: Fields = {}, metadata: Fields = {}): Manifest {
  const { apiVersion: _, kind: __, metadata: ___, ...jobTemplate } = job();
  return manifest("batch/v1", "CronJob", { spec: { schedule: "* * * * *", jobTemplate, ...spec } }, metadata);
}

export function service(spec: Fields = {}, metadata: Fields = {}): Manifest {
  return manifest("v1", "Service", { spec: { selector: labels, ports: [{ port: 80 }], ...spec } }, metadata);
}

export function ingress(spec: Fields = {}): Manifest {
  return manifest("networking.k8s.io/v1", "Ingress", { spec: { defaultBackend: { service: { name: "x", port: { number: 80 } } }, ...spec } });
}

export function claim(spec: Fields = {}): Manifest {
  return manifest("v1", "PersistentVolumeClaim", { spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec } });
}

export function volume(spec: Fields = {}): Manifest {
  return manifest("v1", "PersistentVolume", { spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/data" }, ...spec } });
}
