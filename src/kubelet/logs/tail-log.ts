import type { HostFiles } from "../ports/host-files.ts";
import { parseCriLine } from "./cri-line.ts";

/** The text of the last lines of a log, within a number of bytes, cut at its front. Empty when there is no log. */
export function tailLog(files: HostFiles, path: string, limit: { readonly lines: number; readonly bytes: number }): string {
  const size = files.stat(path)?.sizeBytes;
  if (size === undefined) return "";
  // Each line carries about 45 bytes of its own besides the text.
  const wanted = Math.min(size, limit.bytes + limit.lines * 64);
  const raw = new TextDecoder().decode(files.readRange(path, size - wanted, wanted));
  const lines = raw.split("\n").filter((line) => line !== "").slice(-limit.lines);
  const text = lines.map((line) => {
    const parsed = parseCriLine(line);
    return parsed === undefined ? "" : parsed.partial ? parsed.text : `${parsed.text}\n`;
  });
  const joined = text.join("");
  return joined.length <= limit.bytes ? joined : joined.slice(-limit.bytes);
}
