import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, posix } from "node:path";
import type { Mount } from "../../../cri/contract.ts";
import type { Layout } from "../layout.ts";

/** More than all of a node's kinds of pods; without a layer crun makes the mount points itself, only slower. */
const MAX_LAYERS = 256;

/** Covered by file systems of the container's own before anything is mounted there. */
const COVERED = ["/dev", "/proc", "/sys"] as const;

interface MountPoint {
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * A layer that holds what the container's mounts are mounted on, to lie below those of its image: without it crun makes
 * them in each container's own layer, through the overlay, which costs more than the rest of its mounts. Containers with
 * the same mounts share it. The mounts are those that crun makes: of a subPath what it leads to. Answers the layer's
 * folder; undefined where there is none.
 */
export function mountPointLayer({ mountPointsDir }: Layout, mounts: readonly Mount[]): string | undefined {
  const points = mountPoints(mounts);
  const name = createHash("sha256").update(JSON.stringify(points)).digest("hex").slice(0, 24);
  const layer = `${mountPointsDir}/${name}`;
  if (existsSync(layer)) return layer;
  if (readdirSync(mountPointsDir).length >= MAX_LAYERS) return undefined;
  const unfinished = `${mountPointsDir}/new-${name}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  try {
    for (const point of points) make(unfinished, point);
  } catch {
    rmSync(unfinished, { recursive: true, force: true }); // a file where another mount wants a folder: crun says so in its words
    return undefined;
  }
  renameSync(unfinished, layer);
  return layer;
}

function mountPoints(mounts: readonly Mount[]): MountPoint[] {
  const own: MountPoint[] = ["/etc/hostname", "/etc/resolv.conf"].map((path) => ({ path, isFolder: false }));
  const wanted = mounts.flatMap(({ containerPath, hostPath }) => {
    const path = posix.resolve("/", containerPath);
    const stats = statSync(hostPath, { throwIfNoEntry: false });
    return stats === undefined || path === "/" ? [] : [{ path, isFolder: stats.isDirectory() }];
  });
  const points = new Map([...own, ...wanted].map((point) => [point.path, point]));
  return [...points.values()].filter(({ path }) => !COVERED.some((folder) => path === folder || path.startsWith(`${folder}/`))).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function make(layer: string, { path, isFolder }: MountPoint): void {
  mkdirSync(isFolder ? `${layer}${path}` : `${layer}${dirname(path)}`, { recursive: true, mode: 0o755 });
  if (!isFolder) writeFileSync(`${layer}${path}`, "", { mode: 0o644 });
}
