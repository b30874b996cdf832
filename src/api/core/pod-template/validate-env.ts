import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { addAll, invalidValue, notFoundValue, required } from "../../../machinery/errors/field-errors.ts";
import { isConfigMapKey, isEnvVarName } from "../../../machinery/validation/values.ts";
import { isDns1123Label, isDns1123Subdomain, nameIsDnsSubdomain } from "../../../machinery/validation/names.ts";
import { backstepProblems } from "../../shared/file-paths.ts";
import type { EnvFromSource, EnvVar, EnvVarSource, PodSpec } from "../../types/core/v1.gen.ts";
import { containersOf } from "./visit-containers.ts";
import { validateFieldRef, validateResourceFieldRef } from "./validate-downward-api.ts";

/** Source: kubernetes validation ValidateEnv. */
export function validateEnv(variables: readonly EnvVar[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, variable] of variables.entries()) {
    const at = `${path}[${index}]`;
    if (!variable.name) errors.push(required(`${at}.name`));
    else for (const problem of isEnvVarName(variable.name)) errors.push(invalidValue(`${at}.name`, variable.name, problem));
    if (variable.valueFrom !== undefined) validateSource(variable.valueFrom, variable.value, `${at}.valueFrom`, errors);
  }
  return errors;
}

function validateSource(source: EnvVarSource, value: string | undefined, path: string, errors: FieldError[]): void {
  let sources = 0;
  if (source.fieldRef !== undefined) {
    sources++;
    addAll(errors, validateFieldRef(source.fieldRef, "env", `${path}.fieldRef`));
  }
  if (source.resourceFieldRef !== undefined) {
    sources++;
    addAll(errors, validateResourceFieldRef(source.resourceFieldRef, "env", `${path}.resourceFieldRef`));
  }
  for (const kind of ["configMapKeyRef", "secretKeyRef"] as const) {
    const ref = source[kind];
    if (ref === undefined) continue;
    sources++;
    for (const problem of isDns1123Subdomain(ref.name ?? "")) errors.push(invalidValue(`${path}.${kind}.name`, ref.name ?? "", problem));
    if (!ref.key) errors.push(required(`${path}.${kind}.key`));
    else for (const problem of isConfigMapKey(ref.key)) errors.push(invalidValue(`${path}.${kind}.key`, ref.key, problem));
  }
  if (source.fileKeyRef !== undefined) {
    sources++;
    const { volumeName, path: file, key } = source.fileKeyRef;
    if (!key) errors.push(required(`${path}.fileKeyRef.key`));
    else for (const problem of isEnvVarName(key)) errors.push(invalidValue(`${path}.fileKeyRef.key`, key, problem));
    if (!volumeName) errors.push(required(`${path}.fileKeyRef.volumeName`));
    else for (const problem of isDns1123Label(volumeName)) errors.push(invalidValue(`${path}.fileKeyRef.volumeName`, volumeName, problem));
    if (!file) errors.push(required(`${path}.fileKeyRef.path`));
    else for (const problem of backstepProblems(file)) errors.push(invalidValue(`${path}.fileKeyRef.path`, file, problem));
  }
  if (sources === 0) errors.push(invalidValue(path, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"));
  else if (value) errors.push(invalidValue(path, "", "may not be specified when `value` is not empty"));
  else if (sources > 1) errors.push(invalidValue(path, "", "may not have more than one field specified at a time"));
}

/** Source: kubernetes validation ValidateEnvFrom. */
export function validateEnvFrom(sources: readonly EnvFromSource[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, source] of sources.entries()) {
    const at = `${path}[${index}]`;
    if (source.prefix) for (const problem of isEnvVarName(source.prefix)) errors.push(invalidValue(`${at}.prefix`, source.prefix, problem));
    for (const kind of ["configMapRef", "secretRef"] as const) if (source[kind] !== undefined) addAll(errors, validateEnvSourceName(source[kind].name, `${at}.${kind}.name`));
    if (source.configMapRef === undefined && source.secretRef === undefined) errors.push(invalidValue(path, "", "must specify one of: `configMapRef` or `secretRef`"));
    if (source.configMapRef !== undefined && source.secretRef !== undefined) errors.push(invalidValue(path, "", "may not have more than one field specified at a time"));
  }
  return errors;
}

/** The name is judged as one that more could be added to. Source: kubernetes validation validateConfigMapEnvSource, validateSecretEnvSource. */
function validateEnvSourceName(name: string | undefined, path: string): FieldError[] {
  if (!name) return [required(path)];
  return nameIsDnsSubdomain(name, true).map((problem) => invalidValue(path, name, problem));
}

/** A file whose lines become variables stands in an emptyDir of the pod. Source: kubernetes validation validateFileKeyRefVolumes. */
export function validateEnvFiles(spec: PodSpec, path: string): FieldError[] {
  const volumes = new Map((spec.volumes ?? []).map((volume) => [volume.name, volume]));
  return containersOf(spec).flatMap(({ container, at }) =>
    (container.env ?? []).flatMap(({ valueFrom }, index) => {
      if (valueFrom?.fileKeyRef === undefined) return [];
      const field = `${path}.${at}.env[${index}].valueFrom.fileKeyRef.volumeName`;
      const { volumeName = "" } = valueFrom.fileKeyRef;
      const volume = volumes.get(volumeName);
      if (volume === undefined) return [notFoundValue(field, volumeName)];
      return volume.emptyDir === undefined ? [invalidValue(field, volumeName, "referenced volume must be of type emptyDir")] : [];
    }),
  );
}
