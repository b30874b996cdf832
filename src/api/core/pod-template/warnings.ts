import { ipWarnings } from "../../shared/address-warnings.ts";
import { claimSpecWarnings, fractionWarning } from "../../shared/fractions.ts";
import { nodeLabelNote, nodeTermWarnings } from "../../shared/deprecated-node-labels.ts";
import type { PodSpec, PodTemplateSpec, Volume } from "../../types/core/v1.gen.ts";
import { affinityWarnings } from "./affinity-warnings.ts";
import { containerWarnings } from "./container-warnings.ts";
import { overlapWarnings } from "./overlap-warnings.ts";
import { portWarnings } from "./port-warnings.ts";
import { containerAppArmor, containerSeccomp, podSeccomp } from "./validate-pod-annotations.ts";
import { containersOf } from "./visit-containers.ts";
import { addAll } from "../../../machinery/errors/field-errors.ts";
import { repeats } from "../../../machinery/validation/repeats.ts";

type Annotations = Readonly<Record<string, string>>;

/** What is accepted and still worth a word. `path` is where the template stands. Source: kubernetes pkg/api/pod GetWarningsForPodTemplate. */
export function templateWarnings(template: PodTemplateSpec | undefined, path: string): string[] {
  return template?.spec === undefined ? [] : podSpecWarnings(template.spec, template.metadata?.annotations ?? {}, `${path}.`);
}

/** The same for a template whose owner changes: nothing where no new generation comes of it. */
export function templateUpdateWarnings<T extends { readonly metadata: { readonly generation?: number } }>(object: T, old: T, template: PodTemplateSpec | undefined, path: string): string[] {
  return object.metadata.generation === old.metadata.generation ? [] : templateWarnings(template, path);
}

/** `prefix` is empty for pods. Source: kubernetes pkg/api/pod warningsForPodSpecAndMeta. */
export function podSpecWarnings(spec: PodSpec, annotations: Annotations, prefix: string): string[] {
  const path = `${prefix}spec`;
  return [
    ...nodeLabelWarnings(spec, path),
    ...spreadWarnings(spec, path),
    ...annotationWarnings(annotations, prefix),
    ...volumeWarnings(spec.volumes ?? [], path),
    ...overlapWarnings(spec.volumes ?? []),
    ...repeatWarnings((spec.hostAliases ?? []).map(({ ip }) => ip), "ip", `${path}.hostAliases`),
    ...repeatWarnings((spec.imagePullSecrets ?? []).map(({ name }) => name ?? ""), "name", `${path}.imagePullSecrets`),
    ...(spec.imagePullSecrets ?? []).flatMap(({ name }, index) => (name ? [] : [`${path}.imagePullSecrets[${index}].name: invalid empty name ""`])),
    ...fractionWarning(spec.overhead?.["memory"], `${path}.overhead[memory]`),
    ...fractionWarning(spec.overhead?.["ephemeral-storage"], `${path}.overhead[ephemeral-storage]`),
    ...profileWarnings(spec, annotations, prefix),
    ...portWarnings(spec, path),
    ...graceWarning(spec, path),
    ...affinityWarnings(spec.affinity, `${path}.affinity`),
    ...(spec.dnsConfig?.nameservers ?? []).flatMap((server, index) => ipWarnings(server, `${path}.dnsConfig.nameservers[${index}]`)),
    ...(spec.hostAliases ?? []).flatMap(({ ip }, index) => ipWarnings(ip, `${path}.hostAliases[${index}].ip`)),
  ];
}

function nodeLabelWarnings({ nodeSelector, affinity }: PodSpec, path: string): string[] {
  const { requiredDuringSchedulingIgnoredDuringExecution: hard, preferredDuringSchedulingIgnoredDuringExecution: soft } = affinity?.nodeAffinity ?? {};
  const at = `${path}.affinity.nodeAffinity`;
  return [
    ...Object.keys(nodeSelector ?? {}).flatMap((key) => (nodeLabelNote(key) === undefined ? [] : [`${path}.nodeSelector[${key}]: ${nodeLabelNote(key)}`])),
    ...(hard?.nodeSelectorTerms ?? []).flatMap((term, index) => nodeTermWarnings(term, `${at}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${index}]`)),
    ...(soft ?? []).flatMap(({ preference }, index) => nodeTermWarnings(preference ?? {}, `${at}.preferredDuringSchedulingIgnoredDuringExecution[${index}].preference`, { checksValues: true })),
  ];
}

function spreadWarnings({ topologySpreadConstraints = [] }: PodSpec, path: string): string[] {
  return topologySpreadConstraints.flatMap(({ topologyKey, labelSelector }, index) => {
    const at = `${path}.topologySpreadConstraints[${index}]`;
    const note = nodeLabelNote(topologyKey);
    const ofKey = note === undefined ? [] : [`${at}.topologyKey: ${topologyKey} is ${note}`];
    return labelSelector === undefined ? [...ofKey, `${at}.labelSelector: a null labelSelector results in matching no pod`] : ofKey;
  });
}

const deprecatedAnnotations: Readonly<Record<string, string>> = {
  "scheduler.alpha.kubernetes.io/critical-pod": 'non-functional in v1.16+; use the "priorityClassName" field instead',
  "security.alpha.kubernetes.io/sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
  "security.alpha.kubernetes.io/unsafe-sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
};

function annotationWarnings(annotations: Annotations, prefix: string): string[] {
  return Object.entries(deprecatedAnnotations).flatMap(([key, note]) => (annotations[key] === undefined ? [] : [`${prefix}metadata.annotations[${key}]: ${note}`]));
}

/** Drivers that have left the tree or are about to, and what upstream calls them. */
const volumeNotes: readonly (readonly [source: keyof Volume, name: string, note: string])[] = [
  ["photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"],
  ["gitRepo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"],
  ["scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"],
  ["flocker", "flocker", "deprecated in v1.22, non-functional in v1.25+"],
  ["storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"],
  ["quobyte", "quobyte", "deprecated in v1.22, non-functional in v1.25+"],
  ["glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"],
  ["cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"],
  ["rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"],
];

function volumeWarnings(volumes: readonly Volume[], path: string): string[] {
  return volumes.flatMap((volume, index) => {
    const at = `${path}.volumes[${index}]`;
    const notes = volumeNotes.flatMap(([source, name, note]) => (volume[source] === undefined ? [] : [`${at}.${name}: ${note}`]));
    return [...notes, ...claimSpecWarnings(volume.ephemeral?.volumeClaimTemplate?.spec, `${at}.ephemeral.volumeClaimTemplate.spec`)];
  });
}

function repeatWarnings(values: readonly string[], field: string, path: string): string[] {
  return [...repeats(values)].map((index) => `${path}[${index}].${field}: duplicate ${field} ${JSON.stringify(values[index])}`);
}

/** Profiles named by annotations where no field names them, and what else is odd with the containers one by one. A pod's AppArmor annotations become fields instead. */
function profileWarnings(spec: PodSpec, annotations: Annotations, prefix: string): string[] {
  const warnings: string[] = [];
  const pod = spec.securityContext;
  const warn = (key: string, note: string) => {
    if (annotations[key] !== undefined) warnings.push(`${prefix}metadata.annotations[${key}]: ${note}`);
  };
  if (pod?.seccompProfile === undefined) warn(podSeccomp, 'non-functional in v1.27+; use the "seccompProfile" field instead');
  for (const { container, at } of containersOf(spec)) {
    const own = container.securityContext;
    if (own?.seccompProfile === undefined) warn(`${containerSeccomp}${container.name}`, 'non-functional in v1.27+; use the "seccompProfile" field instead');
    if (prefix !== "" && (own?.appArmorProfile ?? pod?.appArmorProfile) === undefined) warn(`${containerAppArmor}${container.name}`, 'deprecated since v1.30; use the "appArmorProfile" field instead');
    addAll(warnings, containerWarnings(container, `${prefix}spec.${at}`));
  }
  return warnings;
}

function graceWarning({ terminationGracePeriodSeconds }: PodSpec, path: string): string[] {
  const negative = terminationGracePeriodSeconds !== undefined && terminationGracePeriodSeconds < 0;
  return negative ? [`${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`] : [];
}
