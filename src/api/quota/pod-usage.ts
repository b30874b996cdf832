import { parseQuantity, Quantity } from "../../machinery/quantity/quantity.ts";
import type { Container, Pod, PodSpec } from "../types/core/v1.gen.ts";

type Kind = "requests" | "limits";

/** What a pod uses; nothing but its object count once it is over. Source: kubernetes pkg/quota/v1/evaluator/core/pods.go. */
export function podUsage({ spec, status }: Pod): Record<string, Quantity> {
  if (status?.phase === "Succeeded" || status?.phase === "Failed") return {};
  const usage: Record<string, Quantity> = { pods: Quantity.fromInt(1) };
  for (const [name, amount] of Object.entries(podTotal(spec, "requests"))) {
    if (name === "cpu" || name === "memory" || name === "ephemeral-storage") usage[name] = amount;
    usage[`requests.${name}`] = amount;
  }
  for (const [name, amount] of Object.entries(podTotal(spec, "limits"))) usage[`limits.${name}`] = amount;
  return usage;
}

/** Containers and sidecars together, or an init container with the sidecars started before it where that is more; and the overhead. */
export function podTotal(spec: PodSpec, kind: Kind): Record<string, Quantity> {
  let total = sum((spec.containers ?? []).map((container) => amountsOf(container, kind)));
  let sidecars: Record<string, Quantity> = {};
  let largestInit: Record<string, Quantity> = {};
  for (const container of spec.initContainers ?? []) {
    const amounts = amountsOf(container, kind);
    if (container.restartPolicy === "Always") {
      sidecars = sum([sidecars, amounts]);
      total = sum([total, amounts]);
      largestInit = larger(largestInit, sidecars);
    } else {
      largestInit = larger(largestInit, sum([sidecars, amounts]));
    }
  }
  const own = Object.entries(spec.resources?.[kind] ?? {}).map(([name, text]) => [name, parseQuantity(text)]);
  const pod = { ...larger(total, largestInit), ...Object.fromEntries(own) };
  const overhead = Object.fromEntries(Object.entries(spec.overhead ?? {}).map(([name, text]) => [name, parseQuantity(text)]));
  return kind === "requests" || Object.keys(pod).length > 0 ? sum([pod, kind === "requests" ? overhead : onlyKnown(overhead, pod)]) : pod;
}

function amountsOf({ resources }: Container, kind: Kind): Record<string, Quantity> {
  return Object.fromEntries(Object.entries(resources?.[kind] ?? {}).map(([name, text]) => [name, parseQuantity(text)]));
}

function sum(parts: readonly Record<string, Quantity>[]): Record<string, Quantity> {
  const total: Record<string, Quantity> = {};
  for (const part of parts) for (const [name, amount] of Object.entries(part)) total[name] = total[name]?.add(amount) ?? amount;
  return total;
}

function larger(a: Record<string, Quantity>, b: Record<string, Quantity>): Record<string, Quantity> {
  const result = { ...a };
  for (const [name, amount] of Object.entries(b)) if (result[name] === undefined || amount.compare(result[name]) > 0) result[name] = amount;
  return result;
}

/** A limit's overhead counts only where there is a limit. */
function onlyKnown(overhead: Record<string, Quantity>, known: Record<string, Quantity>): Record<string, Quantity> {
  return Object.fromEntries(Object.entries(overhead).filter(([name]) => name in known));
}
