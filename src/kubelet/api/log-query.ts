import { StatusError } from "../../machinery/errors/status-error.ts";
import type { LogRequest } from "../../machinery/streaming/kubelet-api.ts";

/** The query of `/containerLogs`, as in the API's pod log. Throws BadRequest for what is no option, with upstream's words. */
export function parseLogQuery(query: URLSearchParams): Partial<LogRequest> {
  const number = (name: "tailLines" | "limitBytes" | "sinceSeconds", least: number): object => {
    const text = query.get(name);
    if (text === null || text === "") return {};
    if (!/^[+-]?\d+$/.test(text)) throw new StatusError("BadRequest", `Unable to decode query: ${name} is no number`);
    if (Number(text) < least) throw new StatusError("BadRequest", `Invalid request: ${name} must be at least ${least}`);
    return { [name]: Number(text) };
  };
  const flag = (name: string): boolean => query.has(name) && !["", "0", "false"].includes(query.get(name) ?? "");
  const sinceTime = query.get("sinceTime");
  if (sinceTime !== null && Number.isNaN(Date.parse(sinceTime))) throw new StatusError("BadRequest", "Unable to decode query: sinceTime is no time");
  return {
    ...number("tailLines", 0), ...number("limitBytes", 1), ...number("sinceSeconds", 1),
    ...(sinceTime === null ? {} : { sinceTime }),
    previous: flag("previous"), timestamps: flag("timestamps"), follow: flag("follow"),
  };
}
