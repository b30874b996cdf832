import { seenAnnotation, sourceAnnotation } from "../../api/core/pod/mirror.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { Clock } from "../../base/clock.ts";
import { formatTime } from "../../machinery/time/time.ts";

export interface StaticPodsOptions {
  readonly clock: Clock;
  /** Runs the pod, or tells its worker of a change. */
  readonly run: (pod: Pod) => void;
  /** Ends the pod; `ended` is called once nothing of it is left. */
  readonly end: (pod: Pod) => void;
  /** The static pod of a name has begun, changed or gone. */
  readonly onChange: (pod: Pod) => void;
}

interface Named {
  /** What runs or is being ended. */
  current: Pod;
  isEnding: boolean;
  /** What the folder has; runs when `current` is gone. */
  wanted: Pod | undefined;
}

/**
 * The static pods of this node by name. A changed manifest is another pod, and one name is one pod's at a time: the old
 * one ends before the new one begins.
 */
export class StaticPods {
  readonly #options: StaticPodsOptions;
  readonly #byName = new Map<string, Named>();

  constructor(options: StaticPodsOptions) {
    this.#options = options;
  }

  /** The folder holds these and no others. */
  replace(pods: readonly Pod[]): void {
    const wanted = new Map(pods.map((pod) => [nameOf(pod), pod]));
    for (const [name, named] of this.#byName) if (!wanted.has(name)) this.#settle(named, undefined);
    for (const [name, pod] of wanted) {
      const named = this.#byName.get(name);
      if (named === undefined) this.#begin(name, pod);
      else this.#settle(named, pod);
    }
  }

  /** The pod that runs under this name or is being ended. */
  get(namespace: string, name: string): Pod | undefined {
    return this.#byName.get(`${namespace}/${name}`)?.current;
  }

  /** Nothing of the pod of this UID is left. */
  ended(uid: string): void {
    for (const [name, { current, wanted }] of this.#byName) {
      if (current.metadata.uid !== uid) continue;
      this.#byName.delete(name);
      if (wanted === undefined) this.#options.onChange(current);
      else this.#begin(name, wanted);
      return;
    }
  }

  #settle(named: Named, wanted: Pod | undefined): void {
    named.wanted = wanted;
    if (named.isEnding) return;
    if (wanted?.metadata.uid === named.current.metadata.uid && wanted !== undefined) return this.#change(named, wanted);
    named.isEnding = true;
    this.#options.end(named.current);
  }

  #begin(name: string, pod: Pod): void {
    const current = this.#marked(pod, formatTime(this.#options.clock.now()));
    this.#byName.set(name, { current, isEnding: false, wanted: pod });
    this.#options.run(current);
    this.#options.onChange(current);
  }

  /** A manifest that names its UID may say something new under the same one. */
  #change(named: Named, pod: Pod): void {
    const seen = named.current.metadata.annotations?.[seenAnnotation] ?? "";
    const next = this.#marked(pod, seen);
    if (JSON.stringify(next) === JSON.stringify(named.current)) return;
    named.current = next;
    this.#options.run(next);
    this.#options.onChange(next);
  }

  /** Source: kubernetes pkg/kubelet/config podStorage. */
  #marked(pod: Pod, seen: string): Pod {
    return { ...pod, metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, [seenAnnotation]: seen, [sourceAnnotation]: "file" } } };
  }
}

function nameOf({ metadata }: Pod): string {
  return `${metadata.namespace}/${metadata.name}`;
}
