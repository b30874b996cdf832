import type { Image } from "../cri/contract.ts";

/** Source: kubernetes imageGCHighThresholdPercent, imageGCLowThresholdPercent and imageMinimumGCAge. */
const highFraction = 0.85;
const lowFraction = 0.8;
const minimumAgeMs = 120_000;

export interface ImageGcInput {
  readonly images: readonly Image[];
  /** Ids and names of images that containers were made from. */
  readonly inUse: ReadonlySet<string>;
  /** When each image, by id, was last in use or first seen. */
  readonly lastUsed: ReadonlyMap<string, number>;
  readonly diskTotalBytes: number;
  readonly diskFreeBytes: number;
  readonly now: number;
}

/**
 * Which images to remove: none until the disk is 85 % full, then the longest unused until it would be 80 % full. Images
 * that no registry knows stay, because nobody could bring them back.
 */
export function decideImageGc({ images, inUse, lastUsed, diskTotalBytes, diskFreeBytes, now }: ImageGcInput): { readonly remove: readonly Image[]; readonly wantedBytes: number; readonly foundBytes: number } {
  const used = diskTotalBytes - diskFreeBytes;
  if (diskTotalBytes === 0 || used < diskTotalBytes * highFraction) return { remove: [], wantedBytes: 0, foundBytes: 0 };
  const wantedBytes = Math.floor(used - diskTotalBytes * lowFraction);
  const candidates = images
    .filter((image) => ![image.id, ...image.repoTags, ...image.repoDigests].some((name) => inUse.has(name)))
    .filter((image) => image.repoDigests.length > 0 && now - (lastUsed.get(image.id) ?? now) >= minimumAgeMs)
    .toSorted((a, b) => (lastUsed.get(a.id) ?? now) - (lastUsed.get(b.id) ?? now));
  const remove: Image[] = [];
  let foundBytes = 0;
  for (const image of candidates) {
    if (foundBytes >= wantedBytes) break;
    remove.push(image);
    foundBytes += image.sizeBytes;
  }
  return { remove, wantedBytes, foundBytes };
}
