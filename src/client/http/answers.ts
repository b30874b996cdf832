import { StatusError } from "../../machinery/errors/status-error.ts";
import { type Status, statusCodes, type StatusReason } from "../../machinery/errors/status.ts";

/** The error that an answer with a code of 400 or more stands for, whether its body is a Status or a proxy's page. */
export function errorFrom(code: number, body: string, retryAfter?: string): StatusError {
  const status = parseStatus(body);
  const details = status?.details;
  const retryAfterSeconds = details?.retryAfterSeconds ?? (retryAfter !== undefined && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined);
  const message = status?.message ?? (body.trim() || `the server answered ${code}`);
  return new StatusError(reasonOf(status?.reason, code), message, { details, code, retryAfterSeconds, continueToken: status?.metadata?.continue });
}

function parseStatus(body: string): Status | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && "kind" in value && value.kind === "Status" ? (value as Status) : undefined;
  } catch {
    return undefined;
  }
}

function reasonOf(reason: string | undefined, code: number): StatusReason {
  if (reason !== undefined && Object.hasOwn(statusCodes, reason)) return reason as StatusReason;
  const byCode = Object.entries(statusCodes).find(([, known]) => known === code);
  return byCode === undefined ? "InternalError" : (byCode[0] as StatusReason);
}

/** Splits a stream of text into its lines, whatever pieces it comes in. A last line without an end counts. */
export async function* lines(chunks: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let rest = "";
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) if (line !== "") yield line;
  }
  if (rest !== "") yield rest;
}
