import { quote } from "../../machinery/text/quote.ts";
import { parseTime } from "../../machinery/time/time.ts";
import type { LogRequest } from "../../machinery/streaming/kubelet-api.ts";
import { badRequest, invalid } from "../../machinery/errors/constructors.ts";
import type { FieldError } from "../../machinery/errors/field-error.ts";
import { forbiddenField, invalidValue, notSupported } from "../../machinery/errors/field-errors.ts";

export type LogOptions = Omit<LogRequest, "namespace" | "pod" | "podUid" | "container"> & { readonly container?: string };

/** Reads the query of a log request. Source: k8s.io/api core/v1 PodLogOptions and its validation. */
export function parseLogOptions(query: URLSearchParams): LogOptions {
  const flag = (name: string) => query.has(name) && !["", "0", "false"].includes(query.get(name) ?? "");
  const number = (name: string) => {
    const text = query.get(name);
    if (text === null || text === "") return undefined;
    if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
    return Number(text);
  };
  const options: LogOptions = {
    container: query.get("container") ?? undefined,
    follow: flag("follow"),
    previous: flag("previous"),
    timestamps: flag("timestamps"),
    sinceSeconds: number("sinceSeconds"),
    sinceTime: time(query.get("sinceTime") ?? ""),
    tailLines: number("tailLines"),
    limitBytes: number("limitBytes"),
    stream: (query.get("stream") || undefined) as LogOptions["stream"],
  };
  const problems = validate(options);
  if (problems.length > 0) throw invalid({ group: "", kind: "PodLogOptions" }, "", problems);
  return options;
}

/** Throws 400 for what is no time, in Go's words. */
function time(text: string): string | undefined {
  if (text === "") return undefined;
  if (Number.isNaN(parseTime(text))) throw badRequest(`parsing time ${quote(text)} as "2006-01-02T15:04:05Z07:00": cannot parse ${quote(text)} as "2006"`);
  return text;
}

function validate({ tailLines, limitBytes, sinceSeconds, sinceTime, stream }: LogOptions): FieldError[] {
  const problems: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0) problems.push(invalidValue("tailLines", tailLines, "must be greater than or equal to 0"));
  if (limitBytes !== undefined && limitBytes < 1) problems.push(invalidValue("limitBytes", limitBytes, "must be greater than 0"));
  if (sinceSeconds !== undefined && sinceTime !== undefined) problems.push(forbiddenField("", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
  else if (sinceSeconds !== undefined && sinceSeconds < 1) problems.push(invalidValue("sinceSeconds", sinceSeconds, "must be greater than 0"));
  if (stream !== undefined && !["All", "Stdout", "Stderr"].includes(stream)) problems.push(notSupported("stream", stream, ["All", "Stderr", "Stdout"]));
  else if (stream !== undefined && stream !== "All" && tailLines !== undefined) problems.push(forbiddenField("", "`tailLines` and specific `stream` are mutually exclusive for now"));
  return problems;
}
