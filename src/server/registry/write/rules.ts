import { pathNotFound } from "../../../machinery/errors/constructors.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import type { UpdateRules } from "../../../api/strategy.ts";
import type { StoredResource } from "../resource/stored-resource.ts";

/** A status endpoint without rules of its own takes the status from the client and nothing else. */
const statusOnly: UpdateRules<KubeObject> = {
  prepareForUpdate(draft, old) {
    const { status } = draft as { status?: unknown };
    for (const field of Object.keys(draft)) if (field !== "status") delete (draft as Record<string, unknown>)[field];
    Object.assign(draft, old);
    if (status === undefined) delete (draft as { status?: unknown }).status;
    else (draft as { status?: unknown }).status = status;
  },
};

/** The rules of the endpoint through which an object is written. Throws 404 for a subresource that does not write it. */
export function updateRules({ strategy }: StoredResource, subresource: string | undefined): UpdateRules<KubeObject> {
  if (subresource === undefined) return strategy;
  const own = strategy.subresources?.[subresource];
  if (own !== undefined) return own;
  if (subresource === "status") return statusOnly;
  throw pathNotFound();
}
