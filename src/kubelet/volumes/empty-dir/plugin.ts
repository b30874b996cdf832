import { wholeValue } from "../../containers/amounts.ts";
import type { VolumeContext, VolumePlugin } from "../contract.ts";
import { own } from "../shared/ownership.ts";

/** A folder that lives as long as the pod; in memory with medium Memory. Without a Memory size, the pod's memory limits bound it. */
export const plugin: VolumePlugin = {
  name: "kubernetes.io~empty-dir",
  source: "emptyDir",
  async setUp(context: VolumeContext): Promise<string> {
    const { files, mounts, pod, volume } = context;
    const path = context.onDisk();
    const source = volume.emptyDir ?? {};
    const inMemory = source.medium === "Memory";
    if (source.medium !== undefined && source.medium !== "" && !inMemory) throw new Error(`unknown storage medium "${source.medium}" of emptyDir volume "${volume.name}": this kubelet supports "" and "Memory"`);
    if (files.stat(path) !== undefined && (!inMemory || mounts.isMounted(path))) return path;
    files.makeFolder(path, 0o777);
    if (inMemory) {
      const limit = source.sizeLimit === undefined ? memoryLimit(context) : wholeValue(source.sizeLimit);
      await mounts.mountTmpfs(path, limit === undefined || limit === 0 ? {} : { sizeBytes: limit });
      files.changeMode(path, 0o1777); // as the kernel makes a tmpfs: nobody removes another user's files
    }
    own(files, path, pod.spec.securityContext);
    return path;
  },
};

function memoryLimit({ pod }: VolumeContext): number | undefined {
  const limits = pod.spec.containers.map((container) => container.resources?.limits?.["memory"]);
  if (limits.some((limit) => limit === undefined)) return undefined;
  return limits.reduce((total, limit) => total + wholeValue(limit ?? "0"), 0);
}
