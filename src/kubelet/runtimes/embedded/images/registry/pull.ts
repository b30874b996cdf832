import { createHash } from "node:crypto";
import { ImagePullError } from "../../../../cri/contract.ts";
import type { Layout } from "../../layout.ts";
import type { Credentials } from "../image-jobs.ts";
import type { StoredImage } from "../image-store.ts";
import { choosePlatform, type Descriptor, type Manifest, parseImageConfig } from "../manifest.ts";
import { formatReference, type Reference } from "../reference.ts";
import { hasLayer, storeLayer } from "../store-layer.ts";
import { RegistryClient, RegistryUnreachableError } from "./registry-client.ts";

const LAYERS_AT_ONCE = 3;

/**
 * Fetches an image from its registry, or from the first of `mirrors` that has it, and unpacks the layers that are
 * missing. Throws ImagePullError in containerd's words; its reason is RegistryUnavailable when nobody could be asked.
 */
export async function pull(layout: Layout, { reference, credentials, mirrors }: { readonly reference: Reference; readonly credentials?: Credentials; readonly mirrors: readonly string[] }): Promise<StoredImage> {
  const name = formatReference(reference);
  const clients = [...mirrors.map((mirror) => new RegistryClient(reference, undefined, mirror)), new RegistryClient(reference, credentials)];
  let failure: unknown;
  for (const client of clients) {
    try {
      return await pullFrom(client, layout, reference);
    } catch (error) {
      failure = error;
    }
  }
  const reason = failure instanceof RegistryUnreachableError ? "RegistryUnavailable" : "ErrImagePull";
  throw new ImagePullError(reason, `failed to pull and unpack image "${name}": failed to resolve reference "${name}": ${nameFirst(failure, name)}`, { cause: failure });
}

async function pullFrom(client: RegistryClient, layout: Layout, reference: Reference): Promise<StoredImage> {
  const top = await fetchManifest(client, reference.digest ?? reference.tag ?? "latest", reference.digest);
  const chosen = top.manifest.manifests === undefined ? undefined : choosePlatform(top.manifest.manifests);
  if (top.manifest.manifests !== undefined && chosen === undefined) throw new Error(`no match for platform in manifest: not found`);
  const { manifest } = chosen === undefined ? top : await fetchManifest(client, chosen.digest, chosen.digest);
  if (manifest.config === undefined) throw new Error("the manifest names no image configuration");

  const configText = await readText(await client.blob(manifest.config.digest));
  verify(configText, manifest.config.digest);
  const { diffIds, config } = parseImageConfig(configText);
  const layers = (manifest.layers ?? []).map((layer, index) => ({ ...layer, diffId: diffIds[index] ?? "" }));
  await fetchLayers(client, layout, layers);
  return {
    id: manifest.config.digest, diffIds, config, sizeBytes: layers.reduce((sum, { size }) => sum + size, manifest.config.size),
    repoTags: reference.tag === undefined || reference.digest !== undefined ? [] : [formatReference(reference)],
    repoDigests: [`${reference.domain}/${reference.path}@${top.digest}`],
  };
}

async function fetchLayers(client: RegistryClient, layout: Layout, layers: readonly (Descriptor & { readonly diffId: string })[]): Promise<void> {
  const waiting = layers.filter(({ diffId }) => !hasLayer(layout, diffId));
  const work = async () => {
    for (let layer = waiting.shift(); layer !== undefined; layer = waiting.shift()) {
      await storeLayer(layout, await client.blob(layer.digest), { diffId: layer.diffId, blobDigest: layer.digest });
    }
  };
  await Promise.all(Array.from({ length: LAYERS_AT_ONCE }, work));
}

async function fetchManifest(client: RegistryClient, tagOrDigest: string, expected: string | undefined): Promise<{ readonly manifest: Manifest; readonly digest: string }> {
  const { text } = await client.manifest(tagOrDigest);
  if (expected !== undefined) verify(text, expected);
  return { manifest: JSON.parse(text) as Manifest, digest: digestOf(text) };
}

function verify(text: string, expected: string): void {
  const actual = digestOf(text);
  if (actual !== expected) throw new Error(`the registry sent content of digest ${actual} where ${expected} was asked for`);
}

function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

async function readText(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString("utf8");
}

function nameFirst(failure: unknown, name: string): string {
  const { message } = failure as Error;
  return message === "not found" ? `${name}: not found` : message;
}
