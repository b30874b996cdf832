import type { LogRecord } from "./log.ts";

/** One line for people: `2026-01-31T08:00:00.000Z INFO  scheduler: bound a pod pod=default/web node=a`. */
export function formatForPeople({ timeMs, level, component, message, fields }: LogRecord): string {
  const subject = component === "" ? "" : `${component}: `;
  const values = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}=${humanValue(value)}`);
  return `${new Date(timeMs).toISOString()} ${level.toUpperCase().padEnd(5)} ${subject}${message}${values.join("")}`;
}

/** One line of JSON for machines, with the names that Kubernetes' JSON logs use. */
export function formatAsJson({ timeMs, level, component, message, fields }: LogRecord): string {
  const values = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? errorText(value) : value]));
  return JSON.stringify({ ts: timeMs, level, ...(component === "" ? {} : { logger: component }), msg: message, ...values });
}

function humanValue(value: unknown): string {
  const text = value instanceof Error ? errorText(value) : typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}

/** An error with what caused it, in one line. */
function errorText(error: Error): string {
  return error.cause instanceof Error ? `${error.message}: ${errorText(error.cause)}` : error.message;
}
