import { DatabaseSync } from "node:sqlite";

/** Commits of `batch` rows of `valueBytes` each, one after another, with nothing around them: what the disk and SQLite cost. Returns rows a second. */
export function bareCommits(path: string, { commits, batch, valueBytes }: { commits: number; batch: number; valueBytes: number }): number {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE log (revision INTEGER PRIMARY KEY, key TEXT NOT NULL, value BLOB)");
  const insert = database.prepare("INSERT INTO log (key, value) VALUES (?, ?)");
  const value = new Uint8Array(valueBytes).fill(120);
  const started = performance.now();
  for (let commit = 0; commit < commits; commit++) {
    database.exec("BEGIN IMMEDIATE");
    for (let row = 0; row < batch; row++) insert.run(`/registry/core/configmaps/default/${commit}-${row}`, value);
    database.exec("COMMIT");
  }
  const seconds = (performance.now() - started) / 1_000;
  database.close();
  return (commits * batch) / seconds;
}
