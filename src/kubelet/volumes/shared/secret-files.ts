import type { SecretProjection } from "../../../api/types/core/v1.gen.ts";
import { secrets } from "../../../client/resources.ts";
import { decodeBase64 } from "../../containers/base64.ts";
import type { PayloadFile } from "../atomic-writer.ts";
import type { VolumeContext } from "../contract.ts";
import { keyFiles } from "./key-items.ts";

/** The files of a Secret, read and followed. */
export async function secretFiles(context: VolumeContext, source: SecretProjection, defaultMode: number): Promise<Map<string, PayloadFile>> {
  const name = source.name ?? "";
  const optional = source.optional === true;
  const secret = await context.read({ resource: secrets, namespace: context.pod.metadata.namespace ?? "", name });
  if (secret === undefined && !optional) throw new Error(`secret "${name}" not found`);
  const data = new Map(Object.entries(secret?.data ?? {}).map(([key, value]) => [key, decodeBase64(value)]));
  return keyFiles({ data, items: source.items, defaultMode, optional, missingWords: "references non-existent secret key" });
}
