import { ageCell } from "../../shared/print-age.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { Secret } from "../../types/core/v1.gen.ts";
import { applyDefaults } from "./defaults.ts";
import { validateCreate, validateUpdate } from "./validation.ts";

/** Secrets. Source: kubernetes pkg/registry/core/secret. */
export const strategy: KindStrategy<Secret> = {
  group: "",
  resource: "secrets",
  applyDefaults,
  validateCreate,
  validateUpdate,
  fieldLabels: ["type"],
  selectableFields: (secret) => ({ type: secret.type ?? "" }),
  printRow: (secret, now) => [secret.metadata.name ?? "", secret.type ?? "", Object.keys(secret.data ?? {}).length, ageCell(secret.metadata.creationTimestamp, now)],
};
