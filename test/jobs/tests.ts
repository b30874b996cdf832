import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { EndRow } from "./ends.ts";
import type { Life } from "./life.ts";

/** All that there is to test, read from the folders `rows` and `lives`; a new file needs to be added there and nowhere else. */
export async function allTests(): Promise<{ readonly rows: readonly EndRow[]; readonly lives: readonly Life[] }> {
  const rows = await load<{ rows: readonly EndRow[] }>("rows");
  const lives = await load<{ lives: readonly Life[] }>("lives");
  return { rows: rows.flatMap((file) => file.rows), lives: lives.flatMap((file) => file.lives) };
}

function load<T>(folder: string): Promise<T[]> {
  const path = join(import.meta.dirname, folder);
  return Promise.all(readdirSync(path).sort().map((file) => import(join(path, file)) as Promise<T>));
}
