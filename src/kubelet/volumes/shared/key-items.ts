import type { KeyToPath } from "../../../api/types/core/v1.gen.ts";
import type { PayloadFile } from "../atomic-writer.ts";

export interface KeyItemsInput {
  /** What the object holds, by key. */
  readonly data: ReadonlyMap<string, Uint8Array>;
  /** Which keys go where; absent: all, each under its own name. */
  readonly items: readonly KeyToPath[] | undefined;
  readonly defaultMode: number;
  readonly optional: boolean;
  /** What the event says of a key that is not there, before its name. */
  readonly missingWords: string;
}

/** The files that a ConfigMap's or Secret's keys become. Throws when a key that is named is not there. */
export function keyFiles({ data, items, defaultMode, optional, missingWords }: KeyItemsInput): Map<string, PayloadFile> {
  const result = new Map<string, PayloadFile>();
  if (items === undefined || items.length === 0) {
    for (const [key, content] of data) result.set(key, { content, mode: defaultMode });
    return result;
  }
  for (const { key, path, mode } of items) {
    const content = data.get(key);
    if (content !== undefined) result.set(path, { content, mode: mode ?? defaultMode });
    else if (!optional) throw new Error(`${missingWords}: ${key}`);
  }
  return result;
}
