interface Slot<K, V> {
  readonly key: K;
  value: V;
  index: number;
}

/**
 * A priority queue whose entries have keys: the entry that `before` puts first is on top, and an entry is found,
 * changed or removed by its key in O(log n). Entries of equal rank come in no particular order: give them a sequence
 * number where order matters.
 */
export class KeyedHeap<K, V> {
  readonly #before: (a: V, b: V) => boolean;
  readonly #slots: Slot<K, V>[] = [];
  readonly #byKey = new Map<K, Slot<K, V>>();

  constructor(before: (a: V, b: V) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#slots.length;
  }

  has(key: K): boolean {
    return this.#byKey.has(key);
  }

  get(key: K): V | undefined {
    return this.#byKey.get(key)?.value;
  }

  /** Adds the entry, or moves it to where its new value belongs. */
  set(key: K, value: V): void {
    const slot = this.#byKey.get(key);
    if (slot === undefined) {
      const added = { key, value, index: this.#slots.length };
      this.#slots.push(added);
      this.#byKey.set(key, added);
      this.#rise(added);
      return;
    }
    slot.value = value;
    this.#rise(slot);
    this.#sink(slot);
  }

  peek(): V | undefined {
    return this.#slots[0]?.value;
  }

  peekKey(): K | undefined {
    return this.#slots[0]?.key;
  }

  /** Takes the first entry out. */
  pop(): V | undefined {
    const top = this.#slots[0];
    if (top === undefined) return undefined;
    this.#remove(top);
    return top.value;
  }

  /** Takes the entry of `key` out, wherever it stands. */
  delete(key: K): V | undefined {
    const slot = this.#byKey.get(key);
    if (slot === undefined) return undefined;
    this.#remove(slot);
    return slot.value;
  }

  /** All values, in no particular order. */
  *values(): IterableIterator<V> {
    for (const slot of this.#slots) yield slot.value;
  }

  clear(): void {
    this.#slots.length = 0;
    this.#byKey.clear();
  }

  #remove(slot: Slot<K, V>): void {
    this.#byKey.delete(slot.key);
    const last = this.#slots.pop() as Slot<K, V>;
    if (last === slot) return;
    this.#place(last, slot.index);
    this.#rise(last);
    this.#sink(last);
  }

  #rise(slot: Slot<K, V>): void {
    while (slot.index > 0) {
      const parentIndex = (slot.index - 1) >> 1;
      const parent = this.#slots[parentIndex] as Slot<K, V>;
      if (!this.#before(slot.value, parent.value)) return;
      this.#place(parent, slot.index);
      this.#place(slot, parentIndex);
    }
  }

  #sink(slot: Slot<K, V>): void {
    for (;;) {
      const left = this.#slots[2 * slot.index + 1];
      const right = this.#slots[2 * slot.index + 2];
      if (left === undefined) return;
      const child = right !== undefined && this.#before(right.value, left.value) ? right : left;
      if (!this.#before(child.value, slot.value)) return;
      const childIndex = child.index;
      this.#place(child, slot.index);
      this.#place(slot, childIndex);
    }
  }

  #place(slot: Slot<K, V>, index: number): void {
    slot.index = index;
    this.#slots[index] = slot;
  }
}
