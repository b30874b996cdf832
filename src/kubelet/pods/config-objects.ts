import type { ConfigMap, Container, Pod, Secret } from "../../api/types/core/v1.gen.ts";
import type { ConfigObjects } from "../containers/environment.ts";
import type { PodPorts } from "./pod-ports.ts";

/** Reads the ConfigMaps and Secrets that a container's environment names. */
export async function readConfigObjects(ports: PodPorts, pod: Pod, container: Container): Promise<ConfigObjects> {
  const names = referencedNames(container);
  if (names.configMaps.size === 0 && names.secrets.size === 0) return nothing;
  const configMaps = new Map<string, ConfigMap | undefined>();
  const secrets = new Map<string, Secret | undefined>();
  await Promise.all([
    ...[...names.configMaps].map(async (name) => configMaps.set(name, await ports.configMap(pod, name))),
    ...[...names.secrets].map(async (name) => secrets.set(name, await ports.secret(pod, name))),
  ]);
  return { configMap: (name) => configMaps.get(name), secret: (name) => secrets.get(name) };
}

const nothing: ConfigObjects = { configMap: () => undefined, secret: () => undefined };

function referencedNames(container: Container): { configMaps: Set<string>; secrets: Set<string> } {
  const configMaps = new Set<string>();
  const secrets = new Set<string>();
  const add = (names: Set<string>, name: string | undefined): void => {
    if (name !== undefined) names.add(name);
  };
  for (const source of container.envFrom ?? []) {
    add(configMaps, source.configMapRef?.name);
    add(secrets, source.secretRef?.name);
  }
  for (const { valueFrom } of container.env ?? []) {
    add(configMaps, valueFrom?.configMapKeyRef?.name);
    add(secrets, valueFrom?.secretKeyRef?.name);
  }
  return { configMaps, secrets };
}
