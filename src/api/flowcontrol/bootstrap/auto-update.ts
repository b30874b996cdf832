import type { ObjectMeta } from "../../types/meta/v1.gen.ts";

/** Says whether the server keeps an object of a fresh cluster as it came: "true" or "false". Source: api flowcontrol/v1 AutoUpdateAnnotationKey. */
export const autoUpdateAnnotation = "apf.kubernetes.io/autoupdate-spec";

export function bootstrapMetadata(name: string): ObjectMeta {
  return { name, annotations: { [autoUpdateAnnotation]: "true" } };
}
