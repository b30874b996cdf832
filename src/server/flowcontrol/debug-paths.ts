import type { Clock } from "../../base/clock.ts";
import type { PathFamily } from "../paths/contract.ts";
import { dumpPriorityLevels, dumpQueues, dumpRequests } from "./dump.ts";
import type { FlowControl } from "./flow-control.ts";

const root = "/debug/api_priority_and_fairness/";

/** What flow control is doing, for whoever may read it. `/` does not list these. */
export function flowControlPaths({ levels }: FlowControl, clock: Clock): PathFamily {
  const pages: Readonly<Record<string, (query: URLSearchParams) => string>> = {
    dump_priority_levels: () => dumpPriorityLevels(levels),
    dump_queues: () => dumpQueues(levels),
    dump_requests: (query) => dumpRequests(levels, { nowMs: clock.now(), monotonicMs: clock.monotonic() }, { withDetails: (query.get("includeRequestDetails") ?? "") !== "" }),
  };
  return {
    listed: () => [],
    anyMethod: true,
    answer({ path, query }) {
      if (!path.startsWith(root)) return undefined;
      const page = path.slice(root.length);
      if (!Object.hasOwn(pages, page)) return undefined;
      return { code: 200, mediaType: "text/plain; charset=utf-8", body: pages[page]?.(query) ?? "" };
    },
  };
}
