import type { ComponentStatus } from "../api/types/core/v1.gen.ts";
import { notFound } from "../machinery/errors/constructors.ts";
import type { VirtualResource } from "./registry/contract.ts";

/** The components that upstream reports. They share this process, so while one answers, all run. */
const components: readonly ComponentStatus[] = [component("scheduler", "ok"), component("controller-manager", "ok"), component("etcd-0", "ok")];

/** `componentstatuses` (deprecated upstream since 1.19): get and list. */
export const componentStatuses: VirtualResource = {
  async handle({ request, warn }) {
    warn("v1 ComponentStatus is deprecated in v1.19+");
    if (request.verb === "list") {
      return { type: "list", list: { kind: "ComponentStatusList", apiVersion: "v1", metadata: {}, items: components } };
    }
    const found = components.find(({ metadata }) => metadata.name === request.name);
    if (found === undefined) throw notFound({ group: "", resource: "componentstatuses" }, request.name ?? "");
    return { type: "object", code: 200, object: found };
  },
};

function component(name: string, message: string): ComponentStatus {
  return { kind: "ComponentStatus", apiVersion: "v1", metadata: { name }, conditions: [{ type: "Healthy", status: "True", message }] };
}
