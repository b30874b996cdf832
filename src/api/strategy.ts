import type { FieldError } from "../machinery/errors/field-error.ts";
import type { KubeObject } from "../machinery/meta/object.ts";
import type { PropagationPolicy } from "../machinery/request/api-request.ts";
import type { Cell } from "../machinery/table/table.ts";

/** What a strategy may know besides the objects. */
export interface StrategyContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly user?: { readonly name: string; readonly groups: readonly string[]; readonly extra?: Readonly<Record<string, readonly string[]>> };
}

/** The rules by which one part of an object (the object itself, its status, …) may be written. */
export interface UpdateRules<T extends KubeObject> {
  /** Carries over from `old` what this endpoint may not change, and sets what follows from the change. Writes to `draft` only. */
  prepareForUpdate?(draft: T, old: T, context: StrategyContext): void;
  validateUpdate?(object: T, old: T): FieldError[];
  warningsOnUpdate?(object: T, old: T): string[];
}

/**
 * The rules of one kind that its schema cannot say: one folder `src/api/<group>/<kind>/`, whose `strategy.ts` exports
 * `strategy`. A generated index finds it. Kinds without a folder get the generic rules (metadata and schema only).
 *
 * The registry hands every hook a draft that is its own; hooks write to the draft and to nothing else. Schema defaults
 * and structural validation have run before `applyDefaults`; metadata validation runs before `validateCreate`.
 */
export interface KindStrategy<T extends KubeObject = KubeObject> extends UpdateRules<T> {
  readonly group: string;
  /** The resource's plural as in `/apis/<group>/<version>/<resource>`. */
  readonly resource: string;
  /** The group that errors name the kind by, where it is not the one that it is served in (events). */
  readonly errorGroup?: string;
  /** A warning that every request for the resource is answered with, reads included. Source: apiserver pkg/endpoints/deprecation. */
  readonly deprecation?: string;
  /** The rule that `metadata.name` follows. Default: DNS subdomain. Returns what is wrong, in upstream's words. */
  validateName?(name: string, generate: boolean): string[];
  /** Defaults that the schema cannot state. Runs on create, update and patch. Writes only what is missing: what a patch left alone is shared with the stored object. */
  applyDefaults?(draft: T): void;
  prepareForCreate?(draft: T, context: StrategyContext): void;
  validateCreate?(object: T): FieldError[];
  warningsOnCreate?(object: T): string[];
  /** Rules of subresources that write the same object (`status`, `resize`, `ephemeralcontainers`, `finalize`, …). Without an entry, `status` copies only `.status`. */
  readonly subresources?: Readonly<Record<string, UpdateRules<T>>>;
  /** Field selector labels besides metadata.name and metadata.namespace, with this object's values. */
  selectableFields?(object: T): Record<string, string>;
  /** The names of `selectableFields`, so that unknown ones are refused without an object at hand. */
  readonly fieldLabels?: readonly string[];
  /** True when an update without resourceVersion is refused. */
  readonly requiresResourceVersion?: boolean;
  /** True when an update may create the object (PUT on a name that does not exist). */
  readonly createOnUpdate?: boolean;
  /** Seconds of grace that a delete gets: undefined = removed at once. `requested` is DeleteOptions.gracePeriodSeconds. */
  gracePeriodSeconds?(object: T, requested: number | undefined): number | undefined;
  /** What a delete without propagationPolicy means for dependents. Default: Background. */
  readonly defaultPropagation?: PropagationPolicy;
  /** When the server deletes the object by itself, in milliseconds since the epoch (events). Finalizers do not hold it. */
  expiresAtMs?(object: T): number;
  /** How many objects of a kind that expires are kept: past that, those that changed longest ago go before their time. Their cache keeps them as bytes. */
  readonly keptAtMost?: number;
  /** Refuses the delete of an object by its name, before anything else is looked at; a collection's deletion is not asked. Throws StatusError. */
  validateDelete?(name: string): void;
  /** What the first delete of an object that stays for now changes besides its metadata (namespaces: the phase). */
  prepareForDelete?(draft: T): void;
  /** True when a delete that removes the object answers with the object rather than with a Status. */
  readonly returnsDeletedObject?: boolean;
  /** Changes a deletion by finalizers other than metadata's (namespaces): true while the object must stay. */
  hasOtherFinalizers?(object: T): boolean;
  /** Where the scale subresource reads and writes. */
  readonly scale?: {
    get(object: T): { replicas: number; statusReplicas: number; selector: string };
    set(draft: T, replicas: number): void;
  };
  /** One row of the kind's table, cells in the order of its columns (`printer-columns`). */
  printRow?(object: T, now: number): Cell[];
  /** Row conditions of the table (Completed for finished pods). */
  rowConditions?(object: T): { type: string; status: string; reason?: string; message?: string }[];
}
