import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { isConfigMapKey } from "../../../machinery/validation/values.ts";
import { volumeFileProblems } from "../../shared/file-paths.ts";
import type { DownwardAPIVolumeFile, KeyToPath, ProjectedVolumeSource, VolumeProjection } from "../../types/core/v1.gen.ts";
import { validateFieldRef, validateResourceFieldRef } from "./validate-downward-api.ts";

/** Permissions only: no file type, no set-uid. */
const maxMode = 0o777;
const tokenSeconds = { least: 600, most: 2 ** 32 };

/** Source: kubernetes validation fileModeErrorMsg. */
export function validateMode(mode: number | undefined, path: string): FieldError[] {
  return mode === undefined || (mode >= 0 && mode <= maxMode) ? [] : [invalidValue(path, mode, "must be a number between 0 and 0777 (octal), both inclusive")];
}

/** Source: kubernetes validation validateKeyToPath. */
export function validateKeyFiles(items: readonly KeyToPath[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, item] of items.entries()) {
    const at = `${path}[${index}]`;
    if (!item.key) errors.push(required(`${at}.key`));
    else for (const problem of isConfigMapKey(item.key)) errors.push(invalidValue(`${at}.key`, item.key, problem));
    if (!item.path) errors.push(required(`${at}.path`));
    else for (const problem of volumeFileProblems(item.path)) errors.push(invalidValue(`${at}.path`, item.path, problem));
    errors.push(...validateMode(item.mode, `${at}.mode`));
  }
  return errors;
}

/** Source: kubernetes validation validateDownwardAPIVolumeFile. */
export function validateDownwardFiles(items: readonly DownwardAPIVolumeFile[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const item of items) {
    if (!item.path) errors.push(required(`${path}.path`));
    else for (const problem of volumeFileProblems(item.path)) errors.push(invalidValue(`${path}.path`, item.path, problem));
    if (item.fieldRef !== undefined) {
      errors.push(...validateFieldRef(item.fieldRef, "volume", `${path}.fieldRef`));
      if (item.resourceFieldRef !== undefined) errors.push(invalidValue(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously"));
    } else if (item.resourceFieldRef !== undefined) errors.push(...validateResourceFieldRef(item.resourceFieldRef, "volume", `${path}.resourceFieldRef`));
    else errors.push(required(path, "one of fieldRef and resourceFieldRef is required"));
    errors.push(...validateMode(item.mode, `${path}.mode`));
  }
  return errors;
}

/** Source: kubernetes validation validateProjectedVolumeSource. */
export function validateProjected({ defaultMode, sources }: ProjectedVolumeSource, path: string): FieldError[] {
  const errors = validateMode(defaultMode, `${path}.defaultMode`);
  const files = new Set<string>();
  for (const [index, source] of (sources ?? []).entries()) validateProjection(source, `${path}.sources[${index}]`, files, errors);
  return errors;
}

const projectionTypes = ["secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate"] as const;

function validateProjection(source: VolumeProjection, path: string, files: Set<string>, errors: FieldError[]): void {
  let found = 0;
  for (const type of projectionTypes) {
    if (source[type] === undefined) continue;
    found++;
    if (found > 1) errors.push(forbiddenField(path, "may not specify more than 1 volume type"));
    else validateOne(source, type, `${path}.${type}`, files, errors);
  }
  if (found === 0) errors.push(required(path, "must specify a projected volume type"));
}

function validateOne(source: VolumeProjection, type: (typeof projectionTypes)[number], path: string, files: Set<string>, errors: FieldError[]): void {
  const claim = (file: string | undefined, at: string) => {
    if (!file) return;
    if (files.has(file)) errors.push(invalidValue(at, file, "conflicting duplicate paths"));
    files.add(file);
  };
  switch (type) {
    case "secret":
    case "configMap": {
      const projection = source[type];
      if (!projection?.name) errors.push(required(`${path}.name`));
      errors.push(...validateKeyFiles(projection?.items ?? [], `${path}.items`));
      for (const item of projection?.items ?? []) claim(item.path, path);
      return;
    }
    case "downwardAPI":
      errors.push(...validateDownwardFiles(source.downwardAPI?.items ?? [], path));
      for (const item of source.downwardAPI?.items ?? []) claim(item.path, path);
      return;
    case "serviceAccountToken": {
      const { expirationSeconds = 0, path: file = "" } = source.serviceAccountToken ?? {};
      if (expirationSeconds < tokenSeconds.least) errors.push(invalidValue(`${path}.expirationSeconds`, expirationSeconds, "may not specify a duration less than 10 minutes"));
      if (expirationSeconds > tokenSeconds.most) errors.push(invalidValue(`${path}.expirationSeconds`, expirationSeconds, "may not specify a duration larger than 2^32 seconds"));
      if (file === "") errors.push(required(`${path}.path`));
      else for (const problem of volumeFileProblems(file)) errors.push(invalidValue(`${path}.path`, file, problem));
      claim(file, path);
      return;
    }
    case "clusterTrustBundle": {
      const { name, signerName, path: file } = source.clusterTrustBundle ?? { path: "" };
      if (name !== undefined && signerName !== undefined) errors.push(invalidValue(path, source.clusterTrustBundle, "only one of name and signerName may be used"));
      if (name === undefined && signerName === undefined) errors.push(required(path, "either name or signerName must be specified"));
      if (!file) errors.push(required(`${path}.path`));
      claim(file, path);
      return;
    }
    case "podCertificate": {
      const { signerName, keyType } = source.podCertificate ?? {};
      if (!signerName) errors.push(required(`${path}.signerName`));
      if (!keyType) errors.push(required(`${path}.keyType`));
    }
  }
}
