/** Runs a task a little later, when more may have gathered. */
export type Defer = (task: () => void) => void;

/** Gathers what is sent in one turn, so that it goes as one message: most of a message's cost does not depend on its length. */
export class Outbox<T> {
  readonly #send: (items: readonly T[]) => void;
  readonly #defer: Defer;
  #items: T[] = [];

  constructor(send: (items: readonly T[]) => void, defer: Defer) {
    this.#send = send;
    this.#defer = defer;
  }

  add(item: T): void {
    this.#items.push(item);
    if (this.#items.length === 1) this.#defer(() => this.#flush());
  }

  #flush(): void {
    const items = this.#items;
    this.#items = [];
    this.#send(items);
  }
}
