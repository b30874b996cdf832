import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { forbiddenField, invalidValue, notFoundValue, notSupported, required } from "../../../machinery/errors/field-errors.ts";
import { descendingPathProblems } from "../../shared/file-paths.ts";
import type { Container, EphemeralContainer, Volume, VolumeMount } from "../../types/core/v1.gen.ts";

const propagations = ["Bidirectional", "HostToContainer", "None"];
const recursiveReadOnlyModes = ["Disabled", "Enabled", "IfPossible"];

/** Source: kubernetes validation ValidateVolumeMounts. */
export function validateVolumeMounts(container: Container | EphemeralContainer, volumes: readonly Volume[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const mountPaths = new Set<string>();
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    const at = `${path}[${index}]`;
    if (!mount.name) errors.push(required(`${at}.name`));
    if (!volumes.some((volume) => volume.name === mount.name)) errors.push(notFoundValue(`${at}.name`, mount.name));
    if (!mount.mountPath) errors.push(required(`${at}.mountPath`));
    if (mountPaths.has(mount.mountPath)) errors.push(invalidValue(`${at}.mountPath`, mount.mountPath, "must be unique"));
    mountPaths.add(mount.mountPath);
    for (const device of container.volumeDevices ?? []) {
      if (device.name === mount.name) errors.push(invalidValue(`${at}.name`, mount.name, "must not already exist in volumeDevices"));
      if (device.devicePath === mount.mountPath) errors.push(invalidValue(`${at}.mountPath`, mount.mountPath, "must not already exist as a path in volumeDevices"));
    }
    validateSubPaths(mount, at, path, errors);
    validateModes(mount, container, path, errors);
  }
  return errors;
}

/** What is wrong with a path itself is said of the mounts, not of the one mount: so does upstream. */
function validateSubPaths({ subPath, subPathExpr }: VolumeMount, at: string, mounts: string, errors: FieldError[]): void {
  if (subPath) for (const problem of descendingPathProblems(subPath)) errors.push(invalidValue(`${mounts}.subPath`, subPath, problem));
  if (!subPathExpr) return;
  if (subPath) errors.push(invalidValue(`${at}.subPathExpr`, subPathExpr, "subPathExpr and subPath are mutually exclusive"));
  for (const problem of descendingPathProblems(subPathExpr)) errors.push(invalidValue(`${mounts}.subPathExpr`, subPathExpr, problem));
}

function validateModes(mount: VolumeMount, container: Container | EphemeralContainer, path: string, errors: FieldError[]): void {
  const { mountPropagation, recursiveReadOnly, readOnly } = mount;
  if (mountPropagation !== undefined) {
    if (!propagations.includes(mountPropagation)) errors.push(notSupported(`${path}.mountPropagation`, mountPropagation, propagations));
    if (mountPropagation === "Bidirectional" && container.securityContext?.privileged !== true) {
      errors.push(forbiddenField(`${path}.mountPropagation`, "Bidirectional mount propagation is available only to privileged containers"));
    }
  }
  if (recursiveReadOnly === undefined || recursiveReadOnly === "Disabled") return;
  const at = `${path}.recursiveReadOnly`;
  if (!recursiveReadOnlyModes.includes(recursiveReadOnly)) errors.push(notSupported(at, recursiveReadOnly, recursiveReadOnlyModes));
  else {
    if (readOnly !== true) errors.push(forbiddenField(at, "may only be specified when readOnly is true"));
    if (mountPropagation !== undefined && mountPropagation !== "None") errors.push(forbiddenField(at, "may only be specified when mountPropagation is None or not specified"));
  }
}

/** Source: kubernetes validation ValidateVolumeDevices. */
export function validateVolumeDevices(container: Container | EphemeralContainer, volumes: readonly Volume[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const devicePaths = new Set<string>();
  const names = new Set<string>();
  for (const [index, device] of (container.volumeDevices ?? []).entries()) {
    const at = `${path}[${index}]`;
    if (!device.name) errors.push(required(`${at}.name`));
    if (names.has(device.name)) errors.push(invalidValue(`${at}.name`, device.name, "must be unique"));
    const volume = volumes.find(({ name }) => name === device.name);
    if (volume === undefined) errors.push(notFoundValue(`${at}.name`, device.name));
    else if (volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined) {
      errors.push(invalidValue(`${at}.name`, device.name, "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"));
    }
    if (!device.devicePath) errors.push(required(`${at}.devicePath`));
    if (devicePaths.has(device.devicePath)) errors.push(invalidValue(`${at}.devicePath`, device.devicePath, "must be unique"));
    if (device.devicePath?.split("/").includes("..")) errors.push(invalidValue(`${at}.devicePath`, device.devicePath, "can not contain backsteps ('..')"));
    else devicePaths.add(device.devicePath);
    for (const mount of container.volumeMounts ?? []) {
      if (mount.name === device.name) errors.push(invalidValue(`${at}.name`, device.name, "must not already exist in volumeMounts"));
      if (mount.mountPath === device.devicePath) errors.push(invalidValue(`${at}.devicePath`, device.devicePath, "must not already exist as a path in volumeMounts"));
    }
    if (device.name) names.add(device.name);
  }
  return errors;
}
