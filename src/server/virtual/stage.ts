import type { Stage } from "../contract.ts";
import type { VirtualResource } from "./contract.ts";

/** Answers requests for virtual resources; all others go on to the registry. */
export function virtualResourceStage(resources: readonly VirtualResource[]): Stage {
  const byName = new Map(resources.map((one) => [nameOf(one.group, one.resource, one.subresource), one]));
  return {
    name: "virtual",
    run(context, next) {
      const { resource, subresource } = context.request;
      const virtual = byName.get(nameOf(resource.group, resource.resource, subresource));
      return virtual === undefined ? next(context) : virtual.handle(context);
    },
  };
}

function nameOf(group: string, resource: string, subresource: string | undefined): string {
  return subresource === undefined ? `${group}/${resource}` : `${group}/${resource}/${subresource}`;
}
