import { existsSync, mkdirSync, readdirSync } from "node:fs";
import type { Mount } from "../../../cri/contract.ts";
import { bundlePaths, type Layout } from "../layout.ts";
import { detach, mountLayers } from "../linux/mounts.ts";
import { pathInRoot } from "../linux/open-in-root.ts";
import type { SandboxRecord } from "../records.ts";
import { withPodLayers } from "./pod-layers.ts";

const prefix = "image-";

/** Mounts the images among a container's mounts into its bundle, and answers the mounts with where they lie now. */
export function mountVolumeImages(layout: Layout, containerId: string, sandbox: SandboxRecord, mounts: readonly Mount[], volumeImages: readonly (readonly string[] | undefined)[]): Mount[] {
  const { bundle } = bundlePaths(layout, containerId);
  return mounts.map((mount, index) => {
    const layers = volumeImages[index];
    if (layers === undefined) return mount;
    const target = `${bundle}/${prefix}${index}`;
    const empty = `${bundle}/empty`;
    for (const folder of [target, empty]) mkdirSync(folder, { recursive: true });
    withPodLayers(layout, sandbox, bundle, (layersFolder) => mountLayers({ layersFolder, layers, empty, target }));
    const { subPath = "" } = mount.image ?? {};
    const hostPath = subPath === "" ? target : pathInRoot(target, subPath);
    if (hostPath === undefined) throw new Error(`subPath ${JSON.stringify(subPath)} is not in the image of the volume at ${mount.containerPath}`);
    return { ...mount, hostPath, readonly: true };
  });
}

export function detachVolumeImages(layout: Layout, containerId: string): void {
  const { bundle } = bundlePaths(layout, containerId);
  if (!existsSync(bundle)) return;
  for (const name of readdirSync(bundle)) if (name.startsWith(prefix)) detach(`${bundle}/${name}`);
}
