import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { Image } from "../../../cri/contract.ts";
import type { Layout } from "../layout.ts";
import type { ImageConfig } from "../spec/image-config.ts";
import { formatReference, parseReference } from "./reference.ts";

/** One image of this node, as kept on disk. */
export interface StoredImage {
  /** `sha256:…` of the configuration file. */
  readonly id: string;
  /** Digests of the unpacked layers, lowest first. */
  readonly diffIds: readonly string[];
  readonly config: ImageConfig;
  readonly repoTags: readonly string[];
  readonly repoDigests: readonly string[];
  readonly sizeBytes: number;
}

export interface RunnableImage {
  readonly layers: readonly string[];
  readonly config: ImageConfig;
  /** `repo@sha256:…`, or the id for an image that no registry knows. */
  readonly ref: string;
}

/** The folder of a layer below `layersDir`. 96 bits name it; the mount options are too short for all of the digest. */
export function layerFolder(diffId: string): string {
  return diffId.slice("sha256:".length, "sha256:".length + 24);
}

/** Which images are on this node and under which names. Every change is on disk before it is answered. */
export class ImageStore {
  readonly #layout: Layout;
  readonly #images = new Map<string, StoredImage>();

  constructor(layout: Layout) {
    this.#layout = layout;
    mkdirSync(layout.imagesDir, { recursive: true });
    mkdirSync(layout.layersDir, { recursive: true });
    if (!existsSync(this.#indexFile)) return;
    for (const image of JSON.parse(readFileSync(this.#indexFile, "utf8")) as StoredImage[]) this.#images.set(image.id, image);
  }

  list(): Image[] {
    return [...this.#images.values()].map(describe);
  }

  /** `name` is a name with or without tag, a digest reference, an id, or the beginning of one (at least 12 digits). */
  find(name: string): StoredImage | undefined {
    const byId = this.#images.get(name) ?? this.#images.get(`sha256:${name}`);
    if (byId !== undefined) return byId;
    if (/^[a-f0-9]{12,64}$/.test(name)) return [...this.#images.values()].find(({ id }) => id.startsWith(`sha256:${name}`));
    if (name.startsWith("sha256:")) return undefined;
    const reference = parseReference(name);
    if (reference.digest !== undefined) {
      const wanted = `${reference.domain}/${reference.path}@${reference.digest}`;
      return [...this.#images.values()].find(({ repoDigests }) => repoDigests.includes(wanted));
    }
    const wanted = formatReference(reference);
    return [...this.#images.values()].find(({ repoTags }) => repoTags.includes(wanted));
  }

  status(name: string): Image | undefined {
    const image = this.find(name);
    return image === undefined ? undefined : describe(image);
  }

  runnable(name: string): RunnableImage | undefined {
    const image = this.find(name);
    if (image === undefined) return undefined;
    return { layers: image.diffIds.map(layerFolder), config: image.config, ref: image.repoDigests[0] ?? image.id };
  }

  /** Adds an image, or names to one that is there. Its tags are taken from images that had them. */
  put(image: StoredImage): StoredImage {
    for (const other of this.#images.values()) {
      const left = other.repoTags.filter((tag) => !image.repoTags.includes(tag));
      if (left.length < other.repoTags.length) this.#images.set(other.id, { ...other, repoTags: left });
    }
    const known = this.#images.get(image.id);
    const merged: StoredImage = {
      ...image,
      repoTags: [...new Set([...(known?.repoTags ?? []), ...image.repoTags])],
      repoDigests: [...new Set([...(known?.repoDigests ?? []), ...image.repoDigests])],
    };
    this.#images.set(merged.id, merged);
    this.#save();
    return merged;
  }

  /** Removes the image with all its names, and the layers that no other image has. Not there is no error. */
  remove(name: string): void {
    const image = this.find(name);
    if (image === undefined) return;
    this.#images.delete(image.id);
    this.#save();
    const inUse = new Set([...this.#images.values()].flatMap(({ diffIds }) => diffIds));
    for (const diffId of image.diffIds) {
      if (!inUse.has(diffId)) rmSync(`${this.#layout.layersDir}/${layerFolder(diffId)}`, { recursive: true, force: true });
    }
  }

  get #indexFile(): string {
    return `${this.#layout.imagesDir}/index.json`;
  }

  #save(): void {
    writeFileSync(`${this.#indexFile}.new`, JSON.stringify([...this.#images.values()]), { flush: true });
    renameSync(`${this.#indexFile}.new`, this.#indexFile);
  }
}

function describe({ id, repoTags, repoDigests, sizeBytes, config }: StoredImage): Image {
  const [user = ""] = config.user.split(":");
  const numeric = /^\d+$/.test(user);
  return { id, repoTags, repoDigests, sizeBytes, uid: numeric ? Number(user) : undefined, username: numeric || user === "" ? undefined : user };
}
