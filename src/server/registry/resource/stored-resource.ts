import type { ResourceInfo } from "../../../api/resource-info.ts";
import type { KindStrategy } from "../../../api/strategy.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";

/**
 * One resource in one served version, with all that the generic registry must know to serve it. Built-in kinds and
 * custom resources each have a function that makes one; the registry tells them apart nowhere.
 */
export interface StoredResource {
  readonly info: ResourceInfo;
  /** Resources with the same prefix are versions of one and share what is stored. Ends with `/`: `/registry/apps/deployments/`. */
  readonly storagePrefix: string;
  readonly strategy: KindStrategy;
  /** Paths of fields in `body` that the kind does not have, as in `spec.foo`; `prune` also takes them out of `body`. */
  unknownFields(body: KubeObject, prune: boolean): string[];
  /** Fills in the defaults that the schema states. */
  applyDefaults(draft: KubeObject): void;
  /** What the schema alone says is wrong: types, required fields, enums, formats. */
  validateSchema(object: KubeObject): FieldError[];
  /** Applies a strategic merge patch; undefined when the kind has no merge keys (custom resources answer 415). */
  strategicMergePatch?(object: KubeObject, patch: unknown): KubeObject;
  /** To the stored version. Identity (the same reference) when this is the stored version. */
  toStored(object: KubeObject): KubeObject;
  /** From the stored version. Identity when this is the stored version; otherwise memoised for the immutable input. */
  fromStored(object: KubeObject): KubeObject;
}
