import type { Container, LimitRangeItem, Pod } from "../../../api/types/core/v1.gen.ts";

const annotation = "kubernetes.io/limit-ranger";

/** Fills in requests and limits that a container does not state, and notes in an annotation what was filled in. */
export function applyDefaults(pod: Pod, items: readonly LimitRangeItem[]): void {
  const [requests, limits] = [merged(items, "defaultRequest"), merged(items, "default")];
  if (Object.keys(requests).length === 0 && Object.keys(limits).length === 0) return;
  const notes = [
    ...(pod.spec.containers ?? []).flatMap((container) => fill(container, "container", requests, limits)),
    ...(pod.spec.initContainers ?? []).flatMap((container) => fill(container, "init container", requests, limits)),
  ];
  if (notes.length > 0) pod.metadata.annotations = { ...pod.metadata.annotations, [annotation]: `LimitRanger plugin set: ${notes.join("; ")}` };
}

/** Of several ranges the first that names a resource counts. */
function merged(items: readonly LimitRangeItem[], field: "default" | "defaultRequest"): Record<string, string> {
  return items.reduceRight<Record<string, string>>((all, item) => ({ ...all, ...item[field] }), {});
}

function fill(container: Container, what: string, requests: Readonly<Record<string, string>>, limits: Readonly<Record<string, string>>): string[] {
  const resources = container.resources ?? {};
  const missing = (kind: "requests" | "limits", defaults: Readonly<Record<string, string>>) => Object.keys(defaults).filter((name) => resources[kind]?.[name] === undefined).sort();
  const [missingRequests, missingLimits] = [missing("requests", requests), missing("limits", limits)];
  if (missingRequests.length > 0) resources.requests = { ...resources.requests, ...pick(requests, missingRequests) };
  if (missingLimits.length > 0) resources.limits = { ...resources.limits, ...pick(limits, missingLimits) };
  container.resources = resources;
  return [
    ...(missingRequests.length === 0 ? [] : [`${missingRequests.join(", ")} request for ${what} ${container.name}`]),
    ...(missingLimits.length === 0 ? [] : [`${missingLimits.join(", ")} limit for ${what} ${container.name}`]),
  ];
}

function pick(from: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, from[name] as string]));
}
