import type { PodSpec, Volume } from "../../types/core/v1.gen.ts";

/** What is accepted and still worth a word. `path` is where the spec stands. Source: kubernetes pkg/api/pod warningsForPodSpecAndMeta. */
export function templateWarnings(spec: PodSpec | undefined, path: string): string[] {
  if (spec === undefined) return [];
  return [...deprecatedNodeLabels(spec, path), ...volumeWarnings(spec.volumes ?? [], path), ...containerWarnings(spec, path), ...graceWarning(spec, path)];
}

const deprecatedLabels: Readonly<Record<string, string>> = {
  "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
  "beta.kubernetes.io/instance-type": 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  "failure-domain.beta.kubernetes.io/region": 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  "failure-domain.beta.kubernetes.io/zone": 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
};

function deprecatedNodeLabels({ nodeSelector }: PodSpec, path: string): string[] {
  return Object.keys(nodeSelector ?? {}).flatMap((key) => (deprecatedLabels[key] === undefined ? [] : [`${path}.nodeSelector[${key}]: ${deprecatedLabels[key]}`]));
}

/** Drivers that have left the tree or are about to. */
const volumeNotes: Partial<Record<keyof Volume, string>> = {
  photonPersistentDisk: "deprecated in v1.11, non-functional in v1.16+",
  gitRepo: "deprecated in v1.11, and disabled by default in v1.33+",
  scaleIO: "deprecated in v1.16, non-functional in v1.22+",
  flocker: "deprecated in v1.22, non-functional in v1.25+",
  storageos: "deprecated in v1.22, non-functional in v1.25+",
  quobyte: "deprecated in v1.22, non-functional in v1.25+",
  glusterfs: "deprecated in v1.25, non-functional in v1.26+",
  cephfs: "deprecated in v1.28, non-functional in v1.31+",
  rbd: "deprecated in v1.28, non-functional in v1.31+",
};

function volumeWarnings(volumes: readonly Volume[], path: string): string[] {
  const warnings: string[] = [];
  for (const [index, volume] of volumes.entries()) {
    for (const source in volume) {
      const note = volumeNotes[source as keyof Volume];
      if (note !== undefined) warnings.push(`${path}.volumes[${index}].${source}: ${note}`);
    }
  }
  return warnings;
}

function containerWarnings(spec: PodSpec, path: string): string[] {
  const warnings: string[] = [];
  for (const list of ["initContainers", "containers"] as const) {
    for (const [index, container] of (spec[list] ?? []).entries()) {
      const seen = new Set<string>();
      for (const [variableIndex, { name }] of (container.env ?? []).entries()) {
        if (seen.has(name)) warnings.push(`${path}.${list}[${index}].env[${variableIndex}]: hides previous definition of "${name}", which may be dropped when using apply`);
        seen.add(name);
      }
    }
  }
  return warnings;
}

function graceWarning({ terminationGracePeriodSeconds }: PodSpec, path: string): string[] {
  const negative = terminationGracePeriodSeconds !== undefined && terminationGracePeriodSeconds < 0;
  return negative ? [`${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`] : [];
}
