import { type Image, ImagePullError, type ImageService } from "../../../cri/contract.ts";
import type { CriClient } from "../cri-client.ts";
import { toRuntimeError } from "../errors.ts";
import { GrpcError } from "../grpc/grpc-error.ts";
import { fromWireImage } from "../mapping/from-cri.ts";
import { importArchive, type ImportOptions } from "./import-archive.ts";

/** The images of the runtime. They belong to it: other users of the same runtime see them, and `down` leaves them. */
export class ContainerdImages implements ImageService {
  readonly #client: CriClient;
  readonly #import: ImportOptions;

  constructor(client: CriClient, importOptions: ImportOptions) {
    this.#client = client;
    this.#import = importOptions;
  }

  async listImages(): Promise<readonly Image[]> {
    const { images } = await this.#call("ListImages", {});
    return images.map(fromWireImage);
  }

  async imageStatus(image: string): Promise<Image | undefined> {
    const { image: found } = await this.#call("ImageStatus", { image: { image } });
    return found === undefined ? undefined : fromWireImage(found);
  }

  async pullImage(image: string, auth: { readonly username?: string; readonly password?: string; readonly identityToken?: string } | undefined, signal?: AbortSignal): Promise<{ readonly id: string; readonly sizeBytes: number }> {
    try {
      const { imageRef } = await this.#client.call("PullImage", { image: { image }, auth }, { timeoutMs: 0, signal });
      const pulled = await this.imageStatus(imageRef);
      return { id: pulled?.id ?? imageRef, sizeBytes: pulled?.sizeBytes ?? 0 };
    } catch (error) {
      if (!(error instanceof GrpcError)) throw error;
      throw new ImagePullError(pullReason(error.message), error.message, { cause: error });
    }
  }

  /** Takes in every image of a tar stream as `docker save` writes it, or of an OCI layout. Answers their names. */
  async load(archive: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<readonly string[]> {
    return importArchive(archive, this.#import, (name) => this.imageStatus(name), signal);
  }

  async removeImage(image: string): Promise<void> {
    await this.#call("RemoveImage", { image: { image } });
  }

  async imageFsInfo(): Promise<{ readonly mountpoint: string; readonly usedBytes: number; readonly inodesUsed: number }> {
    const { imageFilesystems: [usage] } = await this.#call("ImageFsInfo", {});
    return { mountpoint: usage?.fsId?.mountpoint ?? "", usedBytes: usage?.usedBytes?.value ?? 0, inodesUsed: usage?.inodesUsed?.value ?? 0 };
  }

  async #call<M extends Parameters<CriClient["call"]>[0]>(...args: Parameters<typeof CriClient.prototype.call<M>>): ReturnType<typeof CriClient.prototype.call<M>> {
    try {
      return await this.#client.call(...args);
    } catch (error) {
      throw toRuntimeError(error);
    }
  }
}

/** What to call a failed pull, from the runtime's words. Source: what containerd 1.6 was seen to answer. */
export function pullReason(message: string): ImagePullError["reason"] {
  if (/invalid reference format|failed to parse image reference/.test(message)) return "InvalidImageName";
  if (/dial tcp|no such host|connection refused|i\/o timeout|network is unreachable|TLS handshake/.test(message)) return "RegistryUnavailable";
  return "ErrImagePull";
}
