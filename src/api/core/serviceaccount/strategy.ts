import { ageCell } from "../../shared/print-age.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { ServiceAccount } from "../../types/core/v1.gen.ts";

/** Service accounts. Source: kubernetes pkg/registry/core/serviceaccount. */
export const strategy: KindStrategy<ServiceAccount> = {
  group: "",
  resource: "serviceaccounts",
  returnsDeletedObject: true,
  prepareForCreate: keepSecretNames,
  prepareForUpdate: keepSecretNames,
  printRow: (account, now) => [account.metadata.name ?? "", ageCell(account.metadata.creationTimestamp, now)],
};

/** Of a secret only the name matters: it stands in the account's own namespace. Source: kubernetes registry/core/serviceaccount cleanSecretReferences. */
function keepSecretNames(account: ServiceAccount): void {
  if (account.secrets !== undefined) account.secrets = account.secrets.map(({ name }) => (name === undefined ? {} : { name }));
}
