import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { StoreEntry } from "../contract.ts";

/** A log row as the statements below select it. */
export interface Row {
  readonly revision: number;
  readonly key: string;
  readonly create_revision: number;
  readonly value: Uint8Array | null;
}

const nothing = new Uint8Array(0);

export function rowEntry(row: Row): StoreEntry {
  return { key: row.key, value: row.value ?? nothing, createRevision: row.create_revision, modRevision: row.revision };
}

const columns = "log.revision, log.key, log.create_revision, log.value";
const within = "key >= :from AND key < :to AND key > :after";
/** The rows that stood at revision `:at`: newest ones not written since, and those that a later row replaced. */
const standing = `
  WITH standing(revision, key) AS (
    SELECT revision, key FROM current WHERE ${within} AND revision <= :at
    UNION ALL
    SELECT previous, key FROM log WHERE revision > :at AND previous BETWEEN 1 AND :at AND ${within}
  )`;

const sql = {
  current: `SELECT ${columns} FROM current JOIN log ON log.revision = current.revision WHERE current.key = ?`,
  logRow: `SELECT ${columns} FROM log WHERE revision = ?`,
  append: "INSERT INTO log (revision, key, create_revision, previous, value) VALUES (?, ?, ?, ?, ?)",
  setCurrent: "INSERT INTO current (key, revision, create_revision) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET revision = excluded.revision, create_revision = excluded.create_revision",
  forgetCurrent: "DELETE FROM current WHERE key = ?",
  page: `SELECT ${columns} FROM (SELECT revision, key FROM current WHERE ${within} ORDER BY key LIMIT :limit) AS page JOIN log ON log.revision = page.revision ORDER BY page.key`,
  count: `SELECT count(*) AS count FROM current WHERE ${within}`,
  pastPage: `${standing} SELECT ${columns} FROM (SELECT * FROM standing ORDER BY key LIMIT :limit) AS page JOIN log ON log.revision = page.revision ORDER BY page.key`,
  pastCount: `${standing} SELECT count(*) AS count FROM standing`,
  /** The first change of a key after a revision: what it replaced is what stood there then. */
  firstAfter: "SELECT previous FROM log WHERE revision > ? AND key = ? ORDER BY revision LIMIT 1",
  changes: `SELECT ${columns}, log.previous FROM log WHERE revision > :since AND key >= :from AND key < :to ORDER BY revision LIMIT :limit`,
  usedPages: "SELECT page_count - freelist_count AS pages FROM pragma_page_count, pragma_freelist_count",
  setCompacted: "UPDATE compaction SET compacted = ?",
  setSwept: "UPDATE compaction SET swept = ?",
  sweepReplaced: "DELETE FROM log WHERE revision IN (SELECT previous FROM log WHERE revision > ? AND revision <= ? AND previous > 0)",
  sweepDeletions: "DELETE FROM log WHERE revision > ? AND revision <= ? AND create_revision = 0",
} as const;

export type Statements = Readonly<Record<keyof typeof sql, StatementSync>>;

export function prepareStatements(database: DatabaseSync): Statements {
  return Object.fromEntries(Object.entries(sql).map(([name, text]) => [name, database.prepare(text)])) as unknown as Statements;
}
