import { lstat, readdir } from "node:fs/promises";

/** Bytes that a folder takes on disk, everything below it included. What vanishes meanwhile counts as 0. */
export async function diskUsage(folder: string): Promise<number> {
  try {
    let bytes = 0;
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) bytes += await diskUsage(path);
      bytes += (await lstat(path)).blocks * 512;
    }
    return bytes;
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return 0;
    throw error;
  }
}
