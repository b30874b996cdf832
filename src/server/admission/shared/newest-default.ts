import type { KubeObject } from "../../../machinery/meta/object.ts";

/** The object that one of `annotations` marks as the default with "true"; of several the newest, then the first by name. */
export function newestDefault<T extends KubeObject>(candidates: readonly T[], annotations: readonly string[]): T | undefined {
  const marked = candidates.filter(({ metadata }) => annotations.some((annotation) => metadata?.annotations?.[annotation] === "true"));
  return marked.sort((a, b) => compare(b.metadata?.creationTimestamp ?? "", a.metadata?.creationTimestamp ?? "") || compare(a.metadata?.name ?? "", b.metadata?.name ?? ""))[0];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
