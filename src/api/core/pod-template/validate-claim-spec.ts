import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { isDns1123Label, isDns1123Subdomain } from "../../../machinery/validation/names.ts";
import { parseQuantity } from "../../../machinery/quantity/quantity.ts";
import { validateTemplateMetadata } from "../../shared/validate-template-metadata.ts";
import { validateLabelSelector } from "../../shared/validate-label-selector.ts";
import type { PersistentVolumeClaimSpec, PersistentVolumeClaimTemplate, TypedObjectReference } from "../../types/core/v1.gen.ts";

const accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const volumeModes = ["Block", "Filesystem"];

/** What was accepted once stays acceptable: a data source's group is looked at only where there was none. */
export interface ClaimSpecLeniency {
  readonly anyDataSourceGroup?: boolean;
}

/** Source: kubernetes validation ValidatePersistentVolumeClaimSpec. */
export function validateClaimSpec(spec: PersistentVolumeClaimSpec, path: string, leniency: ClaimSpecLeniency = {}): FieldError[] {
  const errors: FieldError[] = [];
  if ((spec.accessModes ?? []).length === 0) errors.push(required(`${path}.accessModes`, "at least 1 access mode is required"));
  addAll(errors, validateLabelSelector(spec.selector, `${path}.selector`), validateAccessModes(spec.accessModes ?? [], `${path}.accessModes`));
  const storage = spec.resources?.requests?.["storage"];
  if (storage === undefined) errors.push(required(`${path}.resources[storage]`));
  else if (parseQuantity(storage).sign <= 0) errors.push(invalidValue(`${path}.resources[storage]`, storage, "must be greater than zero"));
  validateClassName(spec.storageClassName, `${path}.storageClassName`, errors);
  if (spec.volumeMode !== undefined && !volumeModes.includes(spec.volumeMode)) errors.push(notSupported(`${path}.volumeMode`, spec.volumeMode, volumeModes));
  addAll(errors, validateDataSources(spec, path, leniency));
  validateClassName(spec.volumeAttributesClassName, `${path}.volumeAttributesClassName`, errors);
  return errors;
}

function validateClassName(name: string | undefined, path: string, errors: FieldError[]): void {
  if (name) for (const problem of isDns1123Subdomain(name)) errors.push(invalidValue(path, name, problem));
}

/** Also for PersistentVolumes. A volume for one pod only cannot be shared in another way as well. */
export function validateAccessModes(modes: readonly string[], path: string): FieldError[] {
  const errors: FieldError[] = modes.filter((mode) => !accessModes.includes(mode)).map((mode) => notSupported(path, mode, accessModes));
  const isShared = modes.some((mode) => mode !== "ReadWriteOncePod" && accessModes.includes(mode));
  if (modes.includes("ReadWriteOncePod") && isShared) errors.push(forbiddenField(path, "may not use ReadWriteOncePod with other access modes"));
  return errors;
}

/** The path itself stands where the value would: upstream prints it as a struct without fields. */
const unprintablePath = {};

function validateDataSources({ dataSource, dataSourceRef }: PersistentVolumeClaimSpec, path: string, leniency: ClaimSpecLeniency): FieldError[] {
  const errors: FieldError[] = [];
  if (dataSource !== undefined) addAll(errors, validateDataSource(dataSource, `${path}.dataSource`, leniency));
  if (dataSourceRef !== undefined) {
    addAll(errors, validateDataSource(dataSourceRef, `${path}.dataSourceRef`, leniency));
    const namespace = dataSourceRef.namespace;
    if (namespace) for (const problem of isDns1123Label(namespace)) errors.push(invalidValue(`${path}.dataSourceRef.namespace`, namespace, problem));
  }
  if (dataSource === undefined || dataSourceRef === undefined) return errors;
  const isSame = dataSource.apiGroup === dataSourceRef.apiGroup && dataSource.kind === dataSourceRef.kind && dataSource.name === dataSourceRef.name;
  if (dataSourceRef.namespace) errors.push(invalidValue(path, unprintablePath, "may not be specified when dataSourceRef.namespace is specified"));
  else if (!isSame) errors.push(invalidValue(path, unprintablePath, "must match dataSourceRef"));
  return errors;
}

/** Source: kubernetes validation validateDataSource, validateDataSourceRef. */
function validateDataSource({ apiGroup = "", kind = "", name = "" }: Partial<TypedObjectReference>, path: string, { anyDataSourceGroup }: ClaimSpecLeniency): FieldError[] {
  const errors: FieldError[] = [];
  if (name === "") errors.push(required(`${path}.name`));
  if (kind === "") errors.push(required(`${path}.kind`));
  if (apiGroup === "" && kind !== "PersistentVolumeClaim") errors.push(invalidValue(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  if (apiGroup !== "" && anyDataSourceGroup !== true) for (const problem of isDns1123Subdomain(apiGroup)) errors.push(invalidValue(`${path}.apiGroup`, apiGroup, problem));
  return errors;
}

/** Source: kubernetes validation ValidatePersistentVolumeClaimTemplate. */
export function validateClaimTemplate({ metadata, spec }: PersistentVolumeClaimTemplate, path: string): FieldError[] {
  return [...validateTemplateMetadata(metadata, `${path}.metadata`), ...validateClaimSpec(spec, `${path}.spec`)];
}
