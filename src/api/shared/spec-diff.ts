/** Lines of unchanged text shown around a change. */
const contextLines = 3;

/** The part of two objects that differs, as a unified diff of their JSON: for people who read why an update was refused. */
export function specDiff(before: unknown, after: unknown): string {
  const old = JSON.stringify(before, undefined, 1).split("\n");
  const now = JSON.stringify(after, undefined, 1).split("\n");
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let tail = 0;
  while (tail < old.length - start && tail < now.length - start && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;

  const from = Math.max(0, start - contextLines);
  const oldEnd = old.length - tail;
  const nowEnd = now.length - tail;
  const trailing = old.slice(oldEnd, oldEnd + contextLines);
  const header = `@@ -${from + 1},${oldEnd - from + trailing.length} +${from + 1},${nowEnd - from + trailing.length} @@`;
  return [
    header,
    ...old.slice(from, start).map((line) => ` ${line}`),
    ...old.slice(start, oldEnd).map((line) => `-${line}`),
    ...now.slice(start, nowEnd).map((line) => `+${line}`),
    ...trailing.map((line) => ` ${line}`),
    "",
  ].join("\n");
}
