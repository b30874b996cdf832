import { invalid } from "../../../machinery/errors/constructors.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import { nameIsDnsSubdomain } from "../../../machinery/validation/names.ts";
import { validateObjectMeta, validateObjectMetaUpdate } from "../../../machinery/validation/object-meta.ts";
import type { UpdateRules } from "../../../api/strategy.ts";
import type { StoredResource } from "../resource/stored-resource.ts";

/** Throws 422 with everything that is wrong with a new object. */
export function validateNew(resource: StoredResource, object: KubeObject): void {
  const { strategy, info } = resource;
  const nameRule = strategy.validateName ?? nameIsDnsSubdomain;
  refuse(resource, object, [
    ...validateObjectMeta(object.metadata ?? {}, { namespaced: info.namespaced, nameRule }),
    ...(resource.validateSchema?.(object) ?? []),
    ...(strategy.validateCreate?.(object) ?? []),
  ]);
}

/** Throws 422 with everything that is wrong with a change; `rules` are those of the endpoint that it came through. */
export function validateChange(resource: StoredResource, rules: UpdateRules<KubeObject>, object: KubeObject, old: KubeObject): void {
  refuse(resource, object, [
    ...validateObjectMetaUpdate(object.metadata ?? {}, old.metadata ?? {}),
    ...(resource.validateSchema?.(object) ?? []),
    ...(rules.validateUpdate?.(object, old) ?? []),
  ]);
}

function refuse({ info }: StoredResource, object: KubeObject, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid(info, object.metadata?.name ?? "", errors);
}
