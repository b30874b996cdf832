import { createHash } from "node:crypto";

const BLOCK = 512;

/** One entry of a tar archive, as ustar. `path` has at most 100 bytes. */
export function tarEntry(path: string, content: Uint8Array, mode = 0o644): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(path, 0, 100);
  header.write(mode.toString(8).padStart(7, "0"), 100);
  header.write("0000000", 108);
  header.write("0000000", 116);
  header.write(content.length.toString(8).padStart(11, "0"), 124);
  header.write("00000000000", 136);
  header.write("        ", 148);
  header.write("0", 156);
  header.write("ustar\0", 257);
  header.write("00", 263);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]);
}

/** The two empty blocks at the end of an archive. */
export const TAR_END = Buffer.alloc(2 * BLOCK);

export interface ImageParts {
  readonly name: string;
  /** Plain tar archives, lowest first. */
  readonly layers: readonly Uint8Array[];
  readonly config: { readonly Cmd?: readonly string[]; readonly Entrypoint?: readonly string[]; readonly Env?: readonly string[]; readonly User?: string; readonly WorkingDir?: string; readonly StopSignal?: string };
}

/** A docker archive, as `docker save` writes it and `docker load` reads it. The same parts give the same bytes. */
export function dockerArchive({ name, layers, config }: ImageParts): Buffer {
  const diffIds = layers.map((layer) => `sha256:${createHash("sha256").update(layer).digest("hex")}`);
  const architecture = process.arch === "arm64" ? "arm64" : "amd64";
  const configText = JSON.stringify({ architecture, os: "linux", config, rootfs: { type: "layers", diff_ids: diffIds } });
  const configName = `${createHash("sha256").update(configText).digest("hex")}.json`;
  const layerNames = layers.map((_, index) => `layer${index}.tar`);
  const manifest = JSON.stringify([{ Config: configName, RepoTags: [name], Layers: layerNames }]);
  return Buffer.concat([
    ...layers.map((layer, index) => tarEntry(layerNames[index] ?? "", layer)),
    tarEntry(configName, Buffer.from(configText)), tarEntry("manifest.json", Buffer.from(manifest)), TAR_END,
  ]);
}
