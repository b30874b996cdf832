import type { PriorityLevelConfiguration, PriorityLevelConfigurationSpec, QueuingConfiguration } from "../../types/flowcontrol/v1.gen.ts";
import { bootstrapMetadata } from "./auto-update.ts";

/** The priority levels of a fresh cluster. Source: apiserver apis/flowcontrol/bootstrap/default.go. */

export const exemptLevel = level("exempt", { type: "Exempt", exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } });
export const catchAllLevel = level("catch-all", {
  type: "Limited",
  limited: { nominalConcurrencyShares: 5, lendablePercent: 0, limitResponse: { type: "Reject" } },
});

/** Nobody may change or delete these for long. */
export const mandatoryLevels: readonly PriorityLevelConfiguration[] = [exemptLevel, catchAllLevel];

/** Where a cluster starts; who sets their annotation to "false" may change them. */
export const suggestedLevels: readonly PriorityLevelConfiguration[] = [
  queuing("system", { shares: 30, lendablePercent: 33, queues: 64 }),
  queuing("node-high", { shares: 40, lendablePercent: 25, queues: 64 }),
  queuing("leader-election", { shares: 10, lendablePercent: 0, queues: 16, handSize: 4 }),
  queuing("workload-high", { shares: 40, lendablePercent: 50, queues: 128 }),
  queuing("workload-low", { shares: 100, lendablePercent: 90, queues: 128 }),
  queuing("global-default", { shares: 20, lendablePercent: 50, queues: 128 }),
];

interface Queuing {
  readonly shares: number;
  readonly lendablePercent: number;
  readonly queues: number;
  /** Default: 6. */
  readonly handSize?: number;
}

function queuing(name: string, { shares, lendablePercent, queues, handSize = 6 }: Queuing): PriorityLevelConfiguration {
  const queuing: QueuingConfiguration = { queues, handSize, queueLengthLimit: 50 };
  return level(name, { type: "Limited", limited: { nominalConcurrencyShares: shares, lendablePercent, limitResponse: { type: "Queue", queuing } } });
}

function level(name: string, spec: PriorityLevelConfigurationSpec): PriorityLevelConfiguration {
  return { apiVersion: "flowcontrol.apiserver.k8s.io/v1", kind: "PriorityLevelConfiguration", metadata: bootstrapMetadata(name), spec };
}
