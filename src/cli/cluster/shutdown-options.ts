import { type OptionSpec, type OptionValues, UsageError } from "../contract.ts";
import { parseGoDuration } from "../../machinery/duration/go-duration.ts";
import { type ShutdownChoice, stringOption } from "./location.ts";

/** Named as in a kubelet's configuration. */
export const shutdownOptions: Readonly<Record<string, OptionSpec>> = {
  "shutdown-grace-period": { type: "string", placeholder: "TIME", help: "how long pods may take to end when the machine shuts down, e.g. 30s (default: it does not wait for them)" },
  "shutdown-grace-period-critical-pods": { type: "string", placeholder: "TIME", help: "how much of it is kept for critical pods, which end last, e.g. 10s" },
  "shutdown-grace-period-by-pod-priority": { type: "string", placeholder: "LIST", help: "the same for any priorities, instead of both, e.g. 0=20s,100000=10s" },
};

/** What the options say of shutdowns; undefined where they say nothing. Throws UsageError in upstream's terms. */
export function shutdownChoice(options: OptionValues): ShutdownChoice | undefined {
  const [whole, critical, list] = Object.keys(shutdownOptions).map((name) => stringOption(options, name));
  if (list !== undefined) {
    if (whole !== undefined || critical !== undefined) throw new UsageError("--shutdown-grace-period-by-pod-priority stands instead of --shutdown-grace-period and --shutdown-grace-period-critical-pods, not beside them");
    return { byPodPriority: list.split(",").map(periodOf) };
  }
  if (whole === undefined && critical === undefined) return undefined;
  if (whole === undefined) throw new UsageError("--shutdown-grace-period-critical-pods is a part of --shutdown-grace-period, which must be given too");
  const graceSeconds = seconds("--shutdown-grace-period", whole);
  const criticalSeconds = critical === undefined ? 0 : seconds("--shutdown-grace-period-critical-pods", critical);
  if (criticalSeconds > graceSeconds) throw new UsageError(`--shutdown-grace-period-critical-pods ${critical} must be at most --shutdown-grace-period ${whole}`);
  return { graceSeconds, criticalSeconds };
}

function periodOf(entry: string): { priority: number; graceSeconds: number } {
  const [priority = "", time = ""] = entry.split("=");
  if (!/^-?\d{1,10}$/.test(priority) || Number(priority) > 2_147_483_647) throw new UsageError(`--shutdown-grace-period-by-pod-priority ${JSON.stringify(entry)}: an entry is a priority and a time, as in 100000=10s`);
  return { priority: Number(priority), graceSeconds: seconds("--shutdown-grace-period-by-pod-priority", time) };
}

/** Source of the rule: kubernetes ValidateKubeletConfiguration, either zero or at least a second. */
function seconds(option: string, text: string): number {
  const ms = parseGoDuration(text);
  if (ms === undefined) throw new UsageError(`${option} ${JSON.stringify(text)}: a time is written as in 30s or 1m30s`);
  if (ms !== 0 && ms < 1_000) throw new UsageError(`${option} ${text}: a time is either zero or at least 1s`);
  return Math.floor(ms / 1_000);
}
