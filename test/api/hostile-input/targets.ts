import type { ResourceInfo } from "../../../src/api/resource-info.ts";
import { definitionNamed, definitionOf } from "../../../src/api/schema/definitions.ts";
import { valueOf } from "./values.ts";
import type { Dice } from "./dice.ts";

/** Reviews and bindings answer without storing; the rest is what writes could change. */
export interface Target {
  readonly info: ResourceInfo;
  /** The path of the collection. */
  readonly collection: string;
}

/** Names that hostile writes use: few, so that they meet each other's objects. */
export const names = ["web", "a", "job-1", "x.y", "data"];

export function targetOf(info: ResourceInfo): Target {
  const base = info.group === "" ? `/api/${info.version}` : `/apis/${info.group}/${info.version}`;
  return { info, collection: info.namespaced ? `${base}/namespaces/default/${info.resource}` : `${base}/${info.resource}` };
}

/** A body for `info`, whose fields come from its schema, right to about one in `1 / mistakes`. */
export function bodyOf(info: ResourceInfo, dice: Dice, mistakes: number): Record<string, unknown> {
  const name = definitionOf(info);
  const drawn = name === undefined ? {} : valueOf(definitionNamed(name), dice, mistakes);
  const body = typeof drawn === "object" && drawn !== null ? (drawn as Record<string, unknown>) : { drawn };
  const metadata = typeof body.metadata === "object" && body.metadata !== null && !Array.isArray(body.metadata) ? body.metadata : {};
  const apiVersion = info.group === "" ? info.version : `${info.group}/${info.version}`;
  if (!dice.chance(mistakes)) Object.assign(body, { kind: info.kind, apiVersion });
  if (dice.chance(mistakes)) return body;
  const { labels, annotations } = metadata as Record<string, unknown>;
  // Metadata that is all wrong is refused first of all; most bodies should get further.
  const kept = dice.chance(0.3) ? metadata : { ...(dice.chance(0.3) ? { labels, annotations } : {}) };
  return { ...body, metadata: { ...kept, namespace: info.namespaced ? "default" : undefined, finalizers: undefined, name: dice.one(names) } };
}
