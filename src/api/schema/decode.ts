import { StatusError } from "../../machinery/errors/status-error.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";
import type { GroupVersionKind } from "../../machinery/meta/resource.ts";
import { quote } from "../../machinery/text/quote.ts";
import { decoderOf } from "./compile.ts";
import { DecodeContext } from "./decode-context.ts";
import { definitionOf } from "./definitions.ts";

/** What decoding found. `object` is only to be used when `error` is undefined. */
export interface Decoded<T extends KubeObject = KubeObject> {
  /**
   * The object in its normal form, sharing nothing with the input: no unknown fields, no nulls, quantities and times
   * as the API writes them, schema defaults and the zero values that Kubernetes always writes filled in.
   */
  readonly object: T;
  /** Paths of fields that the kind does not have, such as `spec.containers[0].foo`; at most 100. */
  readonly unknownFields: readonly string[];
  /** The first value of a wrong type, in upstream's words: `json: cannot unmarshal string into Go struct field …`. */
  readonly error: string | undefined;
}

/** Decodes bodies of one kind. Costs nothing but the walk over the body: keep it, do not ask for it per request. */
export type DecodeKind = (body: unknown) => Decoded;

/** The decoder of a built-in kind; undefined when the 1.36 API has no such kind. */
export function kindDecoder(kind: GroupVersionKind): DecodeKind | undefined {
  const definition = definitionOf(kind);
  return definition === undefined ? undefined : definitionDecoder(definition);
}

/** The same for a definition by its full name, `io.k8s.api.core.v1.PodSpec`. */
export function definitionDecoder(definition: string): DecodeKind {
  const decode = decoderOf(definition);
  return (body) => {
    const context = new DecodeContext();
    const object = decode(body, context) as KubeObject;
    return { object, unknownFields: context.unknownFields, error: context.error };
  };
}

/** Decodes one body of a kind that is known to exist. Throws when it does not: check the kind first. */
export function decodeObject(kind: GroupVersionKind, body: unknown): Decoded {
  const decode = kindDecoder(kind);
  if (decode === undefined) throw new Error(`no built-in kind ${kind.kind} in ${kind.group}/${kind.version}`);
  return decode(body);
}

/** The 400 for a body that cannot be decoded. Source: apiserver endpoints/handlers transformDecodeError. */
export function cannotDecode({ kind, version }: { readonly kind: string; readonly version: string }, why: string): StatusError {
  return new StatusError("BadRequest", `${kind} in version ${quote(version)} cannot be handled as a ${kind}: ${why}`);
}
