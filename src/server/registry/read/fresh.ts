import { badRequest } from "../../../machinery/errors/constructors.ts";
import { quote } from "../../../machinery/text/quote.ts";
import type { Revision } from "../../../store/contract.ts";
import { tooLargeResourceVersion } from "../../watchcache/open-watch.ts";
import type { ResourceCache } from "../../watchcache/resource-cache.ts";
import type { Parts } from "../parts.ts";

/** How long a read waits for a revision that this server has not seen. Source: apiserver storage/cacher blockTimeout. */
const freshnessTimeoutMs = 3_000;

/** A resourceVersion as a client sends it: undefined for none. Throws 400 for what is not one. */
export function parseResourceVersion(text: string | undefined): Revision | undefined {
  if (text === undefined || text === "") return undefined;
  const revision = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(revision)) throw badRequest(`invalid resource version: resourceVersion: Invalid value: ${quote(text)}: strconv.ParseUint: parsing ${quote(text)}: ${/^\d+$/.test(text) ? "value out of range" : "invalid syntax"}`);
  return revision;
}

/**
 * The resource's cache, fresh enough: without a revision as new as every acknowledged write, at 0 as it is, otherwise not
 * older than the revision. Throws 504 "Too large resource version" when that does not come.
 */
export async function freshCache({ caches, clock }: Parts, prefix: string, notOlderThan: Revision | undefined): Promise<ResourceCache> {
  if (notOlderThan === undefined) return caches.current(prefix);
  const cache = await caches.resource(prefix);
  if (notOlderThan <= caches.revision) return cache;
  const giveUp = Promise.withResolvers<never>();
  const timer = clock.setTimer(freshnessTimeoutMs, () => giveUp.reject(tooLargeResourceVersion(notOlderThan, caches.revision)));
  try {
    await Promise.race([caches.reached(notOlderThan), giveUp.promise]);
  } finally {
    timer.cancel();
  }
  return cache;
}
