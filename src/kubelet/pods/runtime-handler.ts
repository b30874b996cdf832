import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { RuntimeClass } from "../../api/types/node/v1.gen.ts";
import type { Resource } from "../../client/resource.ts";
import type { Transport } from "../../client/transport.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";

const runtimeClasses: Resource<RuntimeClass> = { group: "node.k8s.io", version: "v1", resource: "runtimeclasses", kind: "RuntimeClass", namespaced: false };

/** What the runtime is to run the pod with, by its RuntimeClass; undefined: with what it runs all others. Throws when there is no such class. */
export async function runtimeHandler(transport: Transport, { spec }: Pod): Promise<string | undefined> {
  const name = spec.runtimeClassName;
  if (name === undefined || name === "") return undefined;
  try {
    return (await transport.request<RuntimeClass>({ verb: "get", resource: runtimeClasses as unknown as Resource, name })).handler;
  } catch (error) {
    if (isStatus(error, "NotFound")) throw new Error(`failed to get RuntimeClass ${JSON.stringify(name)}: not found; create it or remove runtimeClassName from the pod`, { cause: error });
    throw error;
  }
}
