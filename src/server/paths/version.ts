import type { PathFamily } from "./contract.ts";

/** `/version`, as `kubectl version` and client libraries read it. */
export function versionPath(gitVersion: string, platform: string): PathFamily {
  const [, major = "1", minor = "0"] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  const version = {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion,
    gitCommit: "",
    gitTreeState: "",
    buildDate: "1970-01-01T00:00:00Z",
    goVersion: "",
    compiler: "",
    platform,
  };
  return {
    listed: () => ["/version"],
    answer: ({ path }) => (path === "/version" || path === "/version/" ? { code: 200, mediaType: "application/json", body: JSON.stringify(version, undefined, 2) } : undefined),
  };
}
