import type { KindStrategy } from "../../strategy.ts";
import type { LimitRange } from "../../types/core/v1.gen.ts";
import { applyDefaults } from "./defaults.ts";
import { validate } from "./validation.ts";

/** LimitRanges, printed by the columns that every kind has. Source: kubernetes pkg/registry/core/limitrange. */
export const strategy: KindStrategy<LimitRange> = {
  group: "",
  resource: "limitranges",
  createOnUpdate: true,
  applyDefaults,
  validateCreate: validate,
  validateUpdate: (limitRange) => validate(limitRange),
};
