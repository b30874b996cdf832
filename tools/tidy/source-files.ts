import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** A source file by its path from the project's root, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const skipped = new Set(["node_modules", "dist", ".git", ".cache", ".tmp"]);

/** Every hand-written TypeScript file below `folders`; generated files (`*.gen.ts`) are left out. */
export function readSourceFiles(root: string, folders: readonly string[]): SourceFile[] {
  const files: SourceFile[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) walk(path);
      } else if (entry.name.endsWith(".ts") && !entry.name.endsWith(".gen.ts") && !entry.name.endsWith(".d.ts")) {
        files.push({ path: relative(root, path), text: readFileSync(path, "utf8") });
      }
    }
  };
  for (const folder of folders) walk(join(root, folder));
  return files;
}
