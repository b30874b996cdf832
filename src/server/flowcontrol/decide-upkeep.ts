import { autoUpdateAnnotation } from "../../api/flowcontrol/bootstrap/auto-update.ts";
import { deepEqual } from "../../machinery/equality/deep-equal.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";

type Configured = KubeObject & { readonly spec?: unknown };

export interface UpkeepObserved<T extends Configured> {
  /** What stands there; undefined when nothing does. */
  readonly current: T | undefined;
  /** What a fresh cluster has under this name; undefined for an object that somebody else made. */
  readonly bootstrap: T | undefined;
  /** True when nobody may change it, whatever its annotation says. */
  readonly isMandatory: boolean;
}

export type Upkeep<T> =
  | { readonly type: "nothing" }
  | { readonly type: "create"; readonly object: T }
  /** Conditional on the resourceVersion in `object`. */
  | { readonly type: "update"; readonly object: T }
  /** It came with an earlier version and is the server's to take away. */
  | { readonly type: "delete"; readonly object: T };

/**
 * How the objects that a cluster starts with are kept: what is missing is made again, and a spec that differs is put right
 * where the object is mandatory or its annotation says so. Source: kubernetes pkg/registry/flowcontrol/ensurer/strategy.go.
 */
export function decideUpkeep<T extends Configured>({ current, bootstrap, isMandatory }: UpkeepObserved<T>): Upkeep<T> {
  if (bootstrap === undefined) return current !== undefined && annotated(current) === true ? { type: "delete", object: current } : { type: "nothing" };
  if (current === undefined) return { type: "create", object: bootstrap };
  const updatesSpec = isMandatory || (annotated(current) ?? current.metadata?.generation === 1);
  const spec = updatesSpec ? bootstrap.spec : current.spec;
  if (annotated(current) === updatesSpec && deepEqual(spec, current.spec)) return { type: "nothing" };
  const annotations = { ...current.metadata?.annotations, [autoUpdateAnnotation]: String(updatesSpec) };
  return { type: "update", object: { ...current, metadata: { ...current.metadata, annotations }, spec } };
}

const yes = new Set(["1", "t", "T", "true", "TRUE", "True"]);
const no = new Set(["0", "f", "F", "false", "FALSE", "False"]);

/** The annotation, in all forms that Go takes for a boolean; undefined when there is none or it is none of them. */
function annotated({ metadata }: Configured): boolean | undefined {
  const text = metadata?.annotations?.[autoUpdateAnnotation] ?? "";
  return yes.has(text) ? true : no.has(text) ? false : undefined;
}
