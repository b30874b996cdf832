import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatus, keepStatusAndCountGeneration, startGenerationWithoutStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { FlowSchema } from "../../types/flowcontrol/v1.gen.ts";

/** Where a flow schema stands among others when it does not say. Source: kubernetes pkg/apis/flowcontrol/v1 defaults.go. */
const defaultMatchingPrecedence = 1000;

/** FlowSchemas: which requests go to which priority level. Source: kubernetes pkg/registry/flowcontrol/flowschema. */
export const strategy: KindStrategy<FlowSchema> = {
  group: "flowcontrol.apiserver.k8s.io",
  resource: "flowschemas",
  applyDefaults({ spec }) {
    spec.matchingPrecedence ||= defaultMatchingPrecedence;
  },
  prepareForCreate: startGenerationWithoutStatus,
  prepareForUpdate: keepStatusAndCountGeneration,
  subresources: { status: { prepareForUpdate: keepAllButStatus } },
  printRow({ metadata, spec, status }, now) {
    const dangling = status?.conditions?.find(({ type }) => type === "Dangling")?.status ?? "?";
    const { name } = spec.priorityLevelConfiguration;
    return [
      metadata.name ?? "",
      name,
      String(spec.matchingPrecedence),
      spec.distinguisherMethod?.type ?? "<none>",
      ageCell(metadata.creationTimestamp, now),
      dangling,
    ];
  },
};
