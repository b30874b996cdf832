import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import type { Layout } from "../../layout.ts";
import type { StoredImage } from "../image-store.ts";
import { choosePlatform, type Manifest, parseImageConfig } from "../manifest.ts";
import { formatReference, parseReference } from "../reference.ts";
import { hasLayer, storeLayer } from "../store-layer.ts";
import { decompress } from "./decompress.ts";
import { UnsafeArchiveError } from "./rooted-path.ts";
import { readTar } from "./tar-reader.ts";

/** What `docker save` (manifest.json) or an OCI image layout (index.json) holds, spooled to a folder. */
interface Spool {
  read(path: string): string | undefined;
  stream(path: string): AsyncIterable<Uint8Array>;
}

/**
 * Loads every image of an archive as `docker save`, `podman save`, `skopeo` or `buildctl` write it: docker-archive or
 * OCI layout, plain or compressed. Names may come in any order within it, so it is spooled to disk first.
 */
export async function loadArchive(layout: Layout, chunks: AsyncIterable<Uint8Array>): Promise<StoredImage[]> {
  mkdirSync(layout.imagesDir, { recursive: true });
  const folder = mkdtempSync(`${layout.imagesDir}/incoming-`);
  try {
    const spool = await spoolArchive(folder, chunks);
    const dockerManifest = spool.read("manifest.json");
    if (dockerManifest !== undefined) return await loadDockerArchive(layout, spool, dockerManifest);
    const index = spool.read("index.json");
    if (index !== undefined) return await loadOciLayout(layout, spool, JSON.parse(index) as Manifest);
    throw new Error("the archive holds no image: neither manifest.json (docker save) nor index.json (OCI layout) is in it");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Files are stored under numbers: no path of the archive becomes a path of the host. */
async function spoolArchive(folder: string, chunks: AsyncIterable<Uint8Array>): Promise<Spool> {
  const files = new Map<string, string>();
  for await (const entry of readTar(decompress(chunks))) {
    const path = entry.path.replace(/^\.\//, "");
    if (entry.type === "file") {
      const stored = `${folder}/${files.size}`;
      const file = await open(stored, "wx", 0o600);
      try {
        for await (const chunk of entry.content()) await file.writeFile(chunk);
      } finally {
        await file.close();
      }
      files.set(path, stored);
    } else if (entry.type === "symlink" || entry.type === "hardlink") {
      // Older docker save stores a layer once and links the others to it.
      const target = files.get(joinPath(entry.type === "symlink" ? path : "", entry.linkPath));
      if (target !== undefined) files.set(path, target);
    }
  }
  const find = (path: string): string => {
    const stored = files.get(path);
    if (stored === undefined) throw new UnsafeArchiveError(`the archive names ${path}, which is not in it`);
    return stored;
  };
  return { read: (path) => (files.has(path) ? readFileSync(find(path), "utf8") : undefined), stream: (path) => createReadStream(find(path)) };
}

async function loadDockerArchive(layout: Layout, spool: Spool, manifestText: string): Promise<StoredImage[]> {
  const manifest = JSON.parse(manifestText) as { Config: string; RepoTags?: string[] | null; Layers: string[] }[];
  const images: StoredImage[] = [];
  for (const { Config, RepoTags, Layers } of manifest) {
    images.push(await loadImage(layout, spool, { configPath: Config, layerPaths: Layers, names: RepoTags ?? [] }));
  }
  return images;
}

async function loadOciLayout(layout: Layout, spool: Spool, index: Manifest): Promise<StoredImage[]> {
  const images: StoredImage[] = [];
  for (const descriptor of index.manifests ?? []) {
    const names = descriptor.annotations?.["io.containerd.image.name"] ?? descriptor.annotations?.["org.opencontainers.image.ref.name"];
    let manifest = JSON.parse(spool.read(blobPath(descriptor.digest)) ?? "{}") as Manifest;
    let digest = descriptor.digest;
    if (manifest.manifests !== undefined) {
      const chosen = choosePlatform(manifest.manifests);
      if (chosen === undefined) throw new Error(`image ${names ?? digest} has no variant for linux on ${process.arch}`);
      digest = chosen.digest;
      manifest = JSON.parse(spool.read(blobPath(digest)) ?? "{}") as Manifest;
    }
    if (manifest.config === undefined) throw new Error(`manifest ${digest} of the archive names no image configuration`);
    images.push(await loadImage(layout, spool, {
      configPath: blobPath(manifest.config.digest), layerPaths: (manifest.layers ?? []).map((layer) => blobPath(layer.digest)),
      names: names === undefined ? [] : [names], manifestDigest: descriptor.digest,
    }));
  }
  return images;
}

async function loadImage(layout: Layout, spool: Spool, parts: {
  readonly configPath: string; readonly layerPaths: readonly string[]; readonly names: readonly string[]; readonly manifestDigest?: string;
}): Promise<StoredImage> {
  const configText = spool.read(parts.configPath);
  if (configText === undefined) throw new Error(`the archive names ${parts.configPath}, which is not in it`);
  const { diffIds, config } = parseImageConfig(configText);
  if (diffIds.length !== parts.layerPaths.length) throw new Error(`the image has ${parts.layerPaths.length} layers and its configuration names ${diffIds.length}`);
  let sizeBytes = Buffer.byteLength(configText);
  for (const [index, diffId] of diffIds.entries()) {
    const stream = spool.stream(parts.layerPaths[index] ?? "");
    if (hasLayer(layout, diffId)) for await (const chunk of stream) sizeBytes += chunk.length;
    else sizeBytes += await storeLayer(layout, stream, { diffId });
  }
  const references = parts.names.map((name) => parseReference(name));
  return {
    id: `sha256:${createHash("sha256").update(configText).digest("hex")}`, diffIds, config, sizeBytes, repoTags: references.map(formatReference),
    repoDigests: parts.manifestDigest === undefined ? [] : references.map(({ domain, path }) => `${domain}/${path}@${parts.manifestDigest}`),
  };
}

function blobPath(digest: string): string {
  return `blobs/${digest.replace(":", "/")}`;
}

function joinPath(from: string, to: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of to.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
