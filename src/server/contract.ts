import type { Clock } from "../base/clock.ts";
import type { StrictReport } from "../machinery/codec/strict-report.ts";
import type { KubeList, KubeObject } from "../machinery/meta/object.ts";
import type { ApiRequest } from "../machinery/request/api-request.ts";
import type { UserInfo } from "../machinery/request/user.ts";
import type { WatchEvent } from "../machinery/watch/event.ts";
import type { ResourceInfo } from "../api/resource-info.ts";

/** An ApiRequest on its way through the pipeline, with what the stages before have found out. */
export interface RequestContext {
  readonly request: ApiRequest;
  readonly info: ResourceInfo;
  readonly user: UserInfo;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** True when flow control has let the request in already. Default: false. */
  readonly isSeated?: boolean;
  /** What strict field validation finds in the body's bytes. Default: the fields that its kind does not have, and nothing else. */
  readonly strictReport?: StrictReport;
  /** Adds a `Warning: 299 - "text"` header to the answer (dropped in process). */
  warn(text: string): void;
}

/** What the end of the pipeline answers; the transports encode it. Objects are shared and immutable. */
export type Answer =
  | { readonly type: "object"; readonly object: KubeObject; /** 200 or 201 */ readonly code: number }
  | { readonly type: "list"; readonly list: KubeList }
  | { readonly type: "watch"; readonly watch: WatchSubscription };

/**
 * A running watch. Events come in batches, in order. The consumer calls `next` when it can take more; while it does not,
 * a bounded buffer fills, and a consumer that lets it overflow gets an ERROR event (410 Expired) as its last.
 */
export interface WatchSubscription {
  /** Resolves with the next events, or undefined when the watch is over. */
  next(): Promise<readonly WatchEvent[] | undefined>;
  /** Calls `told` once what the watch begins with was taken and done with, which asking for more says; at once where it begins with nothing. */
  onInitialized(told: () => void): void;
  stop(): void;
}

/** One stage of `pipeline.ts`. Throws a StatusError to refuse; calls `next` to let the request go on. */
export interface Stage {
  readonly name: string;
  run(context: RequestContext, next: (context: RequestContext) => Promise<Answer>): Promise<Answer>;
}

export type AdmissionOperation = "CREATE" | "UPDATE" | "DELETE" | "CONNECT";

/** What admission sees of a write. `object` is a draft that mutating plugins may change; absent on deletes. */
export interface AdmissionAttributes {
  readonly operation: AdmissionOperation;
  /** As authorization names what is done: `patch` where the operation is an UPDATE. */
  readonly verb: string;
  readonly info: ResourceInfo;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly object?: KubeObject;
  readonly oldObject?: KubeObject;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  warn(text: string): void;
}

/** One folder `src/server/admission/<plugin>/`; `order` follows upstream's default order. Refuses by throwing StatusError (usually Forbidden). */
export interface AdmissionPlugin {
  readonly name: string;
  readonly order: number;
  handles(attributes: AdmissionAttributes): boolean;
  /** May change `attributes.object`. Runs before defaults' second pass and validation. */
  mutate?(attributes: AdmissionAttributes): void | Promise<void>;
  validate?(attributes: AdmissionAttributes): void | Promise<void>;
}
