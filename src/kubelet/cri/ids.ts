import type { Random } from "../../base/random.ts";

/** An id as runtimes give them: 64 hexadecimal digits. */
export function newId(random: Random): string {
  return (random.uuid() + random.uuid()).replaceAll("-", "");
}
