/** As many users and groups as a pod sees. Source: kubernetes userNsLength. */
export const USERS_OF_A_POD = 65_536;

/**
 * Where the hosts' ids for pods begin and end: above what systemd gives to its containers, below what tools with signed
 * numbers trip over and systemd keeps for foreign images. Source: systemd docs/UIDS-GIDS.
 */
const FIRST = 0x7000_0000;
const COUNT = 0xffe;

/**
 * The host's user and group ids that the pods of one node run under, 65,536 to a pod. Kept in memory; on disk they are
 * part of the sandbox records, from which `claim` brings them back. Each cluster starts at a place that its name decides,
 * so that clusters side by side rarely meet.
 */
export class UserRanges {
  readonly #used = new Set<number>();
  #next: number;

  constructor(clusterName: string) {
    this.#next = [...clusterName].reduce((hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) % COUNT, 0);
  }

  /** The first id of a free range; undefined when every range is in use. */
  allocate(): number | undefined {
    for (let tried = 0; tried < COUNT; tried++) {
      const index = this.#next;
      this.#next = (index + 1) % COUNT;
      if (this.#used.has(index)) continue;
      this.#used.add(index);
      return FIRST + index * USERS_OF_A_POD;
    }
    return undefined;
  }

  /** Marks a range that a record says is in use. */
  claim(firstId: number): void {
    this.#used.add(indexOf(firstId));
  }

  release(firstId: number): void {
    this.#used.delete(indexOf(firstId));
  }
}

function indexOf(firstId: number): number {
  return (firstId - FIRST) / USERS_OF_A_POD;
}
