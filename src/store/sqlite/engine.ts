import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Revision, StoreEntry } from "../contract.ts";
import { FailureError } from "./failure.ts";
import { pageSizeBytes } from "./open-database.ts";
import { packEntries, valueAt } from "./packed.ts";
import type { Calls, ChangesReply, CommitReply, CommitRequest, RangeReply, WorkerOptions, WriteKind } from "./protocol.ts";
import { prepareStatements, type Row, rowEntry, type Statements } from "./statements.ts";

/** Log rows that one slice of a sweep looks at: a few milliseconds, so that no write waits longer for it. */
const sweepSlice = 500;

/** The store over one open database, on the thread that calls it. Everything here is synchronous. */
export class Engine {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #options: WorkerOptions;
  #revision: Revision;
  #compacted: Revision;
  #swept: Revision;

  constructor(database: DatabaseSync, options: WorkerOptions) {
    this.#database = database;
    this.#options = options;
    this.#statements = prepareStatements(database);
    const compaction = database.prepare("SELECT compacted, swept FROM compaction").get() as { compacted: number; swept: number };
    const newest = database.prepare("SELECT max(revision) AS revision FROM log").get() as { revision: number | null };
    this.#compacted = compaction.compacted;
    this.#swept = compaction.swept;
    // A sweep may have taken the newest row, a deletion; it is never newer than the compaction.
    this.#revision = Math.max(newest.revision ?? 0, this.#compacted);
  }

  get revision(): Revision {
    return this.#revision;
  }

  get sweeping(): boolean {
    return this.#swept < this.#compacted;
  }

  /** All writes of the batch in one transaction: durable when this returns, and nothing of them kept when it throws. */
  commit({ kinds, keys, expected, values }: CommitRequest): CommitReply {
    if (kinds.some((kind) => kind !== "delete")) this.#assertRoom();
    const revisions = new Float64Array(kinds.length);
    const before: (StoreEntry | undefined)[] = [];
    const start = this.#revision;
    this.#transaction(() => {
      for (let i = 0; i < kinds.length; i++) {
        const current = this.#current(keys[i]!);
        before.push(current);
        if (!holds(kinds[i]!, current, expected[i]!)) continue;
        this.#write(kinds[i]!, keys[i]!, valueAt(values, i), current);
        revisions[i] = this.#revision;
      }
    }, () => {
      this.#revision = start;
    });
    return { revisions, before: packEntries(before) };
  }

  get({ key, revision }: Calls["get"]["request"]): RangeReply {
    const at = this.#readable(revision);
    const undone = at < this.#revision ? (this.#statements.firstAfter.get(at, key) as { previous: number } | undefined) : undefined;
    const entry = undone === undefined ? this.#current(key) : this.#entry(undone.previous);
    return { entries: packEntries(entry === undefined ? [] : [entry]), revision: at, remaining: 0 };
  }

  range({ prefix, revision, limit, startAfter }: Calls["range"]["request"]): RangeReply {
    const at = this.#readable(revision);
    const bounds = { from: prefix, to: endOf(prefix), after: startAfter ?? "" };
    const past = at < this.#revision;
    const page = past ? this.#statements.pastPage : this.#statements.page;
    const parameters = past ? { ...bounds, at } : bounds;
    const entries = rows(page, { ...parameters, limit: limit ?? -1 });
    const full = limit !== undefined && entries.length === limit;
    const remaining = full ? count(past ? this.#statements.pastCount : this.#statements.count, parameters) - entries.length : 0;
    return { entries: packEntries(entries), revision: at, remaining };
  }

  changes({ prefix, since, limit }: Calls["changes"]["request"]): ChangesReply {
    const at = this.#readable(since);
    const found = this.#statements.changes.all({ since: at, from: prefix, to: endOf(prefix), limit: limit ?? -1 }) as unknown as (Row & { previous: number })[];
    const full = limit !== undefined && found.length === limit;
    return {
      revisions: Float64Array.from(found, (row) => row.revision),
      entries: packEntries(found.map((row) => (row.create_revision === 0 ? undefined : rowEntry(row)))),
      previous: packEntries(found.map((row) => this.#entry(row.previous))),
      through: full ? found[found.length - 1]!.revision : this.#revision,
    };
  }

  /** From now on reads before `revision` are refused; `sweep` clears away what they would have seen. */
  compact(revision: Revision): void {
    if (revision > this.#revision) throw new FailureError({ type: "future", asked: revision, current: this.#revision });
    if (revision <= this.#compacted) return;
    this.#statements.setCompacted.run(revision);
    this.#compacted = revision;
  }

  /** One slice: of the next log rows up to the compaction, drops what each replaced, and the row itself where it is a deletion. */
  sweep(): void {
    const from = this.#swept;
    const to = Math.min(from + sweepSlice, this.#compacted);
    if (from >= to) return;
    this.#transaction(() => {
      this.#statements.sweepReplaced.run(from, to);
      this.#statements.sweepDeletions.run(from, to);
      this.#statements.setSwept.run(to);
    });
    this.#swept = to;
  }

  /** Deletes are let through when the store is full: they are how room is made. */
  #assertRoom(): void {
    const { path, maxSizeBytes } = this.#options;
    if (maxSizeBytes === undefined) return;
    const { pages } = this.#statements.usedPages.get() as { pages: number };
    if (pages * pageSizeBytes < maxSizeBytes) return;
    throw new FailureError({
      type: "unavailable",
      message: `cannot write to the store ${path}: there is no room left (${pages * pageSizeBytes} of at most ${maxSizeBytes} bytes are used); delete objects, or raise the limit; reads and deletes still work`,
    });
  }

  #write(kind: WriteKind, key: string, value: Uint8Array, current: StoreEntry | undefined): void {
    const revision = ++this.#revision;
    const previous = current?.modRevision ?? 0;
    if (kind === "delete") {
      this.#statements.append.run(revision, key, 0, previous, null);
      this.#statements.forgetCurrent.run(key);
      return;
    }
    const createRevision = current?.createRevision ?? revision;
    this.#statements.append.run(revision, key, createRevision, previous, value);
    this.#statements.setCurrent.run(key, revision, createRevision);
  }

  #current(key: string): StoreEntry | undefined {
    const row = this.#statements.current.get(key) as Row | undefined;
    return row === undefined ? undefined : rowEntry(row);
  }

  /** The entry that the log row of `revision` wrote; undefined for 0. */
  #entry(revision: Revision): StoreEntry | undefined {
    if (revision === 0) return undefined;
    const row = this.#statements.logRow.get(revision) as Row | undefined;
    if (row === undefined) throw new Error(`the log row of revision ${revision} is missing; compacted up to ${this.#compacted}, newest ${this.#revision}`);
    return rowEntry(row);
  }

  #readable(asked: Revision | undefined): Revision {
    if (asked === undefined) return this.#revision;
    if (asked < this.#compacted) throw new FailureError({ type: "compacted", asked, compacted: this.#compacted });
    if (asked > this.#revision) throw new FailureError({ type: "future", asked, current: this.#revision });
    return asked;
  }

  #transaction(body: () => void, onRollback?: () => void): void {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      body();
      this.#database.exec("COMMIT");
    } catch (error) {
      // SQLite has rolled back by itself after some errors (a full disk among them).
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      onRollback?.();
      throw error;
    }
  }
}

function holds(kind: WriteKind, current: StoreEntry | undefined, expected: Revision): boolean {
  return kind === "create" ? current === undefined : current !== undefined && current.modRevision === expected;
}

/** After every key that starts with `prefix`, before every other that follows. */
function endOf(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}

function rows(statement: StatementSync, parameters: Record<string, string | number>): StoreEntry[] {
  const entries: StoreEntry[] = [];
  for (const row of statement.iterate(parameters)) entries.push(rowEntry(row as unknown as Row));
  return entries;
}

function count(statement: StatementSync, parameters: Record<string, string | number>): number {
  return (statement.get(parameters) as { count: number }).count;
}
