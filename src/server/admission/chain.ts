import type { AdmissionAttributes, AdmissionPlugin } from "../contract.ts";
import type { Admission } from "../registry/contract.ts";
import type { AdmissionContext, AdmissionPluginFactory } from "./context.ts";

/** All plugins by their `order`: first those that mutate, then those that validate. The first refusal ends the request. */
export function admissionChain(factories: readonly AdmissionPluginFactory[], context: AdmissionContext): Admission {
  const plugins = factories.map((create) => create(context)).sort((a, b) => a.order - b.order);
  return {
    mutate: (attributes) => runAll(plugins, "mutate", attributes),
    validate: (attributes) => runAll(plugins, "validate", attributes),
  };
}

async function runAll(plugins: readonly AdmissionPlugin[], step: "mutate" | "validate", attributes: AdmissionAttributes): Promise<void> {
  for (const plugin of plugins) {
    if (plugin[step] === undefined || !plugin.handles(attributes)) continue;
    const running = plugin[step](attributes);
    if (running !== undefined) await running;
  }
}
