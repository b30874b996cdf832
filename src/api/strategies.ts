import { strategies } from "./strategies.gen.ts";
import type { KindStrategy } from "./strategy.ts";

const byGroup = new Map<string, Map<string, KindStrategy>>();
for (const strategy of strategies) {
  const resources = byGroup.get(strategy.group) ?? new Map<string, KindStrategy>();
  byGroup.set(strategy.group, resources.set(strategy.resource, strategy));
}

/** The rules of a built-in kind by its group and plural; undefined where the generic rules are all there is. */
export function strategyFor(group: string, resource: string): KindStrategy | undefined {
  return byGroup.get(group)?.get(resource);
}
