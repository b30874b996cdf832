import type { Cell } from "../../../machinery/table/table.ts";
import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatusEvenMetadata, keepStatusAndCountGeneration, startGenerationWithoutStatus } from "../../shared/write-rules.ts";
import { validateTypedConditions } from "../../shared/typed-conditions.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { PriorityLevelConfiguration } from "../../types/flowcontrol/v1.gen.ts";
import { validate } from "./validation.ts";

/** How much of the server a flow gets. Source: kubernetes pkg/registry/flowcontrol/prioritylevelconfiguration. */
export const strategy: KindStrategy<PriorityLevelConfiguration> = {
  group: "flowcontrol.apiserver.k8s.io",
  resource: "prioritylevelconfigurations",
  applyDefaults,
  prepareForCreate: startGenerationWithoutStatus,
  validateCreate: validate,
  prepareForUpdate: keepStatusAndCountGeneration,
  validateUpdate: (level) => validate(level),
  subresources: { status: { prepareForUpdate: keepAllButStatusEvenMetadata, validateUpdate: ({ status }) => validateTypedConditions(status?.conditions, "status.conditions") } },
  printRow,
};

/** Source: kubernetes pkg/apis/flowcontrol/v1 SetDefaults_LimitedPriorityLevelConfiguration and siblings. */
function applyDefaults({ spec }: PriorityLevelConfiguration): void {
  const limited = spec?.limited;
  if (limited !== undefined) {
    limited.nominalConcurrencyShares ??= 30;
    limited.lendablePercent ??= 0;
    const queuing = limited.limitResponse?.queuing;
    if (queuing !== undefined) {
      queuing.queues ||= 64;
      queuing.handSize ||= 8;
      queuing.queueLengthLimit ||= 50;
    }
  }
  if (spec?.exempt !== undefined) {
    spec.exempt.nominalConcurrencyShares ??= 0;
    spec.exempt.lendablePercent ??= 0;
  }
}

/** Source: kubernetes pkg/printers printPriorityLevelConfiguration. */
function printRow({ metadata, spec }: PriorityLevelConfiguration, now: number): Cell[] {
  const shares = spec?.limited?.nominalConcurrencyShares ?? spec?.exempt?.nominalConcurrencyShares;
  const queuing = spec?.limited?.limitResponse?.queuing;
  return [
    metadata.name ?? "",
    spec?.type ?? "",
    shares ?? "<none>",
    queuing?.queues ?? "<none>",
    queuing?.handSize ?? "<none>",
    queuing?.queueLengthLimit ?? "<none>",
    ageCell(metadata.creationTimestamp, now),
  ];
}
