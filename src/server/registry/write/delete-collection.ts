import { isStatus } from "../../../machinery/errors/status-error.ts";
import type { KubeObject } from "../../../machinery/meta/object.ts";
import type { Operation } from "../parts.ts";
import { list } from "../read/list.ts";
import { deleteObject } from "./delete.ts";

/** Deletes what a list with the same selectors finds, one by one; answers with the list of what was deleted. */
export const deleteCollection: Operation = async (parts, resource, context) => {
  const found = await list(parts, resource, context);
  if (found.type !== "list") return found;
  const deleted: KubeObject[] = [];
  for (const { metadata } of found.list.items) {
    try {
      const { object } = await deleteObject(parts, resource, context, metadata?.name ?? "", metadata?.namespace);
      deleted.push(object);
    } catch (error) {
      if (!isStatus(error, "NotFound")) throw error; // someone else was quicker, which is as good
    }
  }
  return { type: "list", list: { ...found.list, items: deleted } };
};
