import type { VolumeContext, VolumePlugin } from "../contract.ts";
import { configMapFiles } from "../shared/config-map-files.ts";
import { writePayload } from "../shared/write-payload.ts";

/** A ConfigMap's keys as files that follow it. */
export const plugin: VolumePlugin = {
  name: "kubernetes.io~configmap",
  source: "configMap",
  setUp: write,
  refresh: async (context) => void (await write(context)),
};

async function write(context: VolumeContext): Promise<string> {
  const source = context.volume.configMap ?? {};
  return writePayload(context, await configMapFiles(context, source, source.defaultMode ?? 0o644));
}
