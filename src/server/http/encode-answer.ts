import { findResource } from "../../api/resources.ts";
import type { ResourceInfo } from "../../api/resource-info.ts";
import { encodeJson } from "../../machinery/codec/encoded.ts";
import { encodeList as joinList } from "../../machinery/codec/encoded-list.ts";
import type { KubeList, KubeObject } from "../../machinery/meta/object.ts";
import { metadataOnly } from "../forms/partial-metadata.ts";
import { type IncludeObject, toTable } from "../forms/table.ts";
import { internalTypeOf } from "../internal-type.ts";
import { formNotAcceptable } from "../../machinery/errors/constructors.ts";
import type { Negotiated } from "./negotiate.ts";

export interface EncodeContext {
  readonly info: ResourceInfo;
  readonly negotiated: Negotiated;
  readonly includeObject: IncludeObject;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const newline = Buffer.from("\n");

/** The bytes of one object in the negotiated form. Throws 406 where the client wants the form of a list. */
export function encodeObject(object: KubeObject, context: EncodeContext): readonly Uint8Array[] {
  const { negotiated, info } = context;
  if (negotiated.form === "metadataList" && object.kind !== "Status") throw formNotAcceptable("PartialObjectMetadataList", `not a list (*${internalTypeOf(info)})`);
  return [encodeJson(inForm(object, context)), newline];
}

/** The bytes of a list, put together from the bytes of its objects: each object is encoded at most once in its life. Throws 406 where the client wants the form of one object. */
export function encodeList(list: KubeList, context: EncodeContext): readonly Uint8Array[] {
  const { form, formVersion } = context.negotiated;
  if (form === "table") return [Buffer.from(`${JSON.stringify(toTable(context.info, list.items, list.metadata, tableOptions(context)))}\n`)];
  // Upstream's own kinds have no type in lists; custom objects, which carry theirs with them, do.
  if (form === "object") return [joinList(list, { typedItems: findResource(context.info.group, context.info.version, context.info.resource) === undefined })];
  if (form === "metadata") throw formNotAcceptable("PartialObjectMetadata", `a list (*${internalTypeOf(context.info)}List)`);
  const items = list.items.map((item) => metadataOnly(item, formVersion));
  return [joinList({ ...list, kind: "PartialObjectMetadataList", apiVersion: `meta.k8s.io/${formVersion}`, items }, { typedItems: true })];
}

/** An object in the negotiated form, before encoding. `withColumns` is false for all but the first event of a watch. */
export function inForm(object: KubeObject, context: EncodeContext, withColumns = true): KubeObject {
  const { form, formVersion } = context.negotiated;
  if (form === "object" || object.kind === "Status") return object;
  if (form === "metadata" || form === "metadataList") return metadataOnly(object, formVersion);
  const { resourceVersion } = object.metadata ?? {};
  return toTable(context.info, [object], { resourceVersion }, tableOptions(context), withColumns) as unknown as KubeObject;
}

function tableOptions({ negotiated, includeObject, now }: EncodeContext) {
  return { version: negotiated.formVersion, includeObject, now };
}
