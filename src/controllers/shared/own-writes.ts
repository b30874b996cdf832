import type { Informer } from "../../client/informer/informer.ts";
import { compareResourceVersions } from "../../client/resource-version.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";

/**
 * Remembers what a controller has written for each key, until its informers show it. A decision made before that would
 * be made on a world in which the last one has not happened yet, and would make the same pods again. Stands in for
 * client-go's expectations: a resourceVersion says exactly what must be seen, so nothing needs to time out.
 */
export class OwnWrites {
  readonly #awaited = new Map<string, Map<Informer, string>>();

  /** `written` is what the server answered to a write of an object that `informer` shows. */
  note<T extends KubeObject>(key: string, informer: Informer<T>, written: KubeObject): void {
    const resourceVersion = written.metadata?.resourceVersion;
    if (resourceVersion === undefined) return; // a deletion that was complete at once: deciding it again does no harm
    const awaited = this.#awaited.get(key) ?? new Map<Informer, string>();
    const known = awaited.get(informer as unknown as Informer) ?? "";
    if (compareResourceVersions(known, resourceVersion) < 0) awaited.set(informer as unknown as Informer, resourceVersion);
    this.#awaited.set(key, awaited);
  }

  /** Resolves when the informers show all that was written for the key; undefined when they do already. */
  unseen(key: string): Promise<unknown> | undefined {
    const awaited = [...(this.#awaited.get(key) ?? [])].filter(([informer, resourceVersion]) => !informer.hasSeen(resourceVersion));
    if (awaited.length > 0) return Promise.all(awaited.map(([informer, resourceVersion]) => informer.whenSeen(resourceVersion)));
    this.#awaited.delete(key);
    return undefined;
  }

  forget(key: string): void {
    this.#awaited.delete(key);
  }
}
