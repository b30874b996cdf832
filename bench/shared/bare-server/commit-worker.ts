import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";

/** Durable commits of whatever was sent, one transaction a message; answers when it is on the disk. */
const database = new DatabaseSync(workerData as string);
database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE log (revision INTEGER PRIMARY KEY, key TEXT NOT NULL, value BLOB)");
const insert = database.prepare("INSERT INTO log (key, value) VALUES (?, ?)");

parentPort?.on("message", (batch: readonly [key: string, value: Uint8Array][]) => {
  database.exec("BEGIN IMMEDIATE");
  for (const [key, value] of batch) insert.run(key, value);
  database.exec("COMMIT");
  parentPort?.postMessage("committed");
});
