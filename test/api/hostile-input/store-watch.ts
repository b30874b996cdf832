import { keyOf, type Revision, type Store, type StoreEvent } from "../../../src/store/contract.ts";
import type { HostileRequest } from "./requests.ts";
import type { Outcome } from "./senders.ts";

/** Every change of the store, as it happens. */
export class StoreWatch {
  readonly #store: Store;
  #isFlowControlChanged = false;

  constructor(store: Store) {
    this.#store = store;
  }

  async since(revision: Revision): Promise<readonly StoreEvent[]> {
    return (await this.#store.changes("", revision)).events;
  }

  /** What of the changes the requests do not explain. Flow control's objects are the server's to mend once somebody has changed one: it does so a little later. */
  unexplained(events: readonly StoreEvent[], requests: readonly HostileRequest[], outcomes: readonly Outcome[]): readonly string[] {
    this.#isFlowControlChanged ||= requests.some((request, index) => request.path.includes("/flowcontrol.apiserver.k8s.io/") && mayHaveChanged(request, outcomes[index]));
    return changesSince(events, requests, outcomes).filter((key) => !(this.#isFlowControlChanged && key.includes("/flowcontrol.apiserver.k8s.io/")));
  }
}

function mayHaveChanged({ method }: HostileRequest, outcome: Outcome | undefined): boolean {
  return outcome?.type === "reset" || (outcome?.type === "answer" && outcome.code < 300 && method !== "GET");
}

/**
 * The keys that changed although no request that names them was answered with success. A request names what its path
 * ends in and what its answer names. One whose connection was reset is in doubt: it may have been carried out.
 */
function changesSince(events: readonly StoreEvent[], requests: readonly HostileRequest[], outcomes: readonly Outcome[]): readonly string[] {
  const acknowledged = requests.flatMap((request, index) => {
    const outcome = outcomes[index];
    if (!mayHaveChanged(request, outcome)) return [];
    return [`${request.path} ${outcome?.type === "answer" ? outcome.body : request.body}`];
  });
  return events.map(keyOf).filter((key) => {
    const name = key.slice(key.lastIndexOf("/") + 1);
    // A service's address is an object of its own, that comes and goes with it.
    if (key.includes("/ipaddresses/") && acknowledged.some((text) => text.includes("/services"))) return false;
    return !acknowledged.some((text) => text.includes(`/${name}`) || text.includes(`"name":"${name}"`));
  });
}
