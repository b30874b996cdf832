import type { LimitRangeItem, PersistentVolumeClaim, Pod, ResourceRequirements } from "../../../api/types/core/v1.gen.ts";
import { parseQuantity, type Quantity } from "../../../machinery/quantity/quantity.ts";

type Amounts = Readonly<Record<string, string>>;

/** What a pod's containers, and all of it together, ask for outside the bounds; in upstream's words. */
export function podProblems({ spec }: Pod, containerItems: readonly LimitRangeItem[], podItems: readonly LimitRangeItem[]): string[] {
  const all = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const total = podTotal(spec);
  return [...containerItems.flatMap((item) => all.flatMap(({ resources }) => itemProblems(item, resources ?? {}))), ...podItems.flatMap((item) => itemProblems(item, total))];
}

/** What a claim asks for outside the bounds. */
export function claimProblems({ spec }: PersistentVolumeClaim, items: readonly LimitRangeItem[]): string[] {
  const requests = spec.resources?.requests ?? {};
  return items.flatMap((item) => [
    ...entries(item.min).flatMap(([name, bound]) => below(item.type, name, bound, requests[name], undefined)),
    ...entries(item.max).flatMap(([name, bound]) => aboveRequest(item.type, name, bound, requests[name])),
  ]);
}

function itemProblems({ type, min, max, maxLimitRequestRatio }: LimitRangeItem, { requests = {}, limits = {} }: ResourceRequirements): string[] {
  return [
    ...entries(min).flatMap(([name, bound]) => below(type, name, bound, requests[name], limits[name])),
    ...entries(max).flatMap(([name, bound]) => above(type, name, bound, requests[name], limits[name])),
    ...entries(maxLimitRequestRatio).flatMap(([name, bound]) => ratio(type, name, bound, requests[name], limits[name])),
  ];
}

function below(type: string, name: string, bound: string, request: string | undefined, limit: string | undefined): string[] {
  const start = `minimum ${name} usage per ${type} is ${bound}`;
  if (request === undefined) return [`${start}.  No request is specified`];
  if (limit !== undefined && compare(limit, bound) < 0) return [`${start}, but limit is ${limit}`];
  return compare(request, bound) < 0 ? [`${start}, but request is ${request}`] : [];
}

function above(type: string, name: string, bound: string, request: string | undefined, limit: string | undefined): string[] {
  const start = `maximum ${name} usage per ${type} is ${bound}`;
  if (limit === undefined) return [`${start}.  No limit is specified`];
  if (compare(limit, bound) > 0) return [`${start}, but limit is ${limit}`];
  return request !== undefined && compare(request, bound) > 0 ? [`${start}, but request is ${request}`] : [];
}

function aboveRequest(type: string, name: string, bound: string, request: string | undefined): string[] {
  const start = `maximum ${name} usage per ${type} is ${bound}`;
  if (request === undefined) return [`${start}.  No request is specified`];
  return compare(request, bound) > 0 ? [`${start}, but request is ${request}`] : [];
}

function ratio(type: string, name: string, bound: string, request: string | undefined, limit: string | undefined): string[] {
  const start = `${name} max limit to request ratio per ${type} is ${bound}`;
  if (request === undefined || parseQuantity(request).isZero) return [`${start}, but no request is specified or request is 0`];
  if (limit === undefined || parseQuantity(limit).isZero) return [`${start}, but no limit is specified or limit is 0`];
  const observed = parseQuantity(limit).asNumber() / parseQuantity(request).asNumber();
  return observed > parseQuantity(bound).asNumber() ? [`${start}, but provided ratio is ${observed.toFixed(6)}`] : [];
}

/** Containers together, or the largest init container where that is more. A limit counts only when every container has it. */
function podTotal({ containers = [], initContainers = [] }: Pod["spec"]): ResourceRequirements {
  const total = (kind: "requests" | "limits"): Record<string, string> => {
    const names = new Set(containers.flatMap(({ resources }) => Object.keys(resources?.[kind] ?? {})));
    const sums = [...names]
      .filter((name) => kind === "requests" || containers.every(({ resources }) => resources?.[kind]?.[name] !== undefined))
      .map((name): [string, Quantity] => {
        const sum = containers.map(({ resources }) => parseQuantity(resources?.[kind]?.[name] ?? "0")).reduce((a, b) => a.add(b));
        const largest = initContainers.map(({ resources }) => parseQuantity(resources?.[kind]?.[name] ?? "0")).reduce((a, b) => (a.compare(b) >= 0 ? a : b), sum);
        return [name, largest];
      });
    return Object.fromEntries(sums.map(([name, sum]) => [name, sum.toString()]));
  };
  return { requests: total("requests"), limits: total("limits") };
}

function compare(a: string, b: string): number {
  return parseQuantity(a).compare(parseQuantity(b));
}

function entries(amounts: Amounts | undefined): [string, string][] {
  return Object.entries(amounts ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}
