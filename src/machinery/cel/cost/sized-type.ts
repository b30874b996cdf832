import type { Type } from "../types.ts";
import type { Range } from "./range.ts";

/** A type together with how large its values can be. Source: apiserver pkg/cel DeclType. */
export interface SizedType {
  readonly type: Type;
  /** Characters of a string, elements of a list, entries of a map. */
  readonly maxElements: number;
  /** Bytes of the smallest value as JSON. */
  readonly minBytes: number;
  readonly key?: SizedType;
  /** Of lists and maps. */
  readonly element?: SizedType;
  readonly fields?: ReadonlyMap<string, SizedType>;
}

export function sized(type: Type, { maxElements = 0, minBytes = 1 }: { maxElements?: number; minBytes?: number } = {}): SizedType {
  return { type, maxElements, minBytes };
}

/** How large what lies at a path is: fields by name, and `@items`, `@values`, `@keys`. Undefined where the type does not say. */
export function sizeAt(root: SizedType, path: readonly string[]): Range | undefined {
  let at: SizedType | undefined = root;
  for (const step of path) {
    if (step === "@items" || step === "@values") at = at.element;
    else if (step === "@keys") at = at.key;
    else at = at.fields?.get(step);
    if (at === undefined) return undefined;
  }
  return { min: 0, max: at.maxElements };
}
