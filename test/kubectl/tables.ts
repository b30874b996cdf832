/** What kubectl prints as tables, read back into rows. */

/** A row: its cells by the names of their columns. */
export type TableRow = Readonly<Record<string, string>>;

/** The rows of every table in `text`. Cells stand under their headings, so an empty one is told from one that is not there. */
export function readTables(text: string): TableRow[] {
  return text.trimEnd().split("\n\n").flatMap(readTable);
}

function readTable(text: string): TableRow[] {
  const [heading = "", ...lines] = text.split("\n");
  const starts = [...heading.matchAll(/\S+(?: \S+)*/g)].map((match) => ({ name: match[0], at: match.index }));
  return lines.map((line) => Object.fromEntries(starts.map(({ name, at }, index) => [name, line.slice(at, starts[index + 1]?.at).trimEnd()])));
}
