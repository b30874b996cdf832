/** One thing that is not tidy, with what to do about it. */
export interface Finding {
  readonly path: string;
  readonly line?: number;
  readonly rule: string;
  readonly message: string;
}

export function formatFinding({ path, line, rule, message }: Finding): string {
  return `${path}${line === undefined ? "" : `:${line}`}  ${rule}: ${message}`;
}

/** Tests, test builders and suites may reach across layers; nothing that ships may. */
export function isTestFile(path: string): boolean {
  return path.endsWith(".test.ts") || path.includes("/testing/") || path.startsWith("test/") || path.startsWith("bench/");
}
