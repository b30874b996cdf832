import { invalid } from "../../../machinery/errors/constructors.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import { nameIsDnsSubdomain } from "../../../machinery/validation/names.ts";
import { validateFinalizerNames, validateObjectMeta, validateObjectMetaUpdate } from "../../../machinery/validation/object-meta.ts";
import type { UpdateRules } from "../../../api/strategy.ts";
import type { StoredResource } from "../resource/stored-resource.ts";

/** Throws 422 with everything that is wrong with a new object. */
export function validateNew(resource: StoredResource, object: KubeObject): void {
  const { strategy, info } = resource;
  const nameRule = strategy.validateName ?? nameIsDnsSubdomain;
  refuse(resource, object, [
    ...validateObjectMeta(object.metadata ?? {}, { namespaced: info.namespaced, nameRule }),
    ...validateOwnFinalizers(resource, object),
    ...(resource.validateSchema?.(object) ?? []),
    ...(strategy.validateCreate?.(object) ?? []),
  ]);
}

/** Throws 422 with everything that is wrong with a change; `rules` are those of the endpoint that it came through. */
export function validateChange(resource: StoredResource, rules: UpdateRules<KubeObject>, object: KubeObject, old: KubeObject): void {
  refuse(resource, object, [
    ...validateObjectMetaUpdate(object.metadata ?? {}, old.metadata ?? {}),
    ...validateOwnFinalizers(resource, object),
    ...(resource.validateSchema?.(object) ?? []),
    ...(rules.validateUpdate?.(object, old) ?? []),
  ]);
}

/** Groups whose kinds upstream looks at with the core group's rule for finalizers. */
const coreRuledGroups: ReadonlySet<string> = new Set([
  "",
  "apps",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "discovery.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "networking.k8s.io",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
]);

function validateOwnFinalizers({ info }: StoredResource, { metadata }: KubeObject): FieldError[] {
  const finalizers = metadata?.finalizers;
  return finalizers === undefined || !coreRuledGroups.has(info.group) ? [] : validateFinalizerNames(finalizers, "metadata.finalizers");
}

function refuse({ info, strategy }: StoredResource, object: KubeObject, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid({ ...info, group: strategy.errorGroup ?? info.group }, object.metadata?.name ?? "", errors);
}
