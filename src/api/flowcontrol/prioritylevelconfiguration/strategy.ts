import type { Cell } from "../../../machinery/table/table.ts";
import { ageCell } from "../../shared/print-age.ts";
import { keepAllButStatus, keepStatusAndCountGeneration, startGenerationWithoutStatus } from "../../shared/write-rules.ts";
import type { KindStrategy } from "../../strategy.ts";
import type { PriorityLevelConfiguration } from "../../types/flowcontrol/v1.gen.ts";

/** What a limited level gets where it does not say. Source: kubernetes pkg/apis/flowcontrol/v1 defaults.go. */
const defaults = { nominalConcurrencyShares: 30, queues: 64, handSize: 8, queueLengthLimit: 50 } as const;

/** PriorityLevelConfigurations: how many requests of a level run at once. Source: kubernetes pkg/registry/flowcontrol. */
export const strategy: KindStrategy<PriorityLevelConfiguration> = {
  group: "flowcontrol.apiserver.k8s.io",
  resource: "prioritylevelconfigurations",
  applyDefaults,
  prepareForCreate: startGenerationWithoutStatus,
  prepareForUpdate: keepStatusAndCountGeneration,
  subresources: { status: { prepareForUpdate: keepAllButStatus } },
  printRow,
};

function applyDefaults({ spec: { limited, exempt } }: PriorityLevelConfiguration): void {
  if (exempt !== undefined) {
    exempt.nominalConcurrencyShares ??= 0;
    exempt.lendablePercent ??= 0;
  }
  if (limited === undefined) return;
  limited.nominalConcurrencyShares ??= defaults.nominalConcurrencyShares;
  limited.lendablePercent ??= 0;
  const queuing = limited.limitResponse?.queuing;
  if (queuing === undefined) return;
  queuing.queues ||= defaults.queues;
  queuing.handSize ||= defaults.handSize;
  queuing.queueLengthLimit ||= defaults.queueLengthLimit;
}

function printRow({ metadata, spec: { type, limited, exempt } }: PriorityLevelConfiguration, now: number): Cell[] {
  const { queues, handSize, queueLengthLimit } = limited?.limitResponse?.queuing ?? {};
  const shares = (limited ?? exempt)?.nominalConcurrencyShares;
  const cells = [shares, queues, handSize, queueLengthLimit].map((value) => (value === undefined ? "<none>" : String(value)));
  return [metadata.name ?? "", type, ...cells, ageCell(metadata.creationTimestamp, now)];
}
