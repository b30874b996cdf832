/** Cells are at least so wide, and so much wider than their text. */
const leastWidth = 8;
const padding = 1;

/** Rows in columns as Go's tabwriter sets them: every cell but the last ends with a comma and is padded to its column. */
export function writeTable(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((text, index) => (index === row.length - 1 ? text : `${text},`)));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(leastWidth, ...cells.map((row) => lengthOf(row[column] ?? "") + padding)));
  return cells.map((row) => `${row.map((text, column) => (column === row.length - 1 ? text : text + " ".repeat((widths[column] ?? 0) - lengthOf(text)))).join("")}\n`).join("");
}

function lengthOf(text: string): number {
  return [...text].length;
}
