import type { HostPathVolumeSource } from "../../../api/types/core/v1.gen.ts";
import type { VolumePlugin } from "../contract.ts";
import { checkHostPath } from "../shared/check-host-path.ts";

/** A path of the node itself. */
export const plugin: VolumePlugin = {
  name: "kubernetes.io~host-path",
  source: "hostPath",
  async setUp({ files, volume }): Promise<string> {
    const source: HostPathVolumeSource = volume.hostPath ?? { path: "/" };
    checkHostPath(files, source);
    return source.path;
  },
};
