import { badRequest, invalid } from "../../machinery/errors/constructors.ts";
import type { FieldError } from "../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, notSupported, required } from "../../machinery/errors/field-errors.ts";
import type { PatchType, PropagationPolicy, RequestOptions, Verb } from "../../machinery/request/api-request.ts";
import { validateFieldManager } from "../../machinery/validation/object-meta.ts";
import { isTrue } from "./verb.ts";

/** Which options object a verb's query belongs to: how upstream names it in errors. */
const optionsKind: Readonly<Partial<Record<Verb, string>>> = { create: "CreateOptions", update: "UpdateOptions", patch: "PatchOptions", delete: "DeleteOptions", deletecollection: "DeleteOptions" };

const propagationPolicies = ["Foreground", "Background", "Orphan"] as const;
const fieldValidations = ["Ignore", "Strict", "Warn"] as const;

/** Reads the query of a request. Throws in upstream's words for values that mean nothing. */
export function parseRequestOptions(verb: Verb, query: URLSearchParams, patchType?: PatchType): RequestOptions {
  if (query.size === 0 && patchType === undefined) return {};
  if (verb === "get" && isTrue(query.get("export"))) throw badRequest("the export parameter, deprecated since v1.14, is no longer supported");
  const text = (name: string) => query.get(name) ?? undefined;
  const options: RequestOptions = {};
  if (query.has("labelSelector")) options.labelSelector = text("labelSelector");
  if (query.has("fieldSelector")) options.fieldSelector = text("fieldSelector");
  if (query.get("resourceVersion")) options.resourceVersion = text("resourceVersion");
  if (query.get("resourceVersionMatch")) options.resourceVersionMatch = text("resourceVersionMatch") as RequestOptions["resourceVersionMatch"];
  if (query.get("continue")) options.continue = text("continue");
  if (query.get("fieldManager")) options.fieldManager = text("fieldManager");
  if (query.get("limit")) options.limit = integer(query, "limit");
  if (query.get("timeoutSeconds")) options.timeoutSeconds = integer(query, "timeoutSeconds");
  if (query.get("gracePeriodSeconds")) options.gracePeriodSeconds = integer(query, "gracePeriodSeconds");
  if (query.has("allowWatchBookmarks")) options.allowWatchBookmarks = isTrue(query.get("allowWatchBookmarks"));
  if (query.has("sendInitialEvents")) options.sendInitialEvents = isTrue(query.get("sendInitialEvents"));
  if (query.has("force")) options.force = isTrue(query.get("force"));
  if (query.get("propagationPolicy")) options.propagationPolicy = text("propagationPolicy") as PropagationPolicy;
  if (query.has("orphanDependents")) {
    options.orphanDependents = isTrue(query.get("orphanDependents"));
    options.propagationPolicy ??= options.orphanDependents ? "Orphan" : "Background";
  }
  if (query.get("fieldValidation")) options.fieldValidation = text("fieldValidation") as RequestOptions["fieldValidation"];
  if (query.getAll("dryRun").includes("All")) options.dryRun = true;

  const kind = optionsKind[verb];
  const problems = kind === undefined ? [] : validate(options, query, patchType);
  if (kind !== undefined && problems.length > 0) throw invalid({ group: "meta.k8s.io", kind }, "", problems);
  return options;
}

function validate(options: RequestOptions, query: URLSearchParams, patchType: PatchType | undefined): FieldError[] {
  const problems: FieldError[] = [];
  const { fieldManager, fieldValidation, propagationPolicy } = options;
  if (patchType === "application/apply-patch+yaml") {
    if (fieldManager === undefined) problems.push(required("fieldManager", "is required for apply patch"));
  } else if (patchType !== undefined && options.force !== undefined) {
    problems.push(forbiddenField("force", "may not be specified for non-apply patch"));
  }
  if (fieldManager !== undefined) addAll(problems, validateFieldManager(fieldManager, "fieldManager"));
  if (query.getAll("dryRun").some((dryRun) => dryRun !== "All")) problems.push(notSupported("dryRun", query.getAll("dryRun"), ["All"]));
  if (query.get("propagationPolicy") && query.has("orphanDependents")) problems.push(invalidValue("propagationPolicy", propagationPolicy, "orphanDependents and deletionPropagation cannot be both set"));
  if (fieldValidation !== undefined && !fieldValidations.includes(fieldValidation)) problems.push(notSupported("fieldValidation", fieldValidation, ["", ...fieldValidations]));
  if (propagationPolicy !== undefined && !propagationPolicies.includes(propagationPolicy)) problems.push(notSupported("propagationPolicy", propagationPolicy, [...propagationPolicies, "nil"]));
  return problems;
}

function integer(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? "";
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`);
  return value;
}
