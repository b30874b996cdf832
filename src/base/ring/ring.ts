/**
 * A queue of at most `capacity` values. Memory grows with what is in it, up to the bound, so that thousands of nearly
 * empty rings cost little.
 */
export class Ring<T> {
  readonly capacity: number;
  #slots: (T | undefined)[] = [];
  #head = 0;
  #size = 0;

  constructor(capacity: number) {
    if (!(capacity >= 1)) throw new RangeError(`a ring needs room for at least 1 value, not ${capacity}`);
    this.capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size >= this.capacity;
  }

  /** Adds a value at the end. Returns false, and changes nothing, when the ring is full. */
  push(value: T): boolean {
    if (this.isFull) return false;
    if (this.#size === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#size) % this.#slots.length] = value;
    this.#size++;
    return true;
  }

  /** Adds a value at the end; when the ring is full the oldest makes room and is returned. */
  pushEvicting(value: T): T | undefined {
    const evicted = this.isFull ? this.shift() : undefined;
    this.push(value);
    return evicted;
  }

  /** Takes the oldest value out. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const value = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.#slots.length;
    this.#size--;
    return value;
  }

  /** The value at `index`, 0 being the oldest. */
  at(index: number): T | undefined {
    return index >= 0 && index < this.#size ? this.#slots[(this.#head + index) % this.#slots.length] : undefined;
  }

  /** Takes all values out, oldest first. */
  drain(): T[] {
    const values = Array.from(this);
    this.clear();
    return values;
  }

  clear(): void {
    this.#slots = [];
    this.#head = 0;
    this.#size = 0;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (let index = 0; index < this.#size; index++) yield this.#slots[(this.#head + index) % this.#slots.length] as T;
  }

  #grow(): void {
    const grown: (T | undefined)[] = new Array(Math.min(this.capacity, Math.max(8, this.#slots.length * 2)));
    for (let index = 0; index < this.#size; index++) grown[index] = this.#slots[(this.#head + index) % this.#slots.length];
    this.#slots = grown;
    this.#head = 0;
  }
}
