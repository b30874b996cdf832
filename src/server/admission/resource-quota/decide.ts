import { matchesScopes } from "../../../api/quota/scopes.ts";
import { addUsage, type Usage, usageOf } from "../../../api/quota/usage.ts";
import type { Container, Pod, ResourceQuota } from "../../../api/types/core/v1.gen.ts";
import type { ResourceInfo } from "../../../api/resource-info.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import { parseQuantity, type Quantity } from "../../../machinery/quantity/quantity.ts";

/** What one quota says to a new object: nothing to it, no, or yes with the usage to record. */
export type QuotaVerdict =
  | { readonly type: "unconcerned" }
  | { readonly type: "refused"; readonly why: string }
  | { readonly type: "charged"; readonly used: Readonly<Record<string, string>> };

/** Compute resources that must be stated wherever a quota bounds them. */
const statedResources = ["cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];

/** Decides on an object that does not exist yet. Source: apiserver admission/plugin/resourcequota/controller.go. */
export function decideQuota(quota: ResourceQuota, info: ResourceInfo, object: KubeObject): QuotaVerdict {
  const hard = quota.spec?.hard ?? {};
  const delta = usageOf(info, object);
  const names = Object.keys(hard).filter((name) => name in delta || isStatedFor(info, name)).sort();
  if (names.length === 0 || !matchesScopes(quota, info, object)) return { type: "unconcerned" };
  const name = quota.metadata.name ?? "";

  const unstated = info.resource === "pods" && info.group === "" ? unstatedIn(object as Pod, names) : [];
  if (unstated.length > 0) return { type: "refused", why: `failed quota: ${name}: must specify ${unstated.join("; ")}` };

  const unknown = names.filter((one) => quota.status?.hard?.[one] === undefined);
  if (unknown.length > 0) return { type: "refused", why: `status unknown for quota: ${name}, resources: ${unknown.join(",")}` };

  const used = Object.fromEntries(Object.entries(quota.status?.used ?? {}).map(([one, text]) => [one, parseQuantity(text)]));
  const requested = Object.fromEntries(names.filter((one) => delta[one] !== undefined).map((one) => [one, delta[one] as Quantity]));
  const after = addUsage(used, requested);
  const exceeded = Object.keys(requested).filter((one) => !requested[one]?.isZero && (after[one] as Quantity).compare(parseQuantity(hard[one] ?? "0")) > 0);
  if (exceeded.length > 0) return { type: "refused", why: `exceeded quota: ${name}, requested: ${list(exceeded, requested)}, used: ${list(exceeded, used)}, limited: ${exceeded.map((one) => `${one}=${hard[one]}`).join(",")}` };
  return { type: "charged", used: Object.fromEntries(Object.entries(after).map(([one, amount]) => [one, amount.toString()])) };
}

function isStatedFor({ group, resource }: ResourceInfo, name: string): boolean {
  return group === "" && resource === "pods" && statedResources.includes(name);
}

/** `cpu for: a,b` for each bounded resource that containers leave open. */
function unstatedIn({ spec }: Pod, names: readonly string[]): string[] {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  return names
    .filter((name) => statedResources.includes(name))
    .flatMap((name) => {
      const open = containers.filter((container) => !states(container, name)).map((container) => container.name);
      return open.length === 0 ? [] : [`${name} for: ${[...new Set(open)].sort().join(",")}`];
    });
}

function states({ resources }: Container, name: string): boolean {
  const [kind, resource] = name.includes(".") ? name.split(".") : ["requests", name];
  return resources?.[kind as "requests" | "limits"]?.[resource as string] !== undefined;
}

function list(names: readonly string[], amounts: Usage): string {
  return names.map((name) => `${name}=${amounts[name]?.toString() ?? "0"}`).join(",");
}
