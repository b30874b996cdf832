import type { VolumeProjection } from "../../../api/types/core/v1.gen.ts";
import type { PayloadFile } from "../atomic-writer.ts";
import type { VolumeContext, VolumePlugin } from "../contract.ts";
import { configMapFiles } from "../shared/config-map-files.ts";
import { downwardApiFiles } from "../shared/downward-api-files.ts";
import { secretFiles } from "../shared/secret-files.ts";
import { writeSecretPayload } from "../shared/write-payload.ts";
import { tokenFile } from "./token-file.ts";

/** Several sources in one folder; where two give the same path, the later one wins. */
export const plugin: VolumePlugin = {
  name: "kubernetes.io~projected",
  source: "projected",
  setUp: write,
  refresh: async (context) => void (await write(context)),
};

async function write(context: VolumeContext): Promise<string> {
  const { sources = [], defaultMode = 0o644 } = context.volume.projected ?? {};
  const parts = await Promise.all(sources.map((source) => filesOf(context, source, defaultMode)));
  return writeSecretPayload(context, new Map(parts.flatMap((part) => [...part])));
}

async function filesOf(context: VolumeContext, source: VolumeProjection, defaultMode: number): Promise<Map<string, PayloadFile>> {
  if (source.configMap !== undefined) return configMapFiles(context, source.configMap, defaultMode);
  if (source.secret !== undefined) return secretFiles(context, source.secret, defaultMode);
  if (source.downwardAPI !== undefined) return downwardApiFiles(context, source.downwardAPI.items ?? [], defaultMode);
  if (source.serviceAccountToken !== undefined) return tokenFile(context, source.serviceAccountToken, defaultMode);
  throw new Error(`cannot project ${Object.keys(source).join(", ")} into volume "${context.volume.name}": this kubelet supports configMap, secret, downwardAPI and serviceAccountToken sources`);
}
