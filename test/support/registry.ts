import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

/** An image that a registry hands out under `name:tag`. */
export interface RegistryImage {
  readonly name: string;
  readonly tag: string;
  /** Plain tar archives, lowest first. */
  readonly layers: readonly Uint8Array[];
  /** As in an OCI image configuration. */
  readonly config: { readonly Cmd?: readonly string[]; readonly Env?: readonly string[]; readonly User?: string };
}

const digestOf = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** A registry on this machine that asks for a user and a password, by the OCI distribution protocol. */
export class TestRegistry {
  readonly #server: Server;
  readonly #content = new Map<string, { readonly bytes: Buffer; readonly type: string }>();
  readonly #authorization: string;
  /** Requests that came without the right password, and those that came with it. */
  readonly asked = { refused: 0, allowed: 0 };

  private constructor(user: string, password: string) {
    this.#authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start({ user, password }: { readonly user: string; readonly password: string }, images: readonly RegistryImage[]): Promise<TestRegistry> {
    const registry = new TestRegistry(user, password);
    for (const image of images) registry.#add(image);
    await new Promise<void>((resolve) => registry.#server.listen(0, "127.0.0.1", resolve));
    return registry;
  }

  /** `host:port`, for the beginning of image names. */
  get domain(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #add({ name, tag, layers, config }: RegistryImage): void {
    const blobs = layers.map((layer) => gzipSync(layer));
    const architecture = process.arch === "arm64" ? "arm64" : "amd64";
    const configuration = Buffer.from(JSON.stringify({ architecture, os: "linux", config, rootfs: { type: "layers", diff_ids: layers.map(digestOf) } }));
    const describe = (bytes: Buffer, mediaType: string) => ({ mediaType, digest: digestOf(bytes), size: bytes.length });
    const manifestType = "application/vnd.oci.image.manifest.v1+json";
    const manifest = Buffer.from(JSON.stringify({
      schemaVersion: 2, mediaType: manifestType,
      config: describe(configuration, "application/vnd.oci.image.config.v1+json"),
      layers: blobs.map((blob) => describe(blob, "application/vnd.oci.image.layer.v1.tar+gzip")),
    }));
    for (const reference of [tag, digestOf(manifest)]) this.#content.set(`/v2/${name}/manifests/${reference}`, { bytes: manifest, type: manifestType });
    for (const blob of [configuration, ...blobs]) this.#content.set(`/v2/${name}/blobs/${digestOf(blob)}`, { bytes: blob, type: "application/octet-stream" });
  }

  #answer({ url = "", headers }: IncomingMessage, response: ServerResponse): void {
    if (headers.authorization !== this.#authorization) {
      this.asked.refused++;
      response.writeHead(401, { "www-authenticate": 'Basic realm="test"' }).end();
      return;
    }
    this.asked.allowed++;
    const found = this.#content.get(url);
    if (found === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": found.type, "content-length": found.bytes.length }).end(found.bytes);
  }
}
