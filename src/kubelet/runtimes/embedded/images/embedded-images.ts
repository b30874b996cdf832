import { statfsSync } from "node:fs";
import type { Image, ImageService } from "../../../cri/contract.ts";
import { RuntimeError } from "../../../cri/contract.ts";
import type { Layout } from "../layout.ts";
import { type Credentials, runImageJob } from "./image-jobs.ts";
import type { ImageStore, StoredImage } from "./image-store.ts";
import { parseReference } from "./reference.ts";

export interface EmbeddedImagesOptions {
  readonly layout: Layout;
  readonly store: ImageStore;
  /** Endpoints (`https://host`) to ask before a registry, by the registry's domain. */
  readonly mirrors: Readonly<Record<string, readonly string[]>>;
  /** Ids of images that containers use; they are never removed. */
  readonly imagesInUse: () => ReadonlySet<string>;
}

/** The images of this node: pulled from registries, or loaded from archives. */
export class EmbeddedImages implements ImageService {
  readonly #options: EmbeddedImagesOptions;
  readonly #pulls = new Map<string, Promise<StoredImage>>();

  constructor(options: EmbeddedImagesOptions) {
    this.#options = options;
  }

  async listImages(): Promise<readonly Image[]> {
    return this.#options.store.list();
  }

  async imageStatus(image: string): Promise<Image | undefined> {
    return this.#options.store.status(image);
  }

  /** Two pulls of one name with the same credentials at the same time are one. */
  async pullImage(image: string, auth: Credentials | undefined, signal?: AbortSignal): Promise<{ readonly id: string; readonly sizeBytes: number }> {
    const reference = parseReference(image);
    const key = JSON.stringify([image, auth ?? null]);
    const running = this.#pulls.get(key) ?? this.#pull(reference, auth, signal).finally(() => this.#pulls.delete(key));
    this.#pulls.set(key, running);
    const { id, sizeBytes } = await running;
    return { id, sizeBytes };
  }

  /** Takes in every image of a tar stream as `docker save` writes it, or of an OCI layout. Answers their names, or ids where they have none. */
  async load(archive: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<readonly string[]> {
    const images = await runImageJob(this.#options.layout, { type: "load" }, { archive, signal });
    return images.map((image) => this.#options.store.put(image)).flatMap(({ repoTags, id }) => (repoTags.length > 0 ? repoTags : [id]));
  }

  async removeImage(image: string): Promise<void> {
    const found = this.#options.store.find(image);
    if (found === undefined) return;
    if (this.#options.imagesInUse().has(found.id)) throw new RuntimeError("FailedPrecondition", `cannot remove image ${image}: a container uses it; remove the container first`);
    this.#options.store.remove(image);
  }

  async imageFsInfo(): Promise<{ readonly mountpoint: string; readonly usedBytes: number; readonly inodesUsed: number }> {
    const { dataDir } = this.#options.layout;
    const { files, ffree } = statfsSync(dataDir);
    return { mountpoint: dataDir, usedBytes: this.#options.store.list().reduce((sum, image) => sum + image.sizeBytes, 0), inodesUsed: files - ffree };
  }

  async #pull(reference: ReturnType<typeof parseReference>, credentials: Credentials | undefined, signal?: AbortSignal): Promise<StoredImage> {
    const { layout, store, mirrors } = this.#options;
    const [image] = await runImageJob(layout, { type: "pull", reference, credentials, mirrors: mirrors[reference.domain] ?? [] }, { signal });
    if (image === undefined) throw new Error("the image thread answered no image");
    return store.put(image);
  }
}
