import { ageCell } from "../../shared/print-age.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ServiceAccount } from "../../types/core/v1.gen.ts";

/** Service accounts. Source: kubernetes pkg/registry/core/serviceaccount. */
export const strategy: KindStrategy<ServiceAccount> = {
  group: "",
  resource: "serviceaccounts",
  returnsDeletedObject: true,
  printRow: (account, now) => [account.metadata.name ?? "", ageCell(account.metadata.creationTimestamp, now)],
};
