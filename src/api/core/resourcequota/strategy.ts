import type { Cell } from "../../../machinery/table/table.ts";
import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatus, keepStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ResourceQuota } from "../../types/core/v1.gen.ts";
import { validateCreate, validateStatus, validateUpdate } from "./validation.ts";

/** Resource quotas. Source: kubernetes pkg/registry/core/resourcequota. */
export const strategy: KindStrategy<ResourceQuota> = {
  group: "",
  resource: "resourcequotas",
  prepareForCreate(quota) {
    quota.status = {};
  },
  validateCreate,
  prepareForUpdate: keepStatus,
  validateUpdate,
  subresources: { status: { prepareForUpdate: keepAllButStatus, validateUpdate: validateStatus } },
  returnsDeletedObject: true,
  printRow,
};

/** What is used of what may be had, limits apart from the rest. Source: kubernetes pkg/printers printResourceQuota. */
function printRow({ metadata, status }: ResourceQuota, now: number): Cell[] {
  const requests: string[] = [];
  const limits: string[] = [];
  for (const name of Object.keys(status?.hard ?? {}).sort()) {
    const text = `${name}: ${status?.used?.[name] ?? "0"}/${status?.hard?.[name]}`;
    (name.includes("limit") ? limits : requests).push(text);
  }
  return [metadata.name ?? "", requests.join(", "), limits.join(", "), ageCell(metadata.creationTimestamp, now)];
}
