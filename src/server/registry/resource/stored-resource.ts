import type { ResourceInfo } from "../../../api/resource-info.ts";
import type { Decoded } from "../../../api/schema/decode.ts";
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
  /** The normal form of a body: typed, without unknown fields, with the schema's defaults. Shares nothing with the body. */
  decode(body: unknown): Decoded;
  /** What the schema alone says is wrong, where `decode` does not say it already. */
  validateSchema?(object: KubeObject): FieldError[];
  /** A strategic merge patch applied; absent for kinds without merge keys (custom resources), which answer 415. */
  strategicMergePatch?(object: KubeObject, patch: unknown): KubeObject;
  readonly isStoredVersion: boolean;
  /** To the stored version. Gives back its argument when this is the stored version. */
  toStored(object: KubeObject): KubeObject;
  /** From the stored version. Gives back its argument when this is the stored version; otherwise the same for the same argument. */
  fromStored(object: KubeObject): KubeObject;
}
