import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { threadId } from "node:worker_threads";
import type { Layout } from "../layout.ts";
import { DigestTap, decompress } from "./archive/decompress.ts";
import { unpackLayer } from "./archive/unpack-layer.ts";
import { layerFolder } from "./image-store.ts";

let lastTemporary = 0;

/** True when the layer is on this node, complete. */
export function hasLayer(layout: Layout, diffId: string): boolean {
  return existsSync(`${layout.layersDir}/${layerFolder(diffId)}`);
}

/**
 * Unpacks a layer and takes it in only when its bytes are what its digests say: `blobDigest` of the stream as it
 * comes (undefined: not known), `diffId` of the plain tar. A layer that is there stays as it is. Answers the stream's size.
 */
export async function storeLayer(layout: Layout, chunks: AsyncIterable<Uint8Array>, expected: { readonly diffId: string; readonly blobDigest?: string }): Promise<number> {
  // Every pull has a thread of its own, and several may fetch one layer at the same time.
  const temporary = `${layout.layersDir}/new-${process.pid}-${threadId}-${++lastTemporary}-${layerFolder(expected.diffId)}`;
  mkdirSync(temporary, { recursive: true, mode: 0o755 });
  try {
    const compressed = new DigestTap();
    const plain = new DigestTap();
    await unpackLayer(plain.watch(decompress(compressed.watch(chunks))), temporary);
    verify("layer", compressed.digest(), expected.blobDigest);
    verify("unpacked layer", plain.digest(), expected.diffId);
    takeIn(layout, temporary, expected.diffId);
    return compressed.sizeBytes;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Whoever is first puts the layer in its place; to the others it is there. */
function takeIn(layout: Layout, temporary: string, diffId: string): void {
  if (hasLayer(layout, diffId)) return;
  try {
    renameSync(temporary, `${layout.layersDir}/${layerFolder(diffId)}`);
  } catch (error) {
    if (!hasLayer(layout, diffId)) throw error;
  }
}

function verify(what: string, actual: string, expected: string | undefined): void {
  if (expected !== undefined && actual !== expected) throw new Error(`the ${what} has digest ${actual}; ${expected} was expected`);
}
