import type { VolumeContext, VolumePlugin } from "../contract.ts";
import { downwardApiFiles } from "../shared/downward-api-files.ts";
import { writePayload } from "../shared/write-payload.ts";

/** The pod's own fields as files that follow its labels and annotations. */
export const plugin: VolumePlugin = {
  name: "kubernetes.io~downward-api",
  source: "downwardAPI",
  setUp: async (context) => write(context),
  refresh: async (context) => void write(context),
};

function write(context: VolumeContext): string {
  const source = context.volume.downwardAPI ?? {};
  return writePayload(context, downwardApiFiles(context, source.items ?? [], source.defaultMode ?? 0o644));
}
