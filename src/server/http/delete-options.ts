import { definitionDecoder } from "../../api/schema/decode.ts";
import { badRequest, invalid } from "../../machinery/errors/constructors.ts";
import type { FieldError } from "../../machinery/errors/field-error.ts";
import { invalidValue, notSupported } from "../../machinery/errors/field-errors.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { PropagationPolicy, RequestOptions } from "../../machinery/request/api-request.ts";

/** The body of a delete. Source: apimachinery meta/v1 DeleteOptions. */
interface DeleteOptionsBody extends KubeObject {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: PropagationPolicy;
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: readonly string[];
}

const propagationPolicies = ["Foreground", "Background", "Orphan"];
const decode = definitionDecoder("io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions");

/** Options of the query with those of the body over them. A dry run that either asks for is one. */
export function withDeleteBody(options: RequestOptions, body: unknown): RequestOptions {
  if (body === undefined || body === null) return options;
  const { kind, gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions, dryRun } = readBody(body);
  if (kind !== undefined && kind !== "" && kind !== "DeleteOptions") throw badRequest(`expected a DeleteOptions, got a ${kind}`);
  requireValid({ propagationPolicy, orphanDependents, dryRun });
  const merged: RequestOptions = { ...options };
  if (gracePeriodSeconds !== undefined) merged.gracePeriodSeconds = gracePeriodSeconds;
  if (propagationPolicy !== undefined) merged.propagationPolicy = propagationPolicy;
  if (orphanDependents !== undefined) {
    merged.orphanDependents = orphanDependents;
    merged.propagationPolicy = orphanDependents ? "Orphan" : "Background";
  }
  if (preconditions !== undefined) merged.preconditions = preconditions;
  if (dryRun?.includes("All")) merged.dryRun = true;
  return merged;
}

function readBody(body: unknown): DeleteOptionsBody {
  const { object, error } = decode(body);
  if (error !== undefined) throw badRequest(error);
  return object;
}

/** What cannot be understood must not delete anything. Source: apimachinery meta/v1/validation ValidateDeleteOptions. */
function requireValid({ propagationPolicy, orphanDependents, dryRun = [] }: Pick<DeleteOptionsBody, "propagationPolicy" | "orphanDependents" | "dryRun">): void {
  const problems: FieldError[] = [];
  if (propagationPolicy !== undefined && orphanDependents !== undefined) problems.push(invalidValue("propagationPolicy", propagationPolicy, "orphanDependents and deletionPropagation cannot be both set"));
  if (propagationPolicy !== undefined && !propagationPolicies.includes(propagationPolicy)) problems.push(notSupported("propagationPolicy", propagationPolicy, [...propagationPolicies, "nil"]));
  if (dryRun.some((value) => value !== "All")) problems.push(notSupported("dryRun", dryRun, ["All"]));
  if (problems.length > 0) throw invalid({ group: "meta.k8s.io", kind: "DeleteOptions" }, "", problems);
}
