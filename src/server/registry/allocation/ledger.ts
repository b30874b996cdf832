import type { KubeObject } from "../../../machinery/meta/object.ts";
import { formatTime } from "../../../machinery/time/time.ts";
import type { AllocatorParts } from "./contract.ts";
import { commitCreate, commitDelete, type StorageForm } from "../write/commit.ts";

/** The object that holds something: a namespaced one of the ledger's kind. */
export interface Holder {
  readonly namespace: string;
  readonly name: string;
}

/** How the records of a ledger look, and where they are. */
export interface LedgerForm {
  readonly storage: StorageForm;
  /** A record without uid and creation time. */
  record(name: string, holder: Holder): KubeObject;
  /** Undefined for a record that is not ours. */
  holderOf(record: KubeObject): Holder | undefined;
}

/** Who holds what: one stored record a thing, by its name, so that two can never hold the same. */
export class Ledger {
  readonly #form: LedgerForm;

  constructor(form: LedgerForm) {
    this.#form = form;
  }

  /** Every record as it stands. */
  async records(parts: AllocatorParts): Promise<readonly KubeObject[]> {
    const cache = await parts.caches.current(this.#form.storage.storagePrefix);
    return Array.from(cache.objects(""), ([, record]) => record);
  }

  holderOf(record: KubeObject): Holder | undefined {
    return this.#form.holderOf(record);
  }

  async isTaken(parts: AllocatorParts, name: string): Promise<boolean> {
    return (await parts.caches.current(this.#form.storage.storagePrefix)).get(name) !== undefined;
  }

  async isHeldBy(parts: AllocatorParts, name: string, holder: Holder): Promise<boolean> {
    const record = (await parts.caches.current(this.#form.storage.storagePrefix)).get(name);
    const held = record === undefined ? undefined : this.#form.holderOf(record);
    return held?.name === holder.name && held.namespace === holder.namespace;
  }

  /** False when somebody holds it. */
  async take(parts: AllocatorParts, name: string, holder: Holder): Promise<boolean> {
    const record = this.#form.record(name, holder);
    record.metadata = { ...record.metadata, uid: parts.random.uuid(), creationTimestamp: formatTime(parts.clock.now()) };
    return (await commitCreate(parts, this.#form.storage, name, record)) !== undefined;
  }

  /** Frees what `holder` holds; nothing happens where somebody else does. */
  async free(parts: AllocatorParts, name: string, holder: Holder): Promise<void> {
    const record = (await parts.caches.current(this.#form.storage.storagePrefix)).get(name);
    if (record !== undefined && (await this.isHeldBy(parts, name, holder))) await commitDelete(parts, this.#form.storage, name, record);
  }
}
