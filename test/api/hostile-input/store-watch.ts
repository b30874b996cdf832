import { keyOf, type Revision, type Store, type StoreEvent } from "../../../src/store/contract.ts";
import type { HostileRequest } from "./requests.ts";
import type { Outcome } from "./senders.ts";

/** Every change of the store, as it happens. */
export class StoreWatch {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async since(revision: Revision): Promise<readonly StoreEvent[]> {
    return (await this.#store.changes("", revision)).events;
  }
}

/**
 * The keys that changed although no request that names them was answered with success. A request names what its path
 * ends in and what its answer names. One whose connection was reset is in doubt: it may have been carried out.
 */
export function changesSince(events: readonly StoreEvent[], requests: readonly HostileRequest[], outcomes: readonly Outcome[]): readonly string[] {
  const acknowledged = requests.flatMap((request, index) => {
    const outcome = outcomes[index];
    if (outcome?.type === "reset") return [`${request.path} ${request.body}`];
    return outcome?.type === "answer" && outcome.code < 300 && request.method !== "GET" ? [`${request.path} ${outcome.body}`] : [];
  });
  return events.map(keyOf).filter((key) => {
    const name = key.slice(key.lastIndexOf("/") + 1);
    // A service's address is an object of its own, that comes and goes with it.
    if (key.includes("/ipaddresses/") && acknowledged.some((text) => text.includes("/services"))) return false;
    return !acknowledged.some((text) => text.includes(`/${name}`) || text.includes(`"name":"${name}"`));
  });
}
