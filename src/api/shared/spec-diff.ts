import { goJson } from "../../machinery/text/quote.ts";
import { unifiedDiff } from "../../machinery/text/unified-diff.ts";

/** How two objects differ, as a unified diff of their JSON, a field a line: for people who read why an update was refused. Source: apimachinery util/diff. */
export function specDiff(before: unknown, after: unknown): string {
  return unifiedDiff(goJson(before, 1), goJson(after, 1));
}
