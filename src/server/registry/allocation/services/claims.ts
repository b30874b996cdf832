import type { AllocatorParts, Reservation } from "../contract.ts";
import type { Holder, Ledger } from "../ledger.ts";

type Claim = readonly [ledger: Ledger, name: string];

/** What one write takes and gives up. In a dry run nothing is stored, and nothing is taken twice. */
export class Claims implements Reservation {
  readonly #parts: AllocatorParts;
  readonly #holder: Holder;
  readonly #isDryRun: boolean;
  readonly #taken: Claim[] = [];
  /** Held for the same object already: a server that died had taken it and not yet written the object. Not ours to free. */
  readonly #found: Claim[] = [];
  #givenUp: Claim[] = [];

  constructor(parts: AllocatorParts, holder: Holder, isDryRun: boolean) {
    this.#parts = parts;
    this.#holder = holder;
    this.#isDryRun = isDryRun;
  }

  /** False when somebody else holds it, or this write already took it. */
  async take(ledger: Ledger, name: string): Promise<boolean> {
    if ([...this.#taken, ...this.#found].some((claim) => claim[0] === ledger && claim[1] === name)) return false;
    const found = await ledger.isTaken(this.#parts, name);
    if (found && (await ledger.isHeldBy(this.#parts, name, this.#holder))) {
      this.#found.push([ledger, name]);
      return true;
    }
    const isFree = !found && (this.#isDryRun || (await ledger.take(this.#parts, name, this.#holder)));
    if (isFree) this.#taken.push([ledger, name]);
    return isFree;
  }

  /** To be freed when the write succeeds. */
  giveUp(ledger: Ledger, names: readonly string[]): void {
    this.#givenUp = [...this.#givenUp, ...names.map((name): Claim => [ledger, name])];
  }

  commit(): Promise<void> {
    return this.#free(this.#givenUp);
  }

  revert(): Promise<void> {
    return this.#free(this.#taken);
  }

  async #free(claims: readonly Claim[]): Promise<void> {
    if (this.#isDryRun) return;
    // What cannot be freed now is found by the next repair.
    await Promise.allSettled(claims.map(([ledger, name]) => ledger.free(this.#parts, name, this.#holder)));
  }
}
