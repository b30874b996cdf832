import type { Finding } from "./finding.ts";
import { importsOf } from "./imports.ts";
import type { SourceFile } from "./source-files.ts";

/** Every circle of imports between files, each named once with its whole way round. */
export function checkCycles(files: readonly SourceFile[]): Finding[] {
  const graph = new Map(files.map((file) => [file.path, importsOf(file).flatMap((found) => (found.target === undefined ? [] : [found.target]))]));
  const findings: Finding[] = [];
  const state = new Map<string, "open" | "done">();
  const way: string[] = [];
  const visit = (path: string): void => {
    state.set(path, "open");
    way.push(path);
    for (const next of graph.get(path) ?? []) {
      const seen = state.get(next);
      if (seen === "open") findings.push({ path, rule: "circle", message: [...way.slice(way.indexOf(next)), next].join(" -> ") });
      else if (seen === undefined && graph.has(next)) visit(next);
    }
    way.pop();
    state.set(path, "done");
  };
  for (const path of graph.keys()) if (!state.has(path)) visit(path);
  return findings;
}
