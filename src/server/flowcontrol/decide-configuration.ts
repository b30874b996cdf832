import { catchAllLevel, exemptLevel } from "../../api/flowcontrol/bootstrap/levels.ts";
import { catchAllSchema, exemptSchema } from "../../api/flowcontrol/bootstrap/schemas.ts";
import type { FlowSchema, PriorityLevelConfiguration } from "../../api/types/flowcontrol/v1.gen.ts";
import type { Queuing } from "./queue-set.ts";

export interface ConfigurationObserved {
  readonly levels: readonly PriorityLevelConfiguration[];
  readonly schemas: readonly FlowSchema[];
  /** Levels of before that still have requests. */
  readonly busy: readonly PriorityLevelConfiguration[];
}

export interface PlannedLevel {
  readonly object: PriorityLevelConfiguration;
  /** True when nobody wants it any more: it goes when its last request does. */
  readonly isQuiescing: boolean;
}

export interface Configuration {
  readonly levels: readonly PlannedLevel[];
  /** In the order in which they are asked; all refer to a level that is wanted. */
  readonly schemas: readonly FlowSchema[];
}

/**
 * What flow control works with: the usable objects, the mandatory ones even when they are missing, and levels that are
 * not wanted any more until they have drained. Source: apiserver util/flowcontrol lockAndDigestConfigObjects.
 */
export function decideConfiguration({ levels, schemas, busy }: ConfigurationObserved): Configuration {
  const wanted = new Map(levels.filter(isUsable).map((level) => [nameOf(level), level]));
  const referring = schemas.filter(({ spec }) => wanted.has(spec.priorityLevelConfiguration.name)).sort(byPrecedence);
  for (const mandatory of [exemptLevel, catchAllLevel]) if (!wanted.has(nameOf(mandatory))) wanted.set(nameOf(mandatory), mandatory);
  return {
    levels: [
      ...[...wanted.values()].map((object) => ({ object, isQuiescing: false })),
      ...busy.filter((level) => !wanted.has(nameOf(level))).map((object) => ({ object, isQuiescing: true })),
    ],
    schemas: [
      ...(referring.some((schema) => nameOf(schema) === "exempt") ? [] : [exemptSchema]),
      ...referring,
      ...(referring.some((schema) => nameOf(schema) === "catch-all") ? [] : [catchAllSchema]),
    ],
  };
}

/** How a usable level treats what it cannot seat. */
export function queuingOf({ spec: { type, limited } }: PriorityLevelConfiguration): Queuing {
  if (type === "Exempt") return { type: "exempt" };
  const queuing = limited?.limitResponse?.queuing;
  if (queuing === undefined) return { type: "reject" };
  const { queues = 1, handSize = 1, queueLengthLimit = 1 } = queuing;
  return { type: "queue", queues, handSize, queueLengthLimit };
}

/** Validation lets no other pass; an object that is broken all the same counts as missing. */
export function isUsable(level: PriorityLevelConfiguration): boolean {
  const { type, limited, exempt } = level.spec;
  if ((type === "Limited") !== (limited !== undefined) || (type === "Exempt") !== (exempt !== undefined)) return false;
  if ((type === "Exempt") !== (nameOf(level) === "exempt")) return false;
  return limited === undefined || (limited.limitResponse?.type === "Reject") === (limited.limitResponse?.queuing === undefined);
}

function byPrecedence(a: FlowSchema, b: FlowSchema): number {
  const difference = (a.spec.matchingPrecedence ?? 0) - (b.spec.matchingPrecedence ?? 0);
  if (difference !== 0) return difference;
  return nameOf(a) < nameOf(b) ? -1 : 1;
}

export function nameOf({ metadata }: FlowSchema | PriorityLevelConfiguration): string {
  return metadata.name ?? "";
}
