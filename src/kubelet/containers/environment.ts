import type { ConfigMap, Container, EnvVar, Pod, Secret, Service } from "../../api/types/core/v1.gen.ts";
import { decodeBase64 } from "./base64.ts";
import { ContainerConfigError } from "./config-error.ts";
import { parseEnvFile } from "./env-file.ts";
import { expand } from "./expansion.ts";
import { fieldValue, type PodAddresses } from "./field-ref.ts";
import { type ResourceTotals, resourceFieldValue } from "./resource-ref.ts";
import { type EnvVariable, serviceEnvironment } from "./service-env.ts";

/** The objects that a pod's containers take values from. Undefined: there is no such object. */
export interface ConfigObjects {
  configMap(name: string): ConfigMap | undefined;
  secret(name: string): Secret | undefined;
}

export interface EnvironmentInput {
  readonly pod: Pod;
  readonly container: Container;
  readonly services: readonly Service[];
  readonly objects: ConfigObjects;
  readonly addresses: PodAddresses;
  /** The text of a file in one of the pod's volumes; undefined where there is none. */
  readonly volumeFile?: (volume: string, path: string) => string | undefined;
  /** What the node can give, for limits that are not set. */
  readonly allocatable: ResourceTotals;
}

/**
 * A container's environment: services, then envFrom, then env, where what comes later wins. Throws ContainerConfigError
 * when something that is not optional is missing. Source: kubernetes makeEnvironmentVariables.
 */
export function environment(input: EnvironmentInput): EnvVariable[] {
  const { pod, container } = input;
  const result = new Map<string, string>();
  const services = serviceEnvironment(input.services, pod.metadata.namespace ?? "", pod.spec.enableServiceLinks ?? true);
  const fromServices = new Map(services.map(({ key, value }) => [key, value]));
  addSources(input, result);
  const lookup = (name: string): string | undefined => result.get(name) ?? fromServices.get(name);
  for (const variable of container.env ?? []) {
    const value = variable.valueFrom === undefined ? expand(variable.value ?? "", lookup) : referenced(input, variable);
    if (value !== undefined) result.set(variable.name, value);
  }
  for (const [key, value] of fromServices) if (!result.has(key)) result.set(key, value);
  return [...result].map(([key, value]) => ({ key, value }));
}

function addSources({ pod, container, objects }: EnvironmentInput, result: Map<string, string>): void {
  for (const source of container.envFrom ?? []) {
    const prefix = source.prefix ?? "";
    if (source.configMapRef !== undefined) {
      const name = source.configMapRef.name ?? "";
      const configMap = objects.configMap(name);
      if (configMap === undefined && source.configMapRef.optional !== true) throw missing("configmap", name);
      for (const [key, value] of Object.entries(configMap?.data ?? {})) result.set(prefix + key, value);
    }
    if (source.secretRef !== undefined) {
      const name = source.secretRef.name ?? "";
      const secret = objects.secret(name);
      if (secret === undefined && source.secretRef.optional !== true) throw missing("secret", name);
      for (const [key, value] of Object.entries(secret?.data ?? {})) result.set(prefix + key, decodeText(value));
    }
  }
  void pod;
}

function referenced(input: EnvironmentInput, variable: EnvVar): string | undefined {
  const { pod, objects } = input;
  const from = variable.valueFrom ?? {};
  if (from.fieldRef !== undefined) return fieldValue(pod, from.fieldRef.fieldPath, input.addresses);
  if (from.resourceFieldRef !== undefined) return resourceFieldValue(pod, input.container, from.resourceFieldRef, input.allocatable);
  if (from.fileKeyRef !== undefined) {
    const { volumeName, path, key, optional } = from.fileKeyRef;
    const text = input.volumeFile?.(volumeName, path);
    const value = text === undefined ? undefined : parseEnvFile(text).get(key);
    if (value !== undefined || optional === true) return value;
    throw new ContainerConfigError(text === undefined ? `couldn't find file ${path} in volume ${volumeName}` : `environment variable key "${key}" not found in file "${path}" of volume "${volumeName}"`);
  }
  if (from.configMapKeyRef !== undefined) {
    const { name = "", key, optional } = from.configMapKeyRef;
    const configMap = objects.configMap(name);
    const value = configMap?.data?.[key];
    if (value !== undefined || optional === true) return value;
    throw configMap === undefined ? missing("configmap", name) : new ContainerConfigError(`couldn't find key ${key} in ConfigMap ${pod.metadata.namespace}/${name}`);
  }
  if (from.secretKeyRef !== undefined) {
    const { name = "", key, optional } = from.secretKeyRef;
    const secret = objects.secret(name);
    const value = secret?.data?.[key];
    if (value !== undefined) return decodeText(value);
    if (optional === true) return undefined;
    throw secret === undefined ? missing("secret", name) : new ContainerConfigError(`couldn't find key ${key} in Secret ${pod.metadata.namespace}/${name}`);
  }
  throw new ContainerConfigError(`environment variable ${variable.name} takes its value from a source that this kubelet does not support: ${Object.keys(from).join(", ")}`);
}

function missing(kind: "configmap" | "secret", name: string): ContainerConfigError {
  return new ContainerConfigError(`${kind} "${name}" not found`);
}

function decodeText(base64: string): string {
  return new TextDecoder().decode(decodeBase64(base64));
}
