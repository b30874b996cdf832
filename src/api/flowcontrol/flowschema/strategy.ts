import { invalidValue, required } from "../../../machinery/errors/field-errors.ts";
import type { FieldError } from "../../../machinery/errors/field-error.ts";
import { ageCell, orNone } from "../../shared/print-age.ts";
import { keepAllButStatusEvenMetadata, keepStatusAndCountGeneration, startGenerationWithoutStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { FlowSchema } from "../../types/flowcontrol/v1.gen.ts";

const precedence = { initial: 1_000, least: 1, most: 10_000 };

/** Which requests belong together. Source: kubernetes pkg/registry/flowcontrol/flowschema. */
export const strategy: KindStrategy<FlowSchema> = {
  group: "flowcontrol.apiserver.k8s.io",
  resource: "flowschemas",
  applyDefaults({ spec }) {
    if (spec !== undefined) spec.matchingPrecedence ||= precedence.initial;
  },
  prepareForCreate: startGenerationWithoutStatus,
  validateCreate: validate,
  prepareForUpdate: keepStatusAndCountGeneration,
  validateUpdate: (schema) => validate(schema),
  subresources: { status: { prepareForUpdate: keepAllButStatusEvenMetadata } },
  printRow: ({ metadata, spec, status }, now) => [
    metadata.name ?? "",
    spec?.priorityLevelConfiguration.name ?? "",
    spec?.matchingPrecedence ?? 0,
    orNone(spec?.distinguisherMethod?.type),
    ageCell(metadata.creationTimestamp, now),
    status?.conditions?.find((condition) => condition.type === "Dangling")?.status ?? "?",
  ],
};

/** Source: kubernetes pkg/apis/flowcontrol/validation ValidateFlowSchema. */
function validate({ spec }: FlowSchema): FieldError[] {
  const errors: FieldError[] = [];
  const value = spec?.matchingPrecedence ?? 0;
  if (value < precedence.least) errors.push(invalidValue("spec.matchingPrecedence", value, "must be a positive value"));
  if (value > precedence.most) errors.push(invalidValue("spec.matchingPrecedence", value, `must not be greater than ${precedence.most}`));
  if (!spec?.priorityLevelConfiguration.name) errors.push(required("spec.priorityLevelConfiguration.name", "must reference a priority level"));
  return errors;
}
