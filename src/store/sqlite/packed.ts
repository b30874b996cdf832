import type { Revision, StoreEntry } from "../contract.ts";

/**
 * Many values in one buffer, so that a whole batch crosses between threads as one transfer instead of one clone a value.
 * Value i is `bytes[ends[i - 1] .. ends[i]]`.
 */
export interface PackedValues {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ends: Float64Array<ArrayBuffer>;
}

/** Entries of a batch. Where nothing stands (an index that must stay in step with another list) the revisions are 0. */
export interface PackedEntries {
  readonly keys: readonly string[];
  readonly createRevisions: Float64Array<ArrayBuffer>;
  readonly modRevisions: Float64Array<ArrayBuffer>;
  readonly values: PackedValues;
}

export function packValues(values: readonly (Uint8Array | undefined)[]): PackedValues {
  const ends = new Float64Array(values.length);
  let size = 0;
  for (let i = 0; i < values.length; i++) {
    size += values[i]?.length ?? 0;
    ends[i] = size;
  }
  const bytes = new Uint8Array(size);
  for (let i = 0, at = 0; i < values.length; at = ends[i]!, i++) {
    const value = values[i];
    if (value !== undefined) bytes.set(value, at);
  }
  return { bytes, ends };
}

/** A view of value `index`; it shares the batch's buffer. */
export function valueAt(packed: PackedValues, index: number): Uint8Array {
  return packed.bytes.subarray(index === 0 ? 0 : packed.ends[index - 1]!, packed.ends[index]!);
}

export function packEntries(entries: readonly (StoreEntry | undefined)[]): PackedEntries {
  return {
    keys: entries.map((entry) => entry?.key ?? ""),
    createRevisions: Float64Array.from(entries, (entry) => entry?.createRevision ?? 0),
    modRevisions: Float64Array.from(entries, (entry) => entry?.modRevision ?? 0),
    values: packValues(entries.map((entry) => entry?.value)),
  };
}

export function entryAt(packed: PackedEntries, index: number): StoreEntry | undefined {
  const modRevision: Revision = packed.modRevisions[index]!;
  if (modRevision === 0) return undefined;
  return { key: packed.keys[index]!, value: valueAt(packed.values, index), createRevision: packed.createRevisions[index]!, modRevision };
}

/** The buffers of a packed list, to be moved rather than copied to the other thread. */
export function buffersOf({ createRevisions, modRevisions, values }: PackedEntries): ArrayBuffer[] {
  return [createRevisions.buffer, modRevisions.buffer, values.bytes.buffer, values.ends.buffer];
}
