import { servedResources } from "../../../src/api/resources.ts";
import { parseApiVersion } from "../../../src/machinery/meta/resource.ts";
import type { Manifest } from "./row.ts";

/** Where a manifest's kind lives. */
export function placeOf(object: Manifest): { readonly namespaced: boolean; collection(namespace: string): string; object(namespace: string): string } {
  const { group, version } = parseApiVersion(object.apiVersion);
  const info = servedResources.find((one) => one.kind === object.kind && one.group === group && one.version === version);
  if (info === undefined) throw new Error(`no resource serves ${object.apiVersion} ${object.kind}`);
  const base = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const collection = (namespace: string) => (info.namespaced ? `${base}/namespaces/${namespace}/${info.resource}` : `${base}/${info.resource}`);
  const { name = "" } = object.metadata as { name?: string };
  return { namespaced: info.namespaced, collection, object: (namespace) => `${collection(namespace)}/${name}` };
}
