import type { Millis } from "../../base/clock.ts";

/**
 * Where a reflector stands. It always knows what it will do next, and its state says all that it needs for that.
 *
 *                 listed                    failed
 *   listing ────────────────► watching ─────────────────► waiting
 *      ▲  │ failed               │  ▲ ended, or failed        │ │
 *      │  └──────► waiting       │  └── after some events     │ │
 *      │              │          │                            │ │
 *      └──────────────┘          │ expired (410)              │ │
 *      └─────────────────────────┘                            │ │
 *      └─────────────────────────(next: listing)──────────────┘ │
 *                    watching ◄──(next: watching)───────────────┘
 */
export type ReflectorState =
  | { readonly type: "listing"; readonly failures: number }
  | { readonly type: "watching"; readonly resourceVersion: string; readonly failures: number }
  | { readonly type: "waiting"; readonly delayMs: Millis; readonly next: ListingOrWatching };

type ListingOrWatching = Exclude<ReflectorState, { type: "waiting" }>;

/** What came of the last step. `expired` is the server's 410: what lies between is forgotten and must be listed anew. */
export type Outcome =
  | { readonly type: "listed"; readonly resourceVersion: string }
  /** The watch is over without an error. `resourceVersion` is the last one it saw; `short` when it ended at once and brought nothing. */
  | { readonly type: "ended"; readonly resourceVersion: string; readonly short: boolean }
  | { readonly type: "failed"; readonly resourceVersion?: string; readonly retryAfterMs?: Millis }
  | { readonly type: "expired" }
  | { readonly type: "waited" };

export const initialState: ReflectorState = { type: "listing", failures: 0 };

/**
 * The next state. `backoffMs` gives the delay after the n-th failure in a row, from 1. A watch that ends at once, without
 * an event, counts as a failure, so that a server that cuts every watch is not asked in a loop.
 */
export function nextState(state: ReflectorState, outcome: Outcome, backoffMs: (failures: number) => Millis): ReflectorState {
  if (state.type === "waiting") return state.next;
  switch (outcome.type) {
    case "waited":
      return state;
    case "listed":
      return { type: "watching", resourceVersion: outcome.resourceVersion, failures: 0 };
    case "ended":
      if (!outcome.short) return { type: "watching", resourceVersion: outcome.resourceVersion, failures: 0 };
      return wait({ type: "watching", resourceVersion: outcome.resourceVersion, failures: state.failures + 1 }, backoffMs);
    case "expired":
      // The first 410 is answered at once; one after another means the server compacts faster than we list.
      if (state.type === "watching" && state.failures === 0) return { type: "listing", failures: 1 };
      return wait({ type: "listing", failures: state.failures + 1 }, backoffMs);
    case "failed": {
      const failures = state.failures + 1;
      const next: ListingOrWatching =
        state.type === "watching"
          ? { type: "watching", resourceVersion: outcome.resourceVersion ?? state.resourceVersion, failures }
          : { type: "listing", failures };
      return wait(next, backoffMs, outcome.retryAfterMs);
    }
  }
}

function wait(next: ListingOrWatching, backoffMs: (failures: number) => Millis, atLeastMs: Millis = 0): ReflectorState {
  return { type: "waiting", delayMs: Math.max(atLeastMs, backoffMs(next.failures)), next };
}
