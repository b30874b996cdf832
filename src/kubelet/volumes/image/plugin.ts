import type { VolumePlugin } from "../contract.ts";

/** The content of an image. The runtime mounts it into each container that wants it, so there is nothing on the host. */
export const plugin: VolumePlugin = {
  name: "kubernetes.io~image",
  source: "image",
  setUp: async () => "",
};
