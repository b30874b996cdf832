import type { ConfigMapProjection } from "../../../api/types/core/v1.gen.ts";
import { configMaps } from "../../../client/resources.ts";
import { decodeBase64 } from "../../containers/base64.ts";
import type { PayloadFile } from "../atomic-writer.ts";
import type { VolumeContext } from "../contract.ts";
import { keyFiles } from "./key-items.ts";

/** The files of a ConfigMap, read and followed. */
export async function configMapFiles(context: VolumeContext, source: ConfigMapProjection, defaultMode: number): Promise<Map<string, PayloadFile>> {
  const name = source.name ?? "";
  const optional = source.optional === true;
  const configMap = await context.read({ resource: configMaps, namespace: context.pod.metadata.namespace ?? "", name });
  if (configMap === undefined && !optional) throw new Error(`configmap "${name}" not found`);
  const encoder = new TextEncoder();
  const data = new Map<string, Uint8Array>();
  for (const [key, value] of Object.entries(configMap?.data ?? {})) data.set(key, encoder.encode(value));
  for (const [key, value] of Object.entries(configMap?.binaryData ?? {})) data.set(key, decodeBase64(value));
  return keyFiles({ data, items: source.items, defaultMode, optional, missingWords: "configmap references non-existent config key" });
}
