import type { NamespaceCondition } from "../../api/types/core/v1.gen.ts";

/** What one sweep over a namespace found and could not do. */
export interface Remaining {
  /** By `resource.group` (`pods.` in the legacy group), how many objects are left. */
  readonly resources: ReadonlyMap<string, number>;
  /** By finalizer, how many objects wait for it. */
  readonly finalizers: ReadonlyMap<string, number>;
  /** Messages of what failed. */
  readonly failures: readonly string[];
}

/** The five conditions of a namespace that is being deleted; True means a problem. Source: kubernetes pkg/controller/namespace/deletion status_condition_utils.go. */
export function deletionConditions({ resources, finalizers, failures }: Remaining): Pick<NamespaceCondition, "type" | "status" | "reason" | "message">[] {
  return [
    fine("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"),
    fine("NamespaceDeletionGroupVersionParsingFailure", "ParsedGroupVersions", "All legacy kube types successfully parsed"),
    failures.length === 0
      ? fine("NamespaceDeletionContentFailure", "ContentDeleted", "All content successfully deleted, may be waiting on finalization")
      : problem("NamespaceDeletionContentFailure", "ContentDeletionFailed", `Failed to delete all resource types, ${failures.length} remaining: ${failures.toSorted().join(", ")}`),
    resources.size === 0
      ? fine("NamespaceContentRemaining", "ContentRemoved", "All content successfully removed")
      : problem("NamespaceContentRemaining", "SomeResourcesRemain", `Some resources are remaining: ${list(resources, (name, count) => `${name} has ${count} resource instances`)}`),
    finalizers.size === 0
      ? fine("NamespaceFinalizersRemaining", "ContentHasNoFinalizers", "All content-preserving finalizers finished")
      : problem("NamespaceFinalizersRemaining", "SomeFinalizersRemain", `Some content in the namespace has finalizers remaining: ${list(finalizers, (name, count) => `${name} in ${count} resource instances`)}`),
  ];
}

function fine(type: string, reason: string, message: string) {
  return { type, status: "False", reason, message };
}

function problem(type: string, reason: string, message: string) {
  return { type, status: "True", reason, message };
}

function list(counts: ReadonlyMap<string, number>, text: (name: string, count: number) => string): string {
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => text(name, count)).join(", ");
}
