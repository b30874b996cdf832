/** Something wrong with an expression. `at` counts UTF-16 units from its start; -1 is nowhere in it. */
export interface Issue {
  readonly at: number;
  readonly message: string;
}

const maxIssues = 100;
/** A longer line is not shown. Source: cel-go common/error.go. */
const maxSnippetBytes = 16384;

/** Collects what is wrong. More than a hundred are counted only. */
export class Issues {
  readonly list: Issue[] = [];
  #count = 0;

  report(at: number, message: string): void {
    this.#count++;
    if (this.#count <= maxIssues) this.list.push({ at, message });
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Each with its line and an arrow below, in the order of their places. Source: cel-go common/errors.go ToDisplayString. */
  format(text: string): string {
    const shown = this.list.map((issue) => ({ message: issue.message, place: placeOf(issue.at, text) }));
    shown.sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
    const lines = text.split("\n");
    const parts = shown.map(({ message, place }) => `ERROR: <input>:${place.line}:${place.column + 1}: ${message}${snippet(lines[place.line - 1], place.column)}`);
    if (this.#count > maxIssues) parts.push(`${this.#count - maxIssues} more errors were truncated`);
    return parts.join("\n");
  }
}

/** Lines from one, columns from zero and in characters. */
function placeOf(at: number, text: string): { line: number; column: number } {
  if (text === "") return { line: 1, column: -1 };
  if (at < 0) return { line: -1, column: -1 };
  const before = text.slice(0, at);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: [...before.slice(lineStart)].length };
}

function snippet(line: string | undefined, column: number): string {
  if (line === undefined || column < 0 || line.length > maxSnippetBytes) return "";
  const shown = line.replaceAll("\t", " ");
  const characters = [...shown];
  const pointer = characters.slice(0, column).map((char) => (isWide(char) ? "．" : ".")).join("");
  return `\n | ${shown}\n | ${pointer}${isWide(characters[column] ?? "") ? "＾" : "^"}`;
}

function isWide(char: string): boolean {
  return (char.codePointAt(0) ?? 0) > 0x7f;
}
