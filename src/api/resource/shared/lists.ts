import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { duplicateValue, tooMany } from "../../../machinery/errors/field-errors.ts";

/** What is wrong with an item that stands at `path`. */
type Validate<T> = (item: T, path: string) => FieldError[];

/** A list of too many items is not looked into. Without a limit, `atMost` is infinite. Source: kubernetes resource validation validateSlice. */
export function validateList<T>(items: readonly T[], path: string, atMost: number, validate: Validate<T>): FieldError[] {
  if (items.length > atMost) return [tooMany(path, items.length, atMost)];
  return items.flatMap((item, index) => validate(item, `${path}[${index}]`));
}

/** A list whose keys come once. `keyOf` gives the key as errors show it. Source: kubernetes resource validation validateSet. */
export function validateSet<T>(items: readonly T[], path: string, atMost: number, validate: Validate<T>, keyOf: (item: T) => unknown): FieldError[] {
  const errors = validateList(items, path, atMost, validate);
  if (items.length > atMost) return errors;
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    const key = keyOf(item);
    const text = JSON.stringify(key);
    if (seen.has(text)) errors.push(duplicateValue(`${path}[${index}]`, key));
    seen.add(text);
  }
  return errors;
}

interface MapRules<T> {
  readonly atMost: number;
  /** Longer keys are shown without their middle. */
  readonly keyBytes: number;
  readonly validateKey: Validate<string>;
  readonly validate: Validate<T>;
}

/** Keys are named by the map's path, what they hold by the key's. Source: kubernetes resource validation validateMap. */
export function validateMap<T>(map: Readonly<Record<string, T>>, path: string, { atMost, keyBytes, validateKey, validate }: MapRules<T>): FieldError[] {
  const keys = Object.keys(map).sort();
  if (keys.length > atMost) return [tooMany(path, keys.length, atMost)];
  return keys.flatMap((key) => [...validateKey(key, path), ...validate(map[key] as T, `${path}[${withoutMiddle(key, keyBytes)}]`)]);
}

const ellipsis = "...";

/** Source: kubernetes resource validation truncateIfTooLong. */
function withoutMiddle(text: string, length: number): string {
  if (text.length <= length) return text;
  const kept = length - ellipsis.length;
  return `${text.slice(0, Math.floor((kept + 1) / 2))}${ellipsis}${text.slice(text.length - Math.floor(kept / 2))}`;
}
