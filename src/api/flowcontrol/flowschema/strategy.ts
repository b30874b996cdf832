import { ageCell, orNone } from "../../shared/print-age.ts";
import { keepAllButStatusEvenMetadata, keepStatusAndCountGeneration, startGenerationWithoutStatus } from "../../shared/write-rules.ts";
import { validateTypedConditions } from "../../shared/typed-conditions.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { FlowSchema } from "../../types/flowcontrol/v1.gen.ts";
import { validate } from "./validation.ts";

const initialPrecedence = 1_000;

/** Which requests belong together. Source: kubernetes pkg/registry/flowcontrol/flowschema. */
export const strategy: KindStrategy<FlowSchema> = {
  group: "flowcontrol.apiserver.k8s.io",
  resource: "flowschemas",
  applyDefaults({ spec }) {
    if (spec !== undefined) spec.matchingPrecedence ||= initialPrecedence;
  },
  prepareForCreate: startGenerationWithoutStatus,
  validateCreate: validate,
  prepareForUpdate: keepStatusAndCountGeneration,
  validateUpdate: (schema) => validate(schema),
  subresources: { status: { prepareForUpdate: keepAllButStatusEvenMetadata, validateUpdate: ({ status }) => validateTypedConditions(status?.conditions, "status.conditions") } },
  printRow: ({ metadata, spec, status }, now) => [
    metadata.name ?? "",
    spec?.priorityLevelConfiguration.name ?? "",
    spec?.matchingPrecedence ?? 0,
    orNone(spec?.distinguisherMethod?.type),
    ageCell(metadata.creationTimestamp, now),
    status?.conditions?.find((condition) => condition.type === "Dangling")?.status ?? "?",
  ],
};
