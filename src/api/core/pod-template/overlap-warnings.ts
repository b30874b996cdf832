import type { Volume, VolumeProjection } from "../../types/core/v1.gen.ts";

/** A file of a volume and whose it is: nobody's where the volume has one source. */
interface Placed {
  readonly path: string;
  readonly source: string;
}

/** Files of one volume of which one is the other, or stands below it. Source: kubernetes pkg/api/pod warningsForOverlappingVirtualPaths. */
export function overlapWarnings(volumes: readonly Volume[]): string[] {
  return volumes.flatMap(({ name, configMap, secret, downwardAPI, projected }) => [
    ...overlaps(filesOf(configMap?.items, ""), name, `ConfigMap ${JSON.stringify(configMap?.name ?? "")}`),
    ...overlaps(filesOf(secret?.items, ""), name, `Secret ${JSON.stringify(secret?.secretName ?? "")}`),
    ...overlaps(filesOf(downwardAPI?.items, ""), name, "DownwardAPI"),
    ...(projected?.sources ?? []).filter(isEmpty).map(() => `volume ${JSON.stringify(name)} (Projected) has no sources provided`),
    ...overlaps((projected?.sources ?? []).flatMap(projectedFiles), name, "Projected"),
  ]);
}

function isEmpty(source: VolumeProjection): boolean {
  return Object.values(source).every((value) => value === undefined);
}

function projectedFiles({ configMap, secret, downwardAPI, serviceAccountToken }: VolumeProjection): Placed[] {
  if (configMap?.items !== undefined) return filesOf(configMap.items, `ConfigMap ${JSON.stringify(configMap.name ?? "")}`);
  if (secret?.items !== undefined) return filesOf(secret.items, `Secret ${JSON.stringify(secret.name ?? "")}`);
  if (downwardAPI?.items !== undefined) return filesOf(downwardAPI.items, "DownwardAPI");
  return serviceAccountToken === undefined ? [] : filesOf([serviceAccountToken], "ServiceAccountToken");
}

function filesOf(items: readonly { readonly path: string }[] = [], source: string): Placed[] {
  return items.map(({ path }) => ({ path: path.replace(/\/+$/, ""), source }));
}

function overlaps(files: readonly Placed[], volume: string, description: string): string[] {
  return files.flatMap((file, index) => {
    const collisions = file.path === "" ? [] : files.slice(0, index).filter((other) => other.path !== "" && collide(file.path, other.path));
    return collisions.map((other) => `volume ${JSON.stringify(volume)} (${description}): overlapping paths: ${shown(file)} with ${shown(other)}`);
  });
}

function collide(one: string, other: string): boolean {
  return `${one}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${one}/`);
}

function shown({ path, source }: Placed): string {
  return source === "" ? JSON.stringify(path) : `${JSON.stringify(path)} (${source})`;
}
