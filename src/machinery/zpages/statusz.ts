import { formatTime, formatUnixDate } from "../time/time.ts";
import type { Zpage } from "./zpage.ts";

export interface StatuszOptions {
  readonly component: string;
  /** When the process started, and now. */
  readonly startedAt: number;
  readonly now: number;
  /** As in `/version`: `v1.36.0`. */
  readonly gitVersion: string;
  /** All paths that the component serves. */
  readonly paths: readonly string[];
}

/** First parts of paths that are no help to who looks for a fault. Source: apiserver statusz nonDebuggingEndpoints. */
const notForDebugging = ["/apis", "/api", "/openid", "/openapi", "/.well-known"];

/** `/statusz`: since when a component runs, in which version, and where else to look. Source: apiserver pkg/server/statusz. */
export function statuszPage({ component, startedAt, now, gitVersion, paths }: StatuszOptions): Zpage {
  const upSeconds = Math.max(0, Math.floor((now - startedAt) / 1_000));
  const binaryVersion = gitVersion.replace(/^v/, "");
  const emulationVersion = /^\d+\.\d+/.exec(binaryVersion)?.[0] ?? "";
  const folders = foldersOf(paths);
  return {
    kind: "Statusz",
    component,
    // There is no Go in it; the field is not one that may be left out.
    fields: { startTime: formatTime(startedAt), uptimeSeconds: upSeconds, goVersion: "", binaryVersion, emulationVersion, paths: folders },
    text: (delimiter) =>
      `\n${[["Started", formatUnixDate(startedAt)], ["Up", duration(upSeconds)], ["Go version", ""], ["Binary version", binaryVersion], ["Emulation version", emulationVersion], ["Paths", folders.join(" ")]].map(([name, value]) => `${name}${delimiter} ${value}`).join("\n")}\n`,
  };
}

function foldersOf(paths: readonly string[]): string[] {
  const first = paths.map((path) => `/${path.split("/")[1] ?? ""}`);
  return [...new Set(first)].filter((folder) => folder !== "/" && !notForDebugging.includes(folder)).sort();
}

function duration(seconds: number): string {
  const twoDigits = (value: number): string => String(value).padStart(2, "0");
  return `${Math.floor(seconds / 3_600)} hr ${twoDigits(Math.floor(seconds / 60) % 60)} min ${twoDigits(seconds % 60)} sec`;
}
