import type { Clock } from "../../../base/clock.ts";
import type { Random } from "../../../base/random.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import type { Store } from "../../../store/contract.ts";
import type { WatchCache } from "../../watchcache/watch-cache.ts";

/** What allocators work with. */
export interface AllocatorParts {
  readonly store: Store;
  readonly caches: WatchCache;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Gives the objects of one kind what they share a range of and must not have twice. Who holds what is stored, so that it
 * survives restarts and holds between servers:
 *
 *     reserve ──► write ok ──► commit    what the object no longer uses is free again
 *                     └─ fails ─► revert  what was taken for it is free again
 *
 * A server that dies in between leaves something taken that nobody uses; `repair` finds that.
 */
export interface Allocator {
  readonly group: string;
  readonly resource: string;
  /** Takes what `draft`, which is valid, needs and writes it there. Throws 422 for what is asked for and cannot be had. */
  reserve(parts: AllocatorParts, draft: KubeObject, options: ReserveOptions): Promise<Reservation>;
  /** Frees what an object held that is gone. */
  release(parts: AllocatorParts, gone: KubeObject): Promise<void>;
  /** Makes the records fit the objects again. */
  repair(parts: AllocatorParts): Promise<void>;
}

export interface ReserveOptions {
  /** The object that `draft` replaces; absent for a new one. */
  readonly old?: KubeObject;
  /** True when nothing may be stored. */
  readonly isDryRun: boolean;
}

/** Neither call rejects: what could not be freed is left to `repair`. */
export interface Reservation {
  commit(): Promise<void>;
  revert(): Promise<void>;
}
