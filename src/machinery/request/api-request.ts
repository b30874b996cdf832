import type { GroupVersionResource } from "../meta/resource.ts";

/** What a request wants done with a resource; also the verb that authorization sees. */
export type Verb = "get" | "list" | "watch" | "create" | "update" | "patch" | "delete" | "deletecollection";

export type PatchType =
  | "application/json-patch+json"
  | "application/merge-patch+json"
  | "application/strategic-merge-patch+json"
  | "application/apply-patch+yaml";

export type PropagationPolicy = "Orphan" | "Background" | "Foreground";

/** The query (and, for deletes, body) options of every verb in one place. Source: apimachinery meta/v1 *Options. */
export interface RequestOptions {
  labelSelector?: string;
  fieldSelector?: string;
  resourceVersion?: string;
  resourceVersionMatch?: "Exact" | "NotOlderThan";
  limit?: number;
  continue?: string;
  timeoutSeconds?: number;
  allowWatchBookmarks?: boolean;
  sendInitialEvents?: boolean;
  dryRun?: boolean;
  fieldManager?: string;
  fieldValidation?: "Ignore" | "Warn" | "Strict";
  force?: boolean;
  gracePeriodSeconds?: number;
  propagationPolicy?: PropagationPolicy;
  /** The older way to say the propagation, which `propagationPolicy` then says too. */
  orphanDependents?: boolean;
  preconditions?: { uid?: string; resourceVersion?: string };
}

/**
 * A request for a resource after its bytes and path were read, or before they are written: what the client's
 * transports send and what the server's pipeline runs.
 */
export interface ApiRequest {
  readonly verb: Verb;
  readonly resource: GroupVersionResource;
  readonly subresource?: string;
  /** Absent for cluster-scoped resources and for lists across all namespaces. */
  readonly namespace?: string;
  readonly name?: string;
  readonly options?: RequestOptions;
  /** The object to create or update, or the patch document. Handed over: the receiver may change it. */
  readonly body?: unknown;
  readonly patchType?: PatchType;
}
