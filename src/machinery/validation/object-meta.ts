import { semanticEqual } from "../equality/deep-equal.ts";
import type { FieldError } from "../errors/field-error.ts";
import { addAll, forbiddenField, immutableField, invalidValue, nonNegative, required, tooLong } from "../errors/field-errors.ts";
import type { ManagedFieldsEntry, ObjectMeta, OwnerReference } from "../meta/object.ts";
import { parseApiVersion } from "../meta/resource.ts";
import { validateLabels } from "../selector/validate-label-selector.ts";
import { quote } from "../text/quote.ts";
import { utf8Length } from "../text/utf8.ts";
import { isQualifiedName, type NameRule, nameIsDnsLabel } from "./names.ts";

/** Rules for the metadata of every object. Source: apimachinery api/validation/objectmeta.go. */
export interface ObjectMetaRules {
  readonly namespaced: boolean;
  /** The rule that the kind's names follow. */
  readonly nameRule: NameRule;
  /** Where the metadata stands. Default: `metadata`. */
  readonly path?: string;
}

/** All keys and values of an object's annotations together. */
export const maxAnnotationsBytes = 256 * 1024;

const orphanFinalizer = "orphan";
const foregroundFinalizer = "foregroundDeletion";

/** What is wrong with the metadata of a new object, whose name has been generated already. */
export function validateObjectMeta(meta: ObjectMeta, { namespaced, nameRule, path = "metadata" }: ObjectMetaRules): FieldError[] {
  const errors: FieldError[] = [];
  const { name = "", generateName = "", namespace = "" } = meta;
  if (generateName !== "") for (const wrong of nameRule(generateName, true)) errors.push(invalidValue(`${path}.generateName`, generateName, wrong));
  if (name === "") errors.push(required(`${path}.name`, "name or generateName is required"));
  else for (const wrong of nameRule(name, false)) errors.push(invalidValue(`${path}.name`, name, wrong));
  addAll(errors, validateNamespace(namespace, namespaced, `${path}.namespace`));
  addAll(errors, nonNegative(`${path}.generation`, meta.generation));
  addAll(errors, validateCommon(meta, path));
  addAll(errors, validateFinalizers(meta.finalizers ?? [], `${path}.finalizers`));
  return errors;
}

/** What is wrong with a change of metadata. */
export function validateObjectMetaUpdate(meta: ObjectMeta, old: ObjectMeta, path = "metadata"): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp !== undefined) addAll(errors, validateNoNewFinalizers(meta.finalizers ?? [], old.finalizers ?? [], `${path}.finalizers`));
  if ((meta.resourceVersion ?? "") === "") errors.push(invalidValue(`${path}.resourceVersion`, "", "must be specified for an update"));
  if ((meta.generation ?? 0) < (old.generation ?? 0)) errors.push(invalidValue(`${path}.generation`, meta.generation ?? 0, "must not be decremented"));
  for (const field of ["name", "namespace", "uid"] as const) {
    if ((meta[field] ?? "") !== (old[field] ?? "")) errors.push(immutableField(`${path}.${field}`, meta[field] ?? ""));
  }
  for (const field of ["creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"] as const) {
    if (!semanticEqual(meta[field], old[field])) errors.push(immutableField(`${path}.${field}`, meta[field] ?? null));
  }
  return [...errors, ...validateCommon(meta, path), ...validateFinalizers(meta.finalizers ?? [], `${path}.finalizers`)];
}

function validateCommon(meta: ObjectMeta, path: string): FieldError[] {
  return [
    ...validateLabels(meta.labels, `${path}.labels`),
    ...validateAnnotations(meta.annotations, `${path}.annotations`),
    ...validateOwnerReferences(meta.ownerReferences ?? [], `${path}.ownerReferences`),
    ...validateManagedFields(meta.managedFields ?? [], `${path}.managedFields`),
  ];
}

function validateNamespace(namespace: string, namespaced: boolean, path: string): FieldError[] {
  if (!namespaced) return namespace === "" ? [] : [forbiddenField(path, "not allowed on this type")];
  if (namespace === "") return [required(path)];
  return nameIsDnsLabel(namespace, false).map((wrong) => invalidValue(path, namespace, wrong));
}

/** Keys may be in any case. */
export function validateAnnotations(annotations: Readonly<Record<string, string>> | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    for (const wrong of isQualifiedName(key.toLowerCase())) errors.push(invalidValue(path, key, wrong));
    bytes += utf8Length(key) + utf8Length(value);
  }
  if (bytes > maxAnnotationsBytes) errors.push(tooLong(path, maxAnnotationsBytes));
  return errors;
}

function validateOwnerReferences(references: readonly OwnerReference[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  let controller: string | undefined;
  for (const reference of references) {
    addAll(errors, validateOwnerReference(reference, path));
    if (reference.controller !== true) continue;
    const name = `${reference.kind}/${reference.name}`;
    if (controller !== undefined) {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`;
      errors.push(invalidValue(path, references, detail));
    }
    controller ??= name;
  }
  return errors;
}

function validateOwnerReference(reference: OwnerReference, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { apiVersion = "", kind = "", name = "", uid = "" } = reference;
  const { group, version } = parseApiVersion(apiVersion);
  if (version === "") errors.push(invalidValue(`${path}.apiVersion`, apiVersion, "version must not be empty"));
  if (kind === "") errors.push(invalidValue(`${path}.kind`, kind, "must not be empty"));
  if (name === "") errors.push(invalidValue(`${path}.name`, name, "must not be empty"));
  if (uid === "") errors.push(invalidValue(`${path}.uid`, uid, "must not be empty"));
  if (group === "" && version === "v1" && kind === "Event") errors.push(invalidValue(path, reference, "/v1, Kind=Event is disallowed from being an owner"));
  return errors;
}

export function validateFinalizers(finalizers: readonly string[], path: string): FieldError[] {
  const errors = finalizers.flatMap((finalizer) => isQualifiedName(finalizer).map((wrong) => invalidValue(path, finalizer, wrong)));
  if (finalizers.includes(orphanFinalizer) && finalizers.includes(foregroundFinalizer)) {
    errors.push(invalidValue(path, finalizers, `finalizer ${orphanFinalizer} and ${foregroundFinalizer} cannot be both set`));
  }
  return errors;
}

const standardFinalizers: ReadonlySet<string> = new Set(["kubernetes", orphanFinalizer, foregroundFinalizer]);

/** Somebody's finalizers carry a domain of theirs. For kinds of Kubernetes' own, not for custom ones. Source: kubernetes core validation validateKubeFinalizerName. */
export function validateFinalizerNames(finalizers: readonly string[], path: string): FieldError[] {
  return finalizers.flatMap((finalizer, index) =>
    finalizer.includes("/") || standardFinalizers.has(finalizer) ? [] : [invalidValue(`${path}[${index}]`, finalizer, "name is neither a standard finalizer name nor is it fully qualified")],
  );
}

/** What is being deleted may lose finalizers and not gain any. */
export function validateNoNewFinalizers(finalizers: readonly string[], old: readonly string[], path: string): FieldError[] {
  const added = [...new Set(finalizers)].filter((finalizer) => !old.includes(finalizer)).sort();
  if (added.length === 0) return [];
  const list = `[]string{${added.map(quote).join(", ")}}`;
  return [forbiddenField(path, `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`)];
}

/** Source: apimachinery meta/v1/validation FieldManagerMaxLength and MaxSubresourceNameLength. */
const maxFieldManagerBytes = 128;
const maxSubresourceBytes = 256;

function validateManagedFields(entries: readonly ManagedFieldsEntry[], path: string): FieldError[] {
  return entries.flatMap((entry, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = [];
    const { operation, fieldsType = "", manager = "", subresource = "" } = entry;
    if (operation !== "Apply" && operation !== "Update") errors.push(invalidValue(`${at}.operation`, operation ?? "", "must be `Apply` or `Update`"));
    if (fieldsType !== "" && fieldsType !== "FieldsV1") errors.push(invalidValue(`${at}.fieldsType`, fieldsType, "must be `FieldsV1`"));
    addAll(errors, validateFieldManager(manager, `${at}.manager`));
    if (utf8Length(subresource) > maxSubresourceBytes) errors.push(tooLong(`${at}.subresource`, maxSubresourceBytes));
    return errors;
  });
}

/** Who says that it sets fields: short and printable. Source: meta/v1/validation ValidateFieldManager. */
export function validateFieldManager(manager: string, path: string): FieldError[] {
  const errors = utf8Length(manager) > maxFieldManagerBytes ? [tooLong(path, maxFieldManagerBytes)] : [];
  let position = 0;
  for (const character of manager) {
    if (/[^\P{C}]|[^\P{Z} ]/u.test(character)) {
      const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
      errors.push(invalidValue(path, manager, `invalid character U+${code} (at position ${position})`));
    }
    position += utf8Length(character);
  }
  return errors;
}
