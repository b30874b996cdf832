import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import type { Store } from "../../store/contract.ts";
import type { AdmissionAttributes, Answer, RequestContext } from "../contract.ts";
import type { Allocator } from "./allocation/contract.ts";
import type { StoredResource } from "./resource/stored-resource.ts";

/**
 * The end of the pipeline: runs one request whose sender is known and allowed, on stored objects or on a virtual
 * resource. Throws StatusError for everything that the client could have done differently.
 */
export interface Registry {
  handle(context: RequestContext): Promise<Answer>;
  /** How many objects of a resource there are in all namespaces, and about how large they are in the store; undefined while nobody has asked for any, and for resources that are not stored. */
  storedObjects(group: string, version: string, resource: string): { readonly count: number; readonly averageBytes: number } | undefined;
  /** Ends every watch and stops following the store, which stays open. */
  close(): Promise<void>;
}

/** The admission plugins as the registry calls them, each already in its order. Refuses by throwing StatusError. */
export interface Admission {
  /** After decoding and defaults, before validation. May change `attributes.object`. */
  mutate(attributes: AdmissionAttributes): Promise<void>;
  /** After validation, before the write. */
  validate(attributes: AdmissionAttributes): Promise<void>;
}

/**
 * A resource or subresource that the store does not hold: reviews that are only created, component statuses, a pod's
 * log. It is asked before the stored resources are.
 */
export interface VirtualResource {
  handle(context: RequestContext): Promise<Answer>;
}

export interface RegistryOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** Default: everything is admitted. */
  readonly admission?: Admission;
  /** `subresource` is absent for the resource itself. Default: none. */
  readonly virtualResources?: (group: string, resource: string, subresource?: string) => VirtualResource | undefined;
  /** Who gives out what objects share a range of. Default: nobody. */
  readonly allocators?: readonly Allocator[];
  /** How a served resource is stored, checked and converted. Default: the built-in kinds (`builtinResource`). */
  readonly resources?: (group: string, version: string, resource: string) => StoredResource | undefined;
}
