/** A map whose values also are found by the group that they belong to. A value's group must not change while it is in the map. */
export class GroupedMap<K, G, V> {
  readonly #values = new Map<K, V>();
  readonly #groups = new Map<G, Map<K, V>>();
  readonly #groupOf: (value: V) => G;

  constructor(groupOf: (value: V) => G) {
    this.#groupOf = groupOf;
  }

  get(key: K): V | undefined {
    return this.#values.get(key);
  }

  set(key: K, value: V): void {
    this.#values.set(key, value);
    const name = this.#groupOf(value);
    const group = this.#groups.get(name);
    if (group === undefined) this.#groups.set(name, new Map([[key, value]]));
    else group.set(key, value);
  }

  delete(key: K): void {
    const value = this.#values.get(key);
    if (value === undefined) return;
    this.#values.delete(key);
    const name = this.#groupOf(value);
    const group = this.#groups.get(name);
    group?.delete(key);
    if (group?.size === 0) this.#groups.delete(name);
  }

  /** All values, in the order in which their keys first came. */
  values(): Iterable<V> {
    return this.#values.values();
  }

  /** Those of one group, in the same order. */
  inGroup(group: G): Iterable<V> {
    return this.#groups.get(group)?.values() ?? [];
  }
}
