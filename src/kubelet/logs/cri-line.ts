/** A line of a container's log file: `<RFC 3339 with nanoseconds> stdout|stderr F|P <text>`. Source: CRI logging design. */
export interface CriLine {
  readonly timestamp: string;
  readonly stream: "stdout" | "stderr";
  /** More of the same line follows. */
  readonly partial: boolean;
  readonly text: string;
}

/** Undefined for what is no log line. */
export function parseCriLine(line: string): CriLine | undefined {
  const first = line.indexOf(" ");
  const second = line.indexOf(" ", first + 1);
  if (first < 0 || second < 0) return undefined;
  const third = line.indexOf(" ", second + 1);
  const stream = line.slice(first + 1, second);
  const tag = third < 0 ? line.slice(second + 1) : line.slice(second + 1, third);
  if ((stream !== "stdout" && stream !== "stderr") || (tag[0] !== "F" && tag[0] !== "P")) return undefined;
  return { timestamp: line.slice(0, first), stream, partial: tag[0] === "P", text: third < 0 ? "" : line.slice(third + 1) };
}
