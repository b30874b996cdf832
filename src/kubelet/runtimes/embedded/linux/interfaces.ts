import { readFileSync } from "node:fs";
import { type InterfaceCounters, parseNetDev } from "../../../proc/net-dev.ts";

/** The interfaces in the network namespace of a process; undefined when it has just ended. */
export function interfacesOf(pid: number): InterfaceCounters[] | undefined {
  try {
    return parseNetDev(readFileSync(`/proc/${pid}/net/dev`, "utf8"));
  } catch {
    return undefined;
  }
}
