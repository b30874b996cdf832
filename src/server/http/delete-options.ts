import { badRequest, invalid } from "../../machinery/errors/constructors.ts";
import { invalidValue } from "../../machinery/errors/field-errors.ts";
import type { PropagationPolicy, RequestOptions } from "../../machinery/request/api-request.ts";

/** The body of a delete. Source: apimachinery meta/v1 DeleteOptions. */
interface DeleteOptionsBody {
  readonly kind?: string;
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: PropagationPolicy;
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: readonly string[];
}

/** Options of the query with those of the body over them. */
export function withDeleteBody(options: RequestOptions, body: unknown): RequestOptions {
  if (body === undefined || body === null) return options;
  const { kind, gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions, dryRun } = body as DeleteOptionsBody;
  if (kind !== undefined && kind !== "" && kind !== "DeleteOptions") throw badRequest(`expected a DeleteOptions, got a ${kind}`);
  if (propagationPolicy !== undefined && orphanDependents !== undefined) {
    const problem = invalidValue("propagationPolicy", propagationPolicy, "orphanDependents and deletionPropagation cannot be both set");
    throw invalid({ group: "meta.k8s.io", kind: "DeleteOptions" }, "", [problem]);
  }
  const merged: RequestOptions = { ...options };
  if (gracePeriodSeconds !== undefined) merged.gracePeriodSeconds = gracePeriodSeconds;
  if (propagationPolicy !== undefined) merged.propagationPolicy = propagationPolicy;
  if (orphanDependents !== undefined) merged.propagationPolicy = orphanDependents ? "Orphan" : "Background";
  if (preconditions !== undefined) merged.preconditions = preconditions;
  if (dryRun?.includes("All")) merged.dryRun = true;
  return merged;
}
