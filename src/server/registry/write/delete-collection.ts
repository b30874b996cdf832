import { isStatus } from "../../../machinery/errors/status-error.ts";
import type { Operation } from "../parts.ts";
import { list } from "../read/list.ts";
import { deleteObject } from "./delete.ts";

/** Deletes what a list with the same selectors finds, one by one; answers with that list. */
export const deleteCollection: Operation = async (parts, resource, context) => {
  const found = await list(parts, resource, context);
  if (found.type !== "list") return found;
  for (const { metadata } of found.list.items) {
    try {
      await deleteObject(parts, resource, context, metadata?.name ?? "", metadata?.namespace);
    } catch (error) {
      if (!isStatus(error, "NotFound")) throw error; // someone else was quicker, which is as good
    }
  }
  return found;
};
