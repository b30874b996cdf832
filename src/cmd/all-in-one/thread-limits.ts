import { setFlagsFromString } from "node:v8";

/**
 * From here on threads keep to the `resourceLimits` they are made with. `wherry up` gives this process a large young
 * generation (`--max-semi-space-size`); V8 reads that once for each thread, and takes it before the thread's own limit: the
 * garbage of every thread could grow as large as the main one's.
 */
export function letThreadsHaveTheirOwnLimits(): void {
  setFlagsFromString("--max-semi-space-size=0"); // 0: not given
}
