import { findResource } from "../../../api/resources.ts";
import { SeededRandom } from "../../../base/seeded-random.ts";
import { VirtualClock } from "../../../base/virtual-clock.ts";
import { StatusError } from "../../../machinery/errors/status-error.ts";
import { deepFreeze } from "../../../machinery/meta/deep-freeze.ts";
import type { KubeList, KubeObject } from "../../../machinery/meta/object.ts";
import type { ApiRequest, PatchType, RequestOptions, Verb } from "../../../machinery/request/api-request.ts";
import type { WatchEvent } from "../../../machinery/watch/event.ts";
import { MemoryStore } from "../../../store/memory/memory-store.ts";
import type { StrictReport } from "../../../machinery/codec/strict-report.ts";
import type { RequestContext, WatchSubscription } from "../../contract.ts";
import type { Registry, RegistryOptions } from "../contract.ts";
import { createRegistry } from "../registry.ts";

export interface Ask {
  readonly verb: Verb;
  /** `pods`, `jobs.batch`, `horizontalpodautoscalers.v1.autoscaling`; the version is v1 where it is left out. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
  readonly options?: RequestOptions;
  readonly body?: unknown;
  readonly patchType?: PatchType;
  readonly strictReport?: StrictReport;
}

/** A registry over a memory store, on a virtual clock, that freezes all it hands out. */
export class RegistryHarness {
  readonly clock = new VirtualClock();
  readonly store = new MemoryStore();
  readonly registry: Registry;
  /** Warnings of all requests. */
  readonly warnings: string[] = [];

  constructor(options: Partial<RegistryOptions> = {}) {
    this.registry = createRegistry({ store: this.store, clock: this.clock, random: new SeededRandom(1), ...options });
  }

  async object<T extends KubeObject = KubeObject>(ask: Ask): Promise<T> {
    const answer = await this.#ask(ask);
    if (answer.type !== "object") throw new Error(`expected an object, got a ${answer.type}`);
    return deepFreeze(answer.object) as T;
  }

  async code(ask: Ask): Promise<number> {
    const answer = await this.#ask(ask);
    return answer.type === "object" ? answer.code : 200;
  }

  async list(ask: Omit<Ask, "verb"> & { verb?: "list" | "deletecollection" }): Promise<KubeList> {
    const answer = await this.#ask({ verb: "list", ...ask });
    if (answer.type !== "list") throw new Error(`expected a list, got a ${answer.type}`);
    return deepFreeze(answer.list);
  }

  async watch(ask: Omit<Ask, "verb">): Promise<WatchSubscription> {
    const answer = await this.#ask({ verb: "watch", ...ask });
    if (answer.type !== "watch") throw new Error(`expected a watch, got a ${answer.type}`);
    return answer.watch;
  }

  /** `422 Invalid: message` of a request that is refused. */
  async refusal(ask: Ask): Promise<string> {
    try {
      await this.#ask(ask);
    } catch (error) {
      if (error instanceof StatusError) return `${error.code} ${error.reason}: ${error.message}`;
      throw error;
    }
    throw new Error(`${ask.verb} ${ask.resource} was not refused`);
  }

  async close(): Promise<void> {
    await this.registry.close();
    await this.store.close();
  }

  #ask({ resource: path, strictReport, ...ask }: Ask): ReturnType<Registry["handle"]> {
    const parts = path.split(".");
    const resource = parts[0] ?? "";
    const hasVersion = /^v\d/.test(parts[1] ?? "");
    const version = hasVersion ? (parts[1] as string) : "v1";
    const group = parts.slice(hasVersion ? 2 : 1).join(".");
    const info = findResource(group, version, resource);
    if (info === undefined) throw new Error(`no resource ${path}`);
    const request: ApiRequest = { ...ask, resource: { group, version, resource }, body: ask.body === undefined ? undefined : structuredClone(ask.body) };
    const context: RequestContext = {
      request,
      info,
      user: { name: "tester", groups: [] },
      clock: this.clock,
      signal: new AbortController().signal,
      strictReport,
      warn: (text) => this.warnings.push(text),
    };
    return this.registry.handle(context);
  }
}

/** An event on one line: `MODIFIED default/web@7`. */
export function eventLine({ type, object }: WatchEvent): string {
  if (type === "ERROR") return `ERROR ${(object as { code: number }).code}`;
  const { namespace, name = "", resourceVersion, annotations } = (object as KubeObject).metadata ?? {};
  const end = annotations?.["k8s.io/initial-events-end"] === "true" ? " (end of initial events)" : "";
  return `${type}${type === "BOOKMARK" ? "" : ` ${namespace === undefined ? name : `${namespace}/${name}`}`}@${resourceVersion}${end}`;
}
