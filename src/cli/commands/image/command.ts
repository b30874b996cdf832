import { createReadStream, existsSync } from "node:fs";
import type { Readable } from "node:stream";
import { callCluster, followProgress, readJson } from "../../cluster/control-client.ts";
import { type ClusterLocation, locateCluster, locationOptions, wantsJson } from "../../cluster/location.ts";
import type { ImageRow } from "../../cluster/protocol.ts";
import { type Command, type CommandContext, CommandError, type OptionValues, UsageError } from "../../contract.ts";
import { formatColumns } from "../../output/columns.ts";
import { progressLine } from "../../output/progress-line.ts";
import { formatSize } from "../../output/size.ts";

export const command: Command = {
  name: "image",
  summary: "load, list and remove the images on a cluster's node",
  usage: "image load FILE... | image list | image rm NAME...",
  options: locationOptions,
  run,
};

async function run(positionals: readonly string[], options: OptionValues, context: CommandContext): Promise<number> {
  const location = locateCluster(options);
  const json = wantsJson(options);
  const [action, ...names] = positionals;
  switch (action) {
    case "load":
      await loadImages(location, names, json, context);
      return 0;
    case "list":
    case "ls":
      await listImages(location, json, context);
      return 0;
    case "rm":
      await removeImages(location, names, json, context);
      return 0;
    default:
      throw new UsageError(action === undefined ? "image needs one of: load, list, rm" : `image ${action}: choose one of load, list, rm`);
  }
}

async function loadImages(location: ClusterLocation, files: readonly string[], json: boolean, context: CommandContext): Promise<void> {
  if (files.length === 0) throw new UsageError("image load needs a file: a docker or OCI archive, or - for standard input");
  const missing = files.find((file) => file !== "-" && !existsSync(file));
  if (missing !== undefined) throw new CommandError(`${missing} does not exist`, "name an archive as `docker save` or `skopeo copy` writes it");
  const loaded: string[] = [];
  for (const file of files) {
    const progress = progressLine(context.terminal, context.clock);
    progress.step(`loading ${file}`);
    const body: Readable = file === "-" ? process.stdin : createReadStream(file);
    const answer = await callCluster(location, { method: "POST", path: "/images", body }, context.signal);
    const names = await followProgress<readonly string[]>(answer, progress.step);
    progress.finish(`loaded ${names.join(", ")}`);
    loaded.push(...names);
  }
  if (json) context.terminal.out(`${JSON.stringify({ loaded })}\n`);
}

async function listImages(location: ClusterLocation, json: boolean, { terminal, signal }: CommandContext): Promise<void> {
  const images = await readJson<readonly ImageRow[]>(await callCluster(location, { method: "GET", path: "/images" }, signal));
  if (json) {
    terminal.out(`${JSON.stringify(images)}\n`);
    return;
  }
  const rows = images.flatMap((image) => image.names.map((name) => [name, image.id.replace("sha256:", "").slice(0, 12), formatSize(image.sizeBytes)]));
  terminal.out(formatColumns([["NAME", "ID", "SIZE"], ...rows]));
}

async function removeImages(location: ClusterLocation, names: readonly string[], json: boolean, { terminal, signal }: CommandContext): Promise<void> {
  if (names.length === 0) throw new UsageError("image rm needs the name of an image");
  for (const name of names) {
    await readJson(await callCluster(location, { method: "DELETE", path: `/images?name=${encodeURIComponent(name)}` }, signal));
    if (!json) terminal.out(`removed ${name}\n`);
  }
  if (json) terminal.out(`${JSON.stringify({ removed: names })}\n`);
}
