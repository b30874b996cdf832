import type { Clock } from "../base/clock.ts";
import type { ListRequest, Transport } from "../client/transport.ts";
import type { KubeList, KubeObject } from "../machinery/meta/object.ts";
import type { ApiRequest } from "../machinery/request/api-request.ts";
import type { UserInfo } from "../machinery/request/user.ts";
import type { WatchEvent } from "../machinery/watch/event.ts";
import type { Answer, RequestContext } from "./contract.ts";
import { pathNotFound } from "../machinery/errors/constructors.ts";
import type { ResourceCatalog } from "./resource-catalog.ts";

/** What the in-process transport needs of a server. */
export interface InProcessServer {
  readonly clock: Clock;
  readonly catalog: ResourceCatalog;
  readonly pipeline: { run(context: RequestContext): Promise<Answer> };
}

const neverAborted = new AbortController().signal;
const ignoreWarning = () => {};

/**
 * A transport whose requests run through the server's own pipeline as `user`: authorized, admitted and validated like
 * any other, without TLS, HTTP and JSON in between.
 */
export function createInProcessTransport(server: InProcessServer, user: UserInfo): Transport {
  function run(request: ApiRequest, signal: AbortSignal = neverAborted): Promise<Answer> {
    const { group, version, resource } = request.resource;
    const info = server.catalog.find(group, version, resource);
    if (info === undefined) return Promise.reject(pathNotFound());
    return server.pipeline.run({ request, info, user, clock: server.clock, signal, warn: ignoreWarning });
  }

  return {
    async request<T extends KubeObject>(request: ApiRequest, signal?: AbortSignal): Promise<T> {
      const answer = await run(request, signal);
      if (answer.type !== "object") throw new TypeError(`${request.verb} ${request.resource.resource} answered with a ${answer.type}`);
      return answer.object as T;
    },

    async list<T extends KubeObject>(request: ListRequest, signal?: AbortSignal): Promise<KubeList<T>> {
      const answer = await run(request, signal);
      if (answer.type !== "list") throw new TypeError(`${request.verb} ${request.resource.resource} answered with a ${answer.type}`);
      return answer.list as KubeList<T>;
    },

    async *watch<T extends KubeObject>(request: ApiRequest & { verb: "watch" }, signal: AbortSignal): AsyncIterable<WatchEvent<T>> {
      if (signal.aborted) return;
      const answer = await run(request, signal);
      if (answer.type !== "watch") throw new TypeError(`watch ${request.resource.resource} answered with a ${answer.type}`);
      const { watch } = answer;
      const stop = () => watch.stop();
      signal.addEventListener("abort", stop, { once: true });
      try {
        if (signal.aborted) return;
        for (let events = await watch.next(); events !== undefined && !signal.aborted; events = await watch.next()) {
          yield* events as readonly WatchEvent<T>[];
        }
      } finally {
        signal.removeEventListener("abort", stop);
        watch.stop();
      }
    },
  };
}
