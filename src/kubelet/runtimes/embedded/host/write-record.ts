import { renameSync, writeFileSync } from "node:fs";
import type { ContainerRecord, SandboxRecord } from "../records.ts";

/** Replaces a record in one step: whoever reads it after a kill finds the old one or the new one, never half of one. */
export function writeRecord(path: string, record: ContainerRecord | SandboxRecord): void {
  writeFileSync(`${path}.new`, JSON.stringify(record));
  renameSync(`${path}.new`, path);
}
