import type { KubeObject } from "../../machinery/meta/object.ts";
import { parseApiVersion } from "../../machinery/meta/resource.ts";
import { decodeObject } from "../schema/decode.ts";
import type { KindStrategy } from "../strategy.ts";

/** For tests: `body` as the server has it after decoding and defaults. Throws what decoding says when the body is not of its kind. */
export function inNormalForm<T extends KubeObject>(strategy: KindStrategy<T>, body: KubeObject): T {
  const { group, version } = parseApiVersion(body.apiVersion ?? "v1");
  const decoded = decodeObject({ group, version, kind: body.kind ?? "" }, body);
  if (decoded.error !== undefined) throw new Error(`cannot build a ${body.kind}: ${decoded.error}`);
  const object = { apiVersion: body.apiVersion, kind: body.kind, ...decoded.object } as T;
  strategy.applyDefaults?.(object);
  return object;
}
