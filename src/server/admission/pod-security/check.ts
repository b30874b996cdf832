import type { Container, EphemeralContainer, PodSpec } from "../../../api/types/core/v1.gen.ts";
import { quote } from "../../../machinery/text/quote.ts";

/** What is checked of a pod. */
export interface CheckedPod {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
}

/** One rule of the Pod Security Standards: undefined when the pod keeps it, else what it breaks, in upstream's words. */
export type Check = (pod: CheckedPod) => string | undefined;

export type AnyContainer = Container | EphemeralContainer;

export function containersOf({ spec }: CheckedPod): readonly AnyContainer[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? []), ...(spec.ephemeralContainers ?? [])];
}

/** `container "a"` or `containers "a", "b"`. */
export function named(word: string, names: readonly string[]): string {
  return `${word}${names.length === 1 ? "" : "s"} ${names.map(quote).join(", ")}`;
}

/** `reason (containers "a", "b" must …)`, or undefined when no container is bad. */
export function badContainers(pod: CheckedPod, reason: string, isBad: (container: AnyContainer) => boolean, must: string): string | undefined {
  const names = containersOf(pod).filter(isBad).map(({ name }) => name);
  return names.length === 0 ? undefined : `${reason} (${named("container", names)} ${must})`;
}
