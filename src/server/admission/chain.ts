import type { AdmissionAttributes, AdmissionPlugin } from "../contract.ts";
import type { Admission } from "../registry/contract.ts";
import type { AdmissionContext, AdmissionPluginFactory } from "./context.ts";

/** All plugins by their `order`: first those that mutate, then those that validate. The first refusal ends the request. */
export function admissionChain(factories: readonly AdmissionPluginFactory[], context: AdmissionContext): Admission {
  const plugins = factories.map((create) => create(context)).sort((a, b) => a.order - b.order);
  return { mutate: runner(plugins, "mutate"), validate: runner(plugins, "validate") };
}

function runner(all: readonly AdmissionPlugin[], step: "mutate" | "validate"): (attributes: AdmissionAttributes) => Promise<void> {
  const plugins = all.filter((plugin) => plugin[step] !== undefined);
  return async (attributes) => {
    for (const plugin of plugins) {
      if (!plugin.handles(attributes)) continue;
      const running = plugin[step]?.(attributes);
      if (running !== undefined) await running;
    }
  };
}
