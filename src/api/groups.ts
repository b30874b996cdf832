/** A group and its versions, the preferred version first. */
export interface GroupVersions {
  readonly group: string;
  readonly versions: readonly string[];
}

/** Groups in the order in which `/apis` lists them, the legacy group first. Source: kube-apiserver's API service priorities. */
const groupOrder = [
  "",
  "apiregistration.k8s.io",
  "apps",
  "events.k8s.io",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "networking.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "storage.k8s.io",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "scheduling.k8s.io",
  "coordination.k8s.io",
  "node.k8s.io",
  "discovery.k8s.io",
  "resource.k8s.io",
  "flowcontrol.apiserver.k8s.io",
];

/** The groups of `resources`: built-in ones in upstream's order, all others (custom resources) after them by name. */
export function groupVersionsOf(resources: Iterable<{ readonly group: string; readonly version: string }>): GroupVersions[] {
  const versions = new Map<string, Set<string>>();
  for (const { group, version } of resources) {
    const known = versions.get(group);
    if (known === undefined) versions.set(group, new Set([version]));
    else known.add(version);
  }
  return [...versions].sort(([a], [b]) => compareGroups(a, b)).map(([group, known]) => ({ group, versions: [...known].sort(compareVersions) }));
}

export function compareGroups(a: string, b: string): number {
  const [rankA, rankB] = [rank(a), rank(b)];
  if (rankA !== rankB) return rankA - rankB;
  return a < b ? -1 : a > b ? 1 : 0;
}

function rank(group: string): number {
  const place = groupOrder.indexOf(group);
  return place < 0 ? groupOrder.length : place;
}

const kubernetesVersion = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/;

/**
 * Most preferred first: stable before beta before alpha, higher numbers first, other names last in alphabetical order.
 * Source: apimachinery version.CompareKubeAwareVersionStrings.
 */
export function compareVersions(a: string, b: string): number {
  const [partsA, partsB] = [kubernetesVersion.exec(a), kubernetesVersion.exec(b)];
  if (partsA === null || partsB === null) {
    if (partsA !== null) return -1;
    if (partsB !== null) return 1;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return stability(partsB) - stability(partsA) || Number(partsB[1]) - Number(partsA[1]) || Number(partsB[3] ?? 0) - Number(partsA[3] ?? 0);
}

function stability(parts: RegExpExecArray): number {
  if (parts[2] === undefined) return 2;
  return parts[2] === "beta" ? 1 : 0;
}
