import type { Clock } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import type { Transport } from "../client/transport.ts";
import { controllers } from "../controllers/index.gen.ts";
import { serviceUnavailable } from "../machinery/errors/constructors.ts";
import type { UserInfo } from "../machinery/request/user.ts";
import { createTokenKeys, newSigningKey, type TokenKeys } from "../server/authn/service-account/token-keys.ts";
import { type ApiServer, createApiServer } from "../server/server.ts";
import { type Store, StoreClosedError } from "../store/contract.ts";

/** Making a key pair takes longer than a whole simulation, and no history shows it. */
let sharedKeys: Promise<TokenKeys> | undefined;

export interface SimulatedServerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
}

/** An API server that can die and come back over the same store. Transports lead to whichever one runs. */
export class SimulatedServer {
  readonly #options: SimulatedServerOptions;
  #running: { readonly server: ApiServer; readonly cut: () => void } | undefined;

  constructor(options: SimulatedServerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    sharedKeys ??= newSigningKey().then(createTokenKeys);
    const { store, cut } = cuttable(this.#options.store);
    const server = await createApiServer({ ...this.#options, store, tokenKeys: await sharedKeys, bootstrap: { controllers } });
    this.#running = { server, cut };
  }

  /** Ends it where it stands: what it has not written is never written. */
  async kill(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    running?.cut();
    await running?.server.close();
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  transport(user: UserInfo): Transport {
    const ways = new WeakMap<ApiServer, Transport>();
    const way = (): Transport => {
      const { server } = this.#running ?? {};
      if (server === undefined) throw serviceUnavailable("the API server is down");
      const known = ways.get(server) ?? server.inProcess(user);
      ways.set(server, known);
      return known;
    };
    return {
      request: async (request, signal) => way().request(request, signal) as never,
      list: async (request, signal) => way().list(request, signal) as never,
      async *watch(request, signal) {
        yield* way().watch(request, signal) as AsyncIterable<never>;
      },
    };
  }
}

/** The store as one process sees it: after `cut` nothing of that process reaches it. */
function cuttable(store: Store): { readonly store: Store; cut(): void } {
  const gone = new AbortController();
  const alive = (): void => {
    if (gone.signal.aborted) throw new StoreClosedError("the process is dead");
  };
  const guarded: Store = {
    get: async (...args) => (alive(), store.get(...args)),
    range: async (...args) => (alive(), store.range(...args)),
    create: async (...args) => (alive(), store.create(...args)),
    update: async (...args) => (alive(), store.update(...args)),
    delete: async (...args) => (alive(), store.delete(...args)),
    changes: async (...args) => (alive(), store.changes(...args)),
    watch: (prefix, since, signal) => store.watch(prefix, since, AbortSignal.any([signal, gone.signal])),
    revision: async () => (alive(), store.revision()),
    compact: async (...args) => (alive(), store.compact(...args)),
    close: async () => gone.abort(),
  };
  return { store: guarded, cut: () => gone.abort() };
}
