/**
 * The variables in a file that an earlier container of the pod wrote: `NAME=value` lines, blank lines and lines that begin
 * with `#` left out; quotes around a value and blanks around the line are taken off. Source: kubernetes KEP-3721.
 */
export function parseEnvFile(text: string): Map<string, string> {
  const variables = new Map<string, string>();
  for (const line of text.split("\n")) {
    const trimmed = line.trim();
    const at = trimmed.indexOf("=");
    if (trimmed.startsWith("#") || at <= 0) continue;
    variables.set(trimmed.slice(0, at).trim(), trimmed.slice(at + 1).trim().replace(/^(["'])(.*)\1$/, "$2"));
  }
  return variables;
}
