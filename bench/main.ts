/** `npm run bench [-- NAME ...]`: runs the benchmarks, all or those named, and prints one table of ratios. */
import { globSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDebianPackages, runtimePackages } from "../tools/setup/debian.ts";
import type { Benchmark, Row } from "./contract.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const names = process.argv.slice(2);
const folders = globSync("bench/*/bench.ts", { cwd: root }).map((path) => dirname(path).replace("bench/", "")).sort();
const unknown = names.find((name) => !folders.includes(name));
if (unknown !== undefined) {
  console.error(`bench: no benchmark is called ${unknown}; there are: ${folders.join(", ")}`);
  process.exit(2);
}
ensureDebianPackages(runtimePackages);

const table: string[][] = [["BENCHMARK", "WHAT", "VALUE", "BARE", "RATIO", "GOAL"]];
for (const name of names.length > 0 ? names : folders) {
  const { benchmark } = (await import(join(root, "bench", name, "bench.ts"))) as { benchmark: Benchmark };
  console.error(`\n== ${name}: ${benchmark.summary}`);
  const rows = await benchmark.run((text) => console.error(`   ${text}`));
  table.push(...rows.map((row) => [name, ...cells(row)]));
}
console.log(`\n${formatTable(table)}`);

function cells({ what, value, unit, bare, goal }: Row): string[] {
  const show = (figure: number): string => `${figure >= 100 ? figure.toFixed(0) : figure.toPrecision(3)} ${unit}`;
  return [what, show(value), bare === undefined ? "" : show(bare), bare === undefined ? "" : (value / bare).toFixed(2), goal ?? ""];
}

function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("   ").trimEnd()).join("\n");
}
