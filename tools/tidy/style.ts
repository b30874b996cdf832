import { type Finding, isTestFile } from "./finding.ts";
import type { SourceFile } from "./source-files.ts";

interface StyleRule {
  readonly rule: string;
  readonly pattern: RegExp;
  readonly message: string;
  applies(path: string): boolean;
}

const shipped = (path: string): boolean => path.startsWith("src/") && !isTestFile(path);
const outsideBase = (path: string): boolean => shipped(path) && !path.startsWith("src/base/");

const rules: readonly StyleRule[] = [
  { rule: "clock", pattern: /\bDate\.now\(|\bnew Date\(\)|\bsetTimeout\(|\bsetInterval\(|\bperformance\.now\(/, message: "time comes from a Clock", applies: outsideBase },
  { rule: "random", pattern: /\bMath\.random\(|\brandomUUID\(/, message: "chance comes from a Random", applies: outsideBase },
  { rule: "no-any", pattern: /(?::|<|\bas)\s*any\b(?!\w)/, message: "name the type, or use unknown and narrow it", applies: (path) => path.endsWith(".ts") },
  { rule: "no-ignore", pattern: /@ts-(?:ignore|nocheck)/, message: "mend the type instead", applies: () => true },
  { rule: "leftover", pattern: /\b(?:TODO|FIXME|XXX)\b/, message: "do it, or say in the README that it is not done", applies: () => true },
  { rule: "stack", pattern: /\b(?:errors|warnings|problems)\.push\(\.\.\./, message: "a request may bring more of them than the stack holds: addAll", applies: (path) => path.startsWith("src/api/") || path.startsWith("src/machinery/") },
  { rule: "only", pattern: /\b(?:test|it|describe)\.only\(/, message: "runs one test and hides the others", applies: isTestFile },
];

/** Longest file that still holds one idea. Tables of facts and of tests may be longer. */
const longestFile = 450;

/** The checks of the house style that a machine can make. Comment lines are not looked at. */
export function checkStyle(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => [...checkLines(file), ...checkShape(file)]);
}

function checkLines(file: SourceFile): Finding[] {
  const applying = rules.filter((rule) => rule.applies(file.path) && !file.path.startsWith("tools/tidy/"));
  const findings: Finding[] = [];
  file.text.split("\n").forEach((text, index) => {
    if (/^\s*(?:\/\/|\*|\/\*)/.test(text) && !/@ts-|TODO|FIXME/.test(text)) return;
    for (const { rule, pattern, message } of applying) if (pattern.test(text)) findings.push({ path: file.path, line: index + 1, rule, message });
  });
  return findings;
}

function checkShape({ path, text }: SourceFile): Finding[] {
  const findings: Finding[] = [];
  const lines = text.split("\n").length;
  const name = path.split("/").at(-1) ?? "";
  if (lines > longestFile && !isTestFile(path)) findings.push({ path, rule: "length", message: `${lines} lines; past ${longestFile} look for the second idea` });
  if (/^(?:utils?|helpers?|misc|common)\.ts$/.test(name)) findings.push({ path, rule: "name", message: "name the file for what it holds" });
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z-]+)*\.ts$/.test(name)) findings.push({ path, rule: "name", message: "file names are lower case with dashes" });
  return findings;
}
