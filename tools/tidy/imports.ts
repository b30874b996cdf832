import { posix } from "node:path";
import type { SourceFile } from "./source-files.ts";

export interface Import {
  /** The module as written, e.g. `node:fs`, `ws`, `../base/clock.ts`. */
  readonly specifier: string;
  /** Path from the project's root for relative imports, undefined for packages. */
  readonly target?: string;
  readonly line: number;
}

const statement = /^\s*(?:import|export)\s(?:[^;"'`]*?\sfrom\s*)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;

/** What a file imports or re-exports, dynamic imports of fixed names included. Comments and templates are not parsed apart. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = [];
  for (const match of file.text.matchAll(statement)) {
    const specifier = match[1] ?? match[2];
    if (specifier === undefined) continue;
    const line = file.text.slice(0, match.index).split("\n").length;
    const target = specifier.startsWith(".") ? posix.join(posix.dirname(file.path), specifier) : undefined;
    found.push({ specifier, line, ...(target === undefined ? {} : { target }) });
  }
  return found;
}
