import { readFileSync } from "node:fs";
import { capabilitiesOfMask } from "./spec/capabilities.ts";
import type { HostLimits } from "./spec/oci-spec.ts";

/** What this process may hand on to containers. */
export function readHostLimits(cgroupVersion: 1 | 2): HostLimits {
  const status = readFileSync("/proc/self/status", "utf8");
  const mask = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0";
  const boundingCapabilities = capabilitiesOfMask(mask);
  const ownScore = Number(readFileSync("/proc/self/oom_score_adj", "utf8"));
  return { boundingCapabilities, cgroupVersion, lowestOomScoreAdj: boundingCapabilities.includes("CAP_SYS_RESOURCE") ? -1_000 : ownScore };
}
