import { setTimeout as sleep } from "node:timers/promises";

const holdsWithinMs = 60_000;

/** Checks again and again until nothing is thrown: for what follows by itself, whatever the machine's speed. Throws what the check threw last when it does not hold within 60 s. */
export async function untilItHolds<T>(check: () => Promise<T>): Promise<T> {
  const end = Date.now() + holdsWithinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(200);
    }
  }
}
