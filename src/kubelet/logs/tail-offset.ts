import type { HostFiles } from "../ports/host-files.ts";

const blockBytes = 64 * 1_024;
const newline = 10;

/** Where the last `lines` lines of a file begin. Partial log lines count as lines, as upstream counts them. */
export function tailOffset(files: HostFiles, path: string, lines: number): number {
  const size = files.stat(path)?.sizeBytes ?? 0;
  if (lines <= 0) return size;
  let found = 0;
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - blockBytes);
    const block = files.readRange(path, start, end - start);
    for (let index = block.length - 1; index >= 0; index--) {
      // The newline at the very end closes the last line and begins none.
      if (block[index] !== newline || start + index === size - 1) continue;
      found++;
      if (found === lines) return start + index + 1;
    }
    end = start;
  }
  return 0;
}
