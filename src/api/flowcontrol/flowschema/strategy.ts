import { ageCell, orNone } from "../../shared/print-age.ts";
import { keepAllButStatusEvenMetadata, keepStatusAndCountGeneration, startGenerationWithoutStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { FlowSchema } from "../../types/flowcontrol/v1.gen.ts";
import { validateFlowSchema, validateFlowSchemaStatus } from "./validation.ts";

/** Source: api flowcontrol/v1 FlowSchemaDefaultMatchingPrecedence. */
const initialPrecedence = 1_000;

/** Which requests belong together. Source: kubernetes pkg/registry/flowcontrol/flowschema. */
export const strategy: KindStrategy<FlowSchema> = {
  group: "flowcontrol.apiserver.k8s.io",
  resource: "flowschemas",
  applyDefaults({ spec }) {
    if (spec !== undefined) spec.matchingPrecedence ||= initialPrecedence;
  },
  prepareForCreate: startGenerationWithoutStatus,
  validateCreate: validateFlowSchema,
  prepareForUpdate: keepStatusAndCountGeneration,
  validateUpdate: (schema) => validateFlowSchema(schema),
  subresources: { status: { prepareForUpdate: keepAllButStatusEvenMetadata, validateUpdate: (schema) => validateFlowSchemaStatus(schema) } },
  printRow: ({ metadata, spec, status }, now) => [
    metadata.name ?? "",
    spec?.priorityLevelConfiguration.name ?? "",
    spec?.matchingPrecedence ?? 0,
    orNone(spec?.distinguisherMethod?.type),
    ageCell(metadata.creationTimestamp, now),
    status?.conditions?.find((condition) => condition.type === "Dangling")?.status ?? "?",
  ],
};
