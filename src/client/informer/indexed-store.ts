import type { KubeObject } from "../../machinery/meta/object.ts";
import { keyOf, keyText } from "../client.ts";
import type { IndexFunction, Lister } from "./lister.ts";

interface Index<T> {
  readonly values: IndexFunction<T>;
  readonly objects: Map<string, Map<string, T>>;
}

/** Objects by key, and by any number of indexes that are kept up with every write. */
export class IndexedStore<T extends KubeObject> implements Lister<T> {
  readonly #objects = new Map<string, T>();
  readonly #byNamespace: Index<T> = { values: (object) => [object.metadata?.namespace ?? ""], objects: new Map() };
  readonly #indexes = new Map<string, Index<T>>();

  get size(): number {
    return this.#objects.size;
  }

  get(namespace: string, name: string): T | undefined {
    return this.#objects.get(keyText({ namespace, name }));
  }

  getByKey(key: string): T | undefined {
    return this.#objects.get(key);
  }

  keys(): IterableIterator<string> {
    return this.#objects.keys();
  }

  list(): readonly T[] {
    return [...this.#objects.values()];
  }

  inNamespace(namespace: string): readonly T[] {
    return [...(this.#byNamespace.objects.get(namespace)?.values() ?? [])];
  }

  byIndex(name: string, value: string): readonly T[] {
    const index = this.#indexes.get(name);
    if (index === undefined) throw new Error(`cannot look up ${value}: there is no index ${name}; add it with addIndex first`);
    return [...(index.objects.get(value)?.values() ?? [])];
  }

  /** Adding an index again under the same name keeps the first. */
  addIndex(name: string, values: IndexFunction<T>): void {
    if (this.#indexes.has(name)) return;
    const index: Index<T> = { values, objects: new Map() };
    this.#indexes.set(name, index);
    for (const [key, object] of this.#objects) file(index, key, object);
  }

  /** Returns what stood under the key before. */
  set(object: T): T | undefined {
    const key = keyText(keyOf(object));
    const old = this.#objects.get(key);
    this.#objects.set(key, object);
    for (const index of this.#allIndexes()) refile(index, key, old, object);
    return old;
  }

  delete(key: string): T | undefined {
    const old = this.#objects.get(key);
    if (old === undefined) return undefined;
    this.#objects.delete(key);
    for (const index of this.#allIndexes()) unfile(index, key, old);
    return old;
  }

  *#allIndexes(): IterableIterator<Index<T>> {
    yield this.#byNamespace;
    yield* this.#indexes.values();
  }
}

function file<T>(index: Index<T>, key: string, object: T): void {
  for (const value of index.values(object)) {
    const filed = index.objects.get(value);
    if (filed === undefined) index.objects.set(value, new Map([[key, object]]));
    else filed.set(key, object);
  }
}

/** Most changes leave an object where it is filed: then only what is filed there is another. */
function refile<T>(index: Index<T>, key: string, old: T | undefined, object: T): void {
  if (old === undefined) return file(index, key, object);
  const before = index.values(old);
  const after = index.values(object);
  if (before.length === after.length && before.every((value, place) => value === after[place])) {
    for (const value of after) index.objects.get(value)?.set(key, object);
    return;
  }
  unfile(index, key, old);
  file(index, key, object);
}

function unfile<T>(index: Index<T>, key: string, object: T): void {
  for (const value of index.values(object)) {
    const filed = index.objects.get(value);
    if (filed?.delete(key) === true && filed.size === 0) index.objects.delete(value);
  }
}
