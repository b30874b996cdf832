import type { KubeObject } from "../../machinery/meta/object.ts";
import type { Revision } from "../../store/contract.ts";
import { decodeStored, forgetDecoded } from "./stored-bytes.ts";

/** Where a cache keeps the objects of one resource, by key. */
export interface ObjectShelf {
  readonly size: number;
  get(key: string): KubeObject | undefined;
  has(key: string): boolean;
  set(key: string, object: KubeObject, stored: StoredForm): void;
  delete(key: string): void;
  clear(): void;
  keys(): Iterable<string>;
  /** All objects, the one that was set longest ago first. */
  oldestFirst(): Iterable<KubeObject>;
}

export interface StoredForm {
  readonly bytes: Uint8Array;
  readonly revision: Revision;
}

/** Keeps objects as they are: every read shares them. */
export class OpenShelf implements ObjectShelf {
  readonly #objects = new Map<string, KubeObject>();

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): KubeObject | undefined {
    return this.#objects.get(key);
  }

  has(key: string): boolean {
    return this.#objects.has(key);
  }

  set(key: string, object: KubeObject): void {
    this.#objects.delete(key);
    this.#objects.set(key, object);
  }

  delete(key: string): void {
    this.#objects.delete(key);
  }

  clear(): void {
    this.#objects.clear();
  }

  keys(): Iterable<string> {
    return this.#objects.keys();
  }

  oldestFirst(): Iterable<KubeObject> {
    return this.#objects.values();
  }
}

/**
 * Keeps the stored bytes and decodes at every read: a fifth of the memory, for kinds of which there are many and which
 * are seldom read (events).
 */
export class PackedShelf implements ObjectShelf {
  readonly #stored = new Map<string, StoredForm>();

  get size(): number {
    return this.#stored.size;
  }

  get(key: string): KubeObject | undefined {
    const stored = this.#stored.get(key);
    return stored === undefined ? undefined : unpack(stored);
  }

  has(key: string): boolean {
    return this.#stored.has(key);
  }

  set(key: string, _object: KubeObject, stored: StoredForm): void {
    forgetDecoded(stored.bytes);
    this.#stored.delete(key);
    this.#stored.set(key, stored);
  }

  delete(key: string): void {
    this.#stored.delete(key);
  }

  clear(): void {
    this.#stored.clear();
  }

  keys(): Iterable<string> {
    return this.#stored.keys();
  }

  *oldestFirst(): Iterable<KubeObject> {
    for (const stored of this.#stored.values()) yield unpack(stored);
  }
}

function unpack({ bytes, revision }: StoredForm): KubeObject {
  return decodeStored(bytes, revision);
}
