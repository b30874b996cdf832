import type { ImageConfig } from "../spec/image-config.ts";

export interface Descriptor {
  readonly mediaType?: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An image manifest, or an index of manifests for several platforms; OCI's and Docker's look the same here. */
export interface Manifest {
  readonly mediaType?: string;
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

/** Media types of manifests in the order of preference, for the Accept header. */
export const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
];

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/** The manifest for this machine out of an index; undefined when it has none. */
export function choosePlatform(manifests: readonly Descriptor[], architecture = ARCHITECTURES[process.arch] ?? process.arch): Descriptor | undefined {
  return manifests.find(({ platform }) => platform?.os === "linux" && platform.architecture === architecture)
    ?? (manifests.length === 1 && manifests[0]?.platform === undefined ? manifests[0] : undefined);
}

/** The part of an image's configuration file that we keep. */
export interface ParsedConfig {
  readonly diffIds: readonly string[];
  readonly config: ImageConfig;
}

/** Throws when the file is no image configuration. */
export function parseImageConfig(text: string): ParsedConfig {
  const file = JSON.parse(text) as { rootfs?: { diff_ids?: string[] }; config?: RawConfig };
  const diffIds = file.rootfs?.diff_ids;
  if (!Array.isArray(diffIds) || !diffIds.every((id) => /^sha256:[a-f0-9]{64}$/.test(id))) throw new Error("the image configuration names no layers (rootfs.diff_ids)");
  const raw = file.config ?? {};
  return {
    diffIds,
    config: {
      entrypoint: raw.Entrypoint ?? [], cmd: raw.Cmd ?? [], env: raw.Env ?? [], user: raw.User ?? "", workingDir: raw.WorkingDir ?? "",
      volumes: Object.keys(raw.Volumes ?? {}), stopSignal: raw.StopSignal ?? "",
    },
  };
}

interface RawConfig {
  readonly Entrypoint?: string[] | null;
  readonly Cmd?: string[] | null;
  readonly Env?: string[] | null;
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly Volumes?: Record<string, object> | null;
  readonly StopSignal?: string;
}
