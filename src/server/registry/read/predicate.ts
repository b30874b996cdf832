import { badRequest } from "../../../machinery/errors/constructors.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import type { RequestOptions } from "../../../machinery/request/api-request.ts";
import { type FieldSelector, parseFieldSelector } from "../../../machinery/selector/field-selector.ts";
import { type LabelSelector, parseLabelSelector } from "../../../machinery/selector/label-selector.ts";
import type { Matches } from "../../watchcache/cache-event.ts";
import type { StoredResource } from "../resource/stored-resource.ts";

/** What a list, watch or deletecollection is about. */
export interface Predicate {
  /** Keys to look at: "" for all, `namespace/`, or with `isOne` the key of the only object that can match. */
  readonly scope: string;
  readonly isOne: boolean;
  /** The same for equal selectors. */
  readonly id: string;
  /** On stored objects; absent when every object in the scope matches. */
  readonly matches: Matches;
  /** A field that must have one value, where the selector asks for one. */
  readonly only?: { readonly field: string; readonly value: string; readonly valueOf: (stored: KubeObject) => string };
  /** True when no selector was given: the count of what remains is then known. */
  readonly isEverything: boolean;
}

const namePath = "metadata.name";
const namespacePath = "metadata.namespace";

/** Reads the selectors of a request. Throws 400 for text that is none and for fields that cannot be selected by. */
export function predicateOf(resource: StoredResource, namespace: string | undefined, options: RequestOptions & { readonly name?: string }): Predicate {
  const labels = parse(() => parseLabelSelector(options.labelSelector ?? ""));
  const fields = parse(() => parseFieldSelector(options.fieldSelector ?? ""));
  for (const { field } of fields.terms) assertSelectable(resource, field);
  if (options.name !== undefined && !fields.isEverything && fields.exactValue(namePath) !== options.name) throw badRequest("fieldSelector metadata.name doesn't match requested name");
  const name = options.name ?? fields.exactValue(namePath);
  const oneNamespace = namespace ?? (resource.info.namespaced ? fields.exactValue(namespacePath) : undefined);
  const isOne = name !== undefined && (!resource.info.namespaced || oneNamespace !== undefined);
  const scope = isOne ? (resource.info.namespaced ? `${oneNamespace}/${name}` : name) : oneNamespace === undefined || !resource.info.namespaced ? "" : `${oneNamespace}/`;
  const isEverything = labels.isEverything && fields.isEverything && options.name === undefined;
  const matches = labels.isEverything && fields.isEverything ? undefined : matcher(resource, labels, fields);
  const one = isOne ? undefined : fields.terms.find(({ field, operator }) => operator === "=" && field !== namespacePath);
  const only = one === undefined ? undefined : { field: one.field, value: one.value, valueOf: (stored: KubeObject) => selectableFields(resource, stored)[one.field] ?? "" };
  return { scope, isOne, isEverything, matches, ...(only === undefined ? {} : { only }), id: `${options.labelSelector ?? ""}\n${options.fieldSelector ?? ""}` };
}

function matcher(resource: StoredResource, labels: LabelSelector, fields: FieldSelector): Matches {
  return (stored: KubeObject) => labels.matches(stored.metadata?.labels) && (fields.isEverything || fields.matches(selectableFields(resource, stored)));
}

/** An object is asked about once a watch: a pod by every node. */
const selectable = new WeakMap<KubeObject, { readonly resource: StoredResource; readonly fields: Record<string, string> }>();

/** The values that field selectors see, in the terms of the served version. */
function selectableFields(resource: StoredResource, stored: KubeObject): Record<string, string> {
  const known = selectable.get(stored);
  if (known?.resource === resource) return known.fields;
  const own = resource.strategy.selectableFields?.(resource.fromStored(stored));
  const fields = { ...own, [namePath]: stored.metadata?.name ?? "", [namespacePath]: stored.metadata?.namespace ?? "" };
  selectable.set(stored, { resource, fields });
  return fields;
}

/** Kinds with labels of their own list the namespace among them where they have one. */
function assertSelectable({ strategy, info }: StoredResource, field: string): void {
  const hasNamespace = info.namespaced || strategy.fieldLabels === undefined;
  if (field === namePath || (field === namespacePath && hasNamespace) || strategy.fieldLabels?.includes(field)) return;
  if (strategy.fieldLabels !== undefined) throw badRequest(`field label not supported: ${field}`);
  throw badRequest(`"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
}

function parse<T>(parser: () => T): T {
  try {
    return parser();
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : String(error));
  }
}
