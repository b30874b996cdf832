/** What upstream's server calls the type of a kind inside itself, which a few of its errors show: `core.Pod`, `batch.Job`. */
export function internalTypeOf({ group, kind }: { readonly group: string; readonly kind: string }): string {
  return `${group === "" || group === "events.k8s.io" ? "core" : group.split(".")[0]}.${kind}`;
}
