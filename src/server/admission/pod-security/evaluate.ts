import { baselineChecks } from "./baseline.ts";
import type { Check, CheckedPod } from "./check.ts";
import type { Level, LevelVersion } from "./policy.ts";
import { restrictedChecks } from "./restricted.ts";

const checksOf: Readonly<Record<Level, readonly Check[]>> = { privileged: [], baseline: baselineChecks, restricted: restrictedChecks };

/** What of a level a pod breaks, in upstream's words; undefined when nothing. Every version of the standards is read as the latest. */
export function broken({ level }: LevelVersion, pod: CheckedPod): readonly string[] | undefined {
  const found = checksOf[level].map((check) => check(pod)).filter((one): one is string => one !== undefined);
  return found.length === 0 ? undefined : found;
}

/** `restricted:latest`. */
export function named({ level, version }: LevelVersion): string {
  return `${level}:${version}`;
}
