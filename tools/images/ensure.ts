import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDebianPackages, imagePackages } from "../setup/debian.ts";
import { buildBusybox } from "./busybox.ts";

const cache = fileURLToPath(new URL("../../.cache/images", import.meta.url));

/** How each image is made when no registry can be reached, and what it is made of. */
const builders = {
  busybox: { from: "Debian's busybox-static", build: async () => buildBusybox() },
  perl: { from: "Debian's perl and libmath-bigint-perl", build: async () => (await import("./perl.ts")).buildPerl() },
} as const;

export type BuildableImage = keyof typeof builders;

/** Paths of docker archives of the images, made once from Debian packages and kept in `.cache`. `say` is told of each that is made. */
export async function ensureImages(names: readonly BuildableImage[], say: (text: string) => void): Promise<string[]> {
  const paths: string[] = [];
  for (const name of names) {
    const path = join(cache, `${name}.tar`);
    paths.push(path);
    if (existsSync(path)) continue;
    ensureDebianPackages(imagePackages);
    const { from, build } = builders[name];
    say(`building the image ${name} from ${from}`);
    const archive = await build();
    mkdirSync(cache, { recursive: true });
    writeFileSync(`${path}.new`, archive);
    renameSync(`${path}.new`, path);
  }
  return paths;
}
