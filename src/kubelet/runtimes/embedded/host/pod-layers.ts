import { mkdirSync } from "node:fs";
import { type Layout, sandboxPaths } from "../layout.ts";
import { detach } from "../linux/mounts.ts";
import { bindIdMapped } from "../linux/mount-tree.ts";
import type { SandboxRecord } from "../records.ts";

/** Hands `task` the folder of layers as the pod's users own them: the store itself, unless they are users of the pod's own. `task` must not wait. */
export function withPodLayers(layout: Layout, sandbox: SandboxRecord, bundle: string, task: (layersFolder: string) => void): void {
  if (sandbox.firstHostId === undefined) return task(layout.layersDir);
  const mapped = `${bundle}/layers`;
  mkdirSync(mapped, { recursive: true });
  bindIdMapped(layout.layersDir, mapped, sandboxPaths(layout, sandbox.id).user);
  try {
    task(mapped); // an overlay keeps what it was mounted over
  } finally {
    detach(mapped);
  }
}
