import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, forbiddenField, invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import { volumeFileProblems } from "../../shared/file-paths.ts";
import { validateLabelSelector } from "../../shared/validate-label-selector.ts";
import type { ClusterTrustBundleProjection, DownwardAPIVolumeFile, KeyToPath, ProjectedVolumeSource, ServiceAccountTokenProjection, VolumeProjection } from "../../types/core/v1.gen.ts";
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
  return items.flatMap((item, index) => validateKeyFile(item, `${path}[${index}]`));
}

function validateKeyFile(item: KeyToPath, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!item.key) errors.push(required(`${path}.key`));
  if (!item.path) errors.push(required(`${path}.path`));
  else for (const problem of volumeFileProblems(item.path)) errors.push(invalidValue(`${path}.path`, item.path, problem));
  addAll(errors, validateMode(item.mode, `${path}.mode`));
  return errors;
}

/** Source: kubernetes validation validateDownwardAPIVolumeFile. */
export function validateDownwardFiles(items: readonly DownwardAPIVolumeFile[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const item of items) {
    if (!item.path) errors.push(required(`${path}.path`));
    else for (const problem of volumeFileProblems(item.path)) errors.push(invalidValue(`${path}.path`, item.path, problem));
    if (item.fieldRef !== undefined) {
      addAll(errors, validateFieldRef(item.fieldRef, "volume", `${path}.fieldRef`));
      if (item.resourceFieldRef !== undefined) errors.push(invalidValue(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously"));
    } else if (item.resourceFieldRef !== undefined) addAll(errors, validateResourceFieldRef(item.resourceFieldRef, "volume", `${path}.resourceFieldRef`));
    else errors.push(required(path, "one of fieldRef and resourceFieldRef is required"));
    addAll(errors, validateMode(item.mode, `${path}.mode`));
  }
  return errors;
}

/** Two files at one path are refused at the volume, with the name of the object whose file came second. Source: kubernetes validation validateProjectionSources. */
class ClaimedPaths {
  readonly #paths = new Set<string>();
  readonly #volume: string;

  constructor(volume: string) {
    this.#volume = volume;
  }

  claim(path: string | undefined, value: string): FieldError[] {
    if (!path) return [];
    if (this.#paths.has(path)) return [invalidValue(this.#volume, value, "conflicting duplicate paths")];
    this.#paths.add(path);
    return [];
  }
}

/** Source: kubernetes validation validateProjectedVolumeSource. */
export function validateProjected({ defaultMode, sources }: ProjectedVolumeSource, path: string): FieldError[] {
  const errors = validateMode(defaultMode, `${path}.defaultMode`);
  const claimed = new ClaimedPaths(path);
  for (const [index, source] of (sources ?? []).entries()) {
    const at = `${path}.sources[${index}]`;
    const types = projectionTypes.filter((type) => source[type] !== undefined);
    for (const type of types) addAll(errors, validateProjection(source, type, { at: `${at}.${type}`, volume: path, claimed }));
    if (types.length > 1) errors.push(forbiddenField(at, "may not specify more than 1 volume type per source"));
  }
  return errors;
}

const projectionTypes = ["secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate"] as const;

interface Place {
  readonly at: string;
  readonly volume: string;
  readonly claimed: ClaimedPaths;
}

function validateProjection(source: VolumeProjection, type: (typeof projectionTypes)[number], { at, volume, claimed }: Place): FieldError[] {
  switch (type) {
    case "secret":
    case "configMap": {
      const { name = "", items = [] } = source[type] ?? {};
      const own = name === "" ? [required(`${at}.name`)] : [];
      return [...own, ...items.flatMap((item, index) => [...validateKeyFile(item, `${at}.items[${index}]`), ...claimed.claim(item.path, name)])];
    }
    case "downwardAPI":
      return (source.downwardAPI?.items ?? []).flatMap((item) => [...validateDownwardFiles([item], at), ...claimed.claim(item.path, item.path)]);
    case "serviceAccountToken":
      return validateToken(source.serviceAccountToken ?? { path: "" }, at, volume);
    case "clusterTrustBundle":
      return [...validateTrustBundle(source.clusterTrustBundle ?? { path: "" }, at), ...claimed.claim(source.clusterTrustBundle?.path, source.clusterTrustBundle?.path ?? "")];
    case "podCertificate":
      return (["signerName", "keyType"] as const).filter((field) => !source.podCertificate?.[field]).map((field) => required(`${at}.${field}`));
  }
}

/** Its path is said to stand beside the sources. */
function validateToken({ expirationSeconds = 0, path: file }: ServiceAccountTokenProjection, path: string, volume: string): FieldError[] {
  const errors: FieldError[] = [];
  if (expirationSeconds < tokenSeconds.least) errors.push(invalidValue(`${path}.expirationSeconds`, expirationSeconds, "may not specify a duration less than 10 minutes"));
  if (expirationSeconds > tokenSeconds.most) errors.push(invalidValue(`${path}.expirationSeconds`, expirationSeconds, "may not specify a duration larger than 2^32 seconds"));
  if (!file) errors.push(required(`${volume}.path`));
  else for (const problem of volumeFileProblems(file)) errors.push(invalidValue(`${volume}.path`, file, problem));
  return errors;
}

function validateTrustBundle(bundle: ClusterTrustBundleProjection, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { name, signerName, labelSelector, path: file } = bundle;
  if (name !== undefined && signerName !== undefined) errors.push(invalidValue(path, bundle, "only one of name and signerName may be used"));
  else if (name !== undefined) {
    if (name === "") errors.push(required(`${path}.name`, "must be a valid object name"));
    if (labelSelector !== undefined) errors.push(invalidValue(`${path}.labelSelector`, labelSelector, "labelSelector must be unset if name is specified"));
  } else if (signerName === undefined) errors.push(required(path, "either name or signerName must be specified"));
  else {
    if (signerName === "") errors.push(required(`${path}.signerName`, "must be a valid signer name"));
    addAll(errors, validateLabelSelector(labelSelector, `${path}.labelSelector`));
  }
  if (!file) errors.push(required(`${path}.path`));
  else for (const problem of volumeFileProblems(file)) errors.push(invalidValue(`${path}.path`, file, problem));
  return errors;
}
