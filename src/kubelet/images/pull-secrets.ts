import type { Secret } from "../../api/types/core/v1.gen.ts";
import { decodeBase64 } from "../containers/base64.ts";

export interface RegistryCredentials {
  readonly username?: string;
  readonly password?: string;
  readonly identityToken?: string;
}

/** Credentials and the secret they come from. */
export interface PullCredentials {
  readonly auth: RegistryCredentials;
  readonly secretUid: string;
}

interface DockerConfigEntry {
  readonly username?: string;
  readonly password?: string;
  readonly auth?: string;
  readonly identitytoken?: string;
}

/** The credentials in a pod's pull secrets that fit an image, the longest match first. Secrets that cannot be read are passed over. */
export function credentialsFor(image: string, secrets: readonly Secret[]): PullCredentials[] {
  const name = repositoryOf(image);
  return secrets
    .flatMap((secret) => Object.entries(dockerConfig(secret)).map(([registry, entry]) => ({ registry, entry, secretUid: secret.metadata.uid ?? "" })))
    .map(({ registry, entry, secretUid }) => ({ entry, secretUid, registry: registry.replace(/^https?:\/\//, "").replace(/\/(v1|v2)?\/?$/, "") }))
    .filter(({ registry }) => matches(name, registry))
    .sort((a, b) => b.registry.length - a.registry.length)
    .map(({ entry, secretUid }) => ({ auth: credentialsOf(entry), secretUid }));
}

function dockerConfig(secret: Secret): Record<string, DockerConfigEntry> {
  try {
    const json = secret.data?.[".dockerconfigjson"];
    if (json !== undefined) return (JSON.parse(textOf(json)) as { auths?: Record<string, DockerConfigEntry> }).auths ?? {};
    const old = secret.data?.[".dockercfg"];
    return old === undefined ? {} : (JSON.parse(textOf(old)) as Record<string, DockerConfigEntry>);
  } catch {
    return {};
  }
}

function credentialsOf(entry: DockerConfigEntry): RegistryCredentials {
  if (entry.auth === undefined) return { username: entry.username, password: entry.password, identityToken: entry.identitytoken };
  const [username, ...password] = textOf(entry.auth).split(":");
  return { username, password: password.join(":"), identityToken: entry.identitytoken };
}

function matches(name: string, registry: string): boolean {
  const normalised = registry === "index.docker.io" || registry === "docker.io" ? "docker.io" : registry;
  return name === normalised || name.startsWith(`${normalised}/`);
}

/** The full repository name: images without a registry are Docker Hub's. */
export function repositoryOf(image: string): string {
  const bare = image.split("@")[0] ?? image;
  const repository = bare.replace(/:[^:/]+$/, "");
  const first = repository.split("/")[0] ?? "";
  const hasRegistry = repository.includes("/") && (first.includes(".") || first.includes(":") || first === "localhost");
  return hasRegistry ? repository : `docker.io/${repository}`;
}

function textOf(base64: string): string {
  return new TextDecoder().decode(decodeBase64(base64));
}
