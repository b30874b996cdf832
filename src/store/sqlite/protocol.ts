import type { Revision } from "../contract.ts";
import type { Failure } from "./failure.ts";
import type { PackedEntries, PackedValues } from "./packed.ts";

export type WriteKind = "create" | "update" | "delete";

/** What the worker is started with. */
export interface WorkerOptions {
  readonly path: string;
  readonly maxSizeBytes?: number;
}

/** The writes of one group commit: write i does `kinds[i]` to `keys[i]`, on condition of `expected[i]`. */
export interface CommitRequest {
  readonly type: "commit";
  readonly kinds: readonly WriteKind[];
  readonly keys: readonly string[];
  readonly expected: Float64Array<ArrayBuffer>;
  readonly values: PackedValues;
}

export interface CommitReply {
  /** The revision of each write; 0 where its condition did not hold. */
  readonly revisions: Float64Array<ArrayBuffer>;
  /** What stood at each key when the write came to it. */
  readonly before: PackedEntries;
}

export interface RangeReply {
  readonly entries: PackedEntries;
  readonly revision: Revision;
  readonly remaining: number;
}

export interface ChangesReply {
  readonly revisions: Float64Array<ArrayBuffer>;
  /** In step with `revisions`; nothing where the change was a deletion. */
  readonly entries: PackedEntries;
  /** In step with `revisions`; nothing where the change was a creation. */
  readonly previous: PackedEntries;
  readonly through: Revision;
}

/** What the store asks of its worker, and what each is answered with. */
export interface Calls {
  open: { request: { readonly type: "open" }; reply: { readonly revision: Revision; readonly sweeping: boolean } };
  commit: { request: CommitRequest; reply: CommitReply };
  get: { request: { readonly type: "get"; readonly key: string; readonly revision?: Revision }; reply: RangeReply };
  range: { request: { readonly type: "range"; readonly prefix: string; readonly revision?: Revision; readonly limit?: number; readonly startAfter?: string }; reply: RangeReply };
  changes: { request: { readonly type: "changes"; readonly prefix: string; readonly since: Revision; readonly limit?: number }; reply: ChangesReply };
  compact: { request: { readonly type: "compact"; readonly revision: Revision }; reply: { readonly sweeping: boolean } };
  /** Clears one slice of what compaction forgets; `sweeping` while more is left. */
  sweep: { request: { readonly type: "sweep" }; reply: { readonly sweeping: boolean } };
  close: { request: { readonly type: "close" }; reply: { readonly closed: true } };
}

export type CallType = keyof Calls;
export type Request = Calls[CallType]["request"];
export type Reply = Calls[CallType]["reply"];

/** Answers come in the order of the questions, one a message. */
export type Answer = { readonly reply: Reply } | { readonly failure: Failure };
