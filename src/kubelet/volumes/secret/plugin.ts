import type { VolumeContext, VolumePlugin } from "../contract.ts";
import { secretFiles } from "../shared/secret-files.ts";
import { writeSecretPayload } from "../shared/write-payload.ts";

/** A Secret's keys as files that follow it. */
export const plugin: VolumePlugin = {
  name: "kubernetes.io~secret",
  source: "secret",
  setUp: write,
  refresh: async (context) => void (await write(context)),
};

async function write(context: VolumeContext): Promise<string> {
  const source = context.volume.secret ?? {};
  const projection = { name: source.secretName, items: source.items, optional: source.optional };
  return writeSecretPayload(context, await secretFiles(context, projection, source.defaultMode ?? 0o644));
}
