import type { Revision, StoreEntry } from "../contract.ts";

/** What stood at a key from `revision` on; `entry` is absent where that revision deleted it. */
interface Version {
  readonly revision: Revision;
  readonly entry?: StoreEntry;
}

/**
 * The versions of one key that have not been compacted, oldest first.
 *
 *     create@2  update@5  delete@7  create@9
 *     ├─────────┼─────────┼─ nothing ┼────────► current
 *     compact(6) drops create@2; compact(8) drops all before create@9
 */
export class KeyHistory {
  #versions: Version[] = [];

  get current(): StoreEntry | undefined {
    return this.#versions[this.#versions.length - 1]?.entry;
  }

  /** What a reader saw once `revision` was the newest. */
  at(revision: Revision): StoreEntry | undefined {
    for (let i = this.#versions.length - 1; i >= 0; i--) {
      const version = this.#versions[i]!;
      if (version.revision <= revision) return version.entry;
    }
    return undefined;
  }

  put(entry: StoreEntry): void {
    this.#versions.push({ revision: entry.modRevision, entry });
  }

  delete(revision: Revision): void {
    this.#versions.push({ revision });
  }

  /** Drops what no read at `revision` or later can see. Returns true when nothing is left of the key. */
  compact(revision: Revision): boolean {
    let first = 0;
    while (first + 1 < this.#versions.length && this.#versions[first + 1]!.revision <= revision) first++;
    const oldest = this.#versions[first];
    if (oldest !== undefined && oldest.entry === undefined && oldest.revision <= revision) first++;
    if (first > 0) this.#versions.splice(0, first);
    return this.#versions.length === 0;
  }
}
