import { maximumScore, type SchedulerPlugin } from "../../framework/contract.ts";

/** Source: kubernetes imagelocality minThreshold and maxContainerThreshold, in bytes. */
const minimumBytes = 23 * 1_024 * 1_024;
const maximumBytesPerContainer = 1_000 * 1_024 * 1_024;

/** Prefers nodes that have the pod's images, less so for images that few nodes have, so that pods do not heap up there. */
export const plugin: SchedulerPlugin = {
  name: "ImageLocality",
  order: 160,
  weight: 1,
  prepare(pod, snapshot) {
    const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
    const images = containers.map((container) => normalized(container.image ?? ""));
    const spread = new Map(images.map((image) => [image, snapshot.imageSpread(image) / Math.max(1, snapshot.nodes.length)]));
    if ([...spread.values()].every((share) => share === 0)) return undefined;
    const maximumBytes = maximumBytesPerContainer * containers.length;
    return {
      score(node) {
        const bytes = images.reduce((total, image) => total + (node.images.get(image) ?? 0) * (spread.get(image) ?? 0), 0);
        const bounded = Math.min(maximumBytes, Math.max(minimumBytes, bytes));
        return Math.floor((maximumScore * (bounded - minimumBytes)) / (maximumBytes - minimumBytes));
      },
    };
  },
};

/** Node statuses name images with their tag. */
function normalized(image: string): string {
  return image.lastIndexOf(":") <= image.lastIndexOf("/") ? `${image}:latest` : image;
}
