import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { FailureError, failureOf, isBusy } from "./failure.ts";
import { applicationId, schema, schemaVersion } from "./schema.ts";

export const pageSizeBytes = 4_096;
/** SQLite's own page cache. The watch cache above serves nearly all reads, so more would only be held twice. */
const pageCacheKib = 8_192;

/**
 * Opens the store's file, makes it where there is none, and holds it alone until it is closed or the process is gone: the
 * kernel's lock on the file ends with its process, so one that was killed leaves nothing to clear away.
 */
export function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    configure(database);
    lock(database, path);
    prepareSchema(database, path);
    return database;
  } catch (error) {
    database?.close();
    if (isBusy(error)) throw new FailureError({ type: "unavailable", message: `cannot open the store ${path}: ${holderOf(path)} has it open; stop that one, or use another data directory` });
    throw new FailureError(failureOf(error, "open", path));
  }
}

export function closeDatabase(database: DatabaseSync, path: string): void {
  rmSync(pidFile(path), { force: true });
  database.close();
}

function configure(database: DatabaseSync): void {
  // Exclusive before the first access in WAL mode: the WAL index then lives in memory instead of a shared file.
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA page_size = ${pageSizeBytes};
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA cache_size = -${pageCacheKib};
    PRAGMA mmap_size = 0;
    PRAGMA temp_store = MEMORY;
    PRAGMA journal_size_limit = 67108864;
  `);
}

function lock(database: DatabaseSync, path: string): void {
  database.exec("BEGIN EXCLUSIVE; COMMIT");
  writeFileSync(pidFile(path), String(process.pid));
}

function prepareSchema(database: DatabaseSync, path: string): void {
  const owner = pragma(database, "application_id");
  const version = pragma(database, "user_version");
  const tables = database.prepare("SELECT count(*) AS count FROM sqlite_schema").get()?.count;
  if (owner === 0 && version === 0 && tables === 0) {
    database.exec(`BEGIN; ${schema} COMMIT`);
    return;
  }
  if (owner !== applicationId) {
    throw new FailureError({ type: "unavailable", message: `cannot open the store ${path}: the database belongs to another program; point the data directory elsewhere` });
  }
  if (version !== schemaVersion) {
    throw new FailureError({ type: "unavailable", message: `cannot open the store ${path}: its format is ${version} and this version reads ${schemaVersion}; use the version that wrote it` });
  }
}

function pragma(database: DatabaseSync, name: string): unknown {
  return database.prepare(`PRAGMA ${name}`).get()?.[name];
}

function pidFile(path: string): string {
  return `${path}-pid`;
}

/** The process that holds the store, as far as is known: for the message only, the kernel's lock is what counts. */
function holderOf(path: string): string {
  return existsSync(pidFile(path)) ? `process ${readFileSync(pidFile(path), "utf8")}` : "another process";
}
