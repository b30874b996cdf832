import { type Flags, flagzPage } from "../../machinery/zpages/flagz.ts";
import { statuszPage } from "../../machinery/zpages/statusz.ts";
import { answerZpage } from "../../machinery/zpages/zpage.ts";
import type { ApiServer } from "../api-server.ts";
import type { PathAnswer, PathFamily, PathRequest } from "./contract.ts";

export interface ZpagesOptions {
  readonly server: Pick<ApiServer, "clock" | "random" | "version" | "flags">;
  /** When it began to serve. */
  readonly startedAt: number;
  /** The families whose paths `/statusz` names. */
  readonly others: readonly PathFamily[];
}

/** Upstream's name for itself on these pages. Source: apiserver GenericAPIServer.PrepareRun. */
const component = "apiserver";

/** `/flagz`, where the server knows its flags, and `/statusz`. */
export function zpages({ server, startedAt, others }: ZpagesOptions): PathFamily {
  const { clock, random, version, flags } = server;
  const flagz = flags === undefined ? [] : ["/flagz"];

  function page(path: string) {
    if (path === "/flagz" && flags !== undefined) return flagzPage(component, flags);
    if (path !== "/statusz") return undefined;
    const paths = [...others.flatMap((family) => family.listed()), ...flagz];
    return statuszPage({ component, startedAt, now: clock.now(), gitVersion: version, paths });
  }

  return {
    anyMethod: true,
    listed: () => [...flagz, "/statusz"],
    answer(request: PathRequest): PathAnswer | undefined {
      const found = page(request.path);
      if (found === undefined) return undefined;
      const { contentType, body, headers } = answerZpage(found, { query: request.query, header: request.header, pick: (count) => random.int(count) });
      return { code: 200, mediaType: contentType, body, headers };
    },
  };
}
