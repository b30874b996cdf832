import { serverOverloaded } from "../../machinery/errors/constructors.ts";
import type { Answer, RequestContext, Stage } from "../contract.ts";
import { bootstrapLevels } from "./levels.ts";
import { classify, type FlowRequest, type FlowSchemaSpec } from "./schemas.ts";
import { Seats } from "./seats.ts";

/** Requests that may run at once over all limited levels: upstream's 400 read-only and 200 mutating. */
export const serverConcurrencyLimit = 600;

export interface FlowControlOptions {
  readonly concurrencyLimit?: number;
  /** The UIDs of the published objects, sent as X-Kubernetes-PF-* headers. */
  uidOf?(kind: "FlowSchema" | "PriorityLevelConfiguration", name: string): string | undefined;
}

/**
 * Bounds how many requests run at once, by priority level, so that a flood of one kind leaves room for the others.
 * Watches are exempt: they would hold their seats for hours.
 */
export function flowControlStage(options: FlowControlOptions = {}): Stage {
  const seats = seatsByLevel(options.concurrencyLimit ?? serverConcurrencyLimit);
  return {
    name: "flowcontrol",
    run(context, next) {
      const schema = classify(flowRequestOf(context));
      if (context.setHeader !== undefined) {
        context.setHeader("X-Kubernetes-PF-FlowSchema-UID", options.uidOf?.("FlowSchema", schema.name) ?? "");
        context.setHeader("X-Kubernetes-PF-PriorityLevel-UID", options.uidOf?.("PriorityLevelConfiguration", schema.level) ?? "");
      }
      const level = seats.get(schema.level);
      if (level === undefined || context.request.verb === "watch") return next(context);
      return runSeated(level, flowOf(schema, context), context, next);
    },
  };
}

/** Whose turn a waiting request takes. */
function flowOf({ name, distinguisher }: FlowSchemaSpec, { user, request }: RequestContext): string {
  if (distinguisher === undefined) return name;
  return `${name}/${distinguisher === "ByUser" ? user.name : (request.namespace ?? "")}`;
}

async function runSeated(level: Seats, flow: string, context: RequestContext, next: (context: RequestContext) => Promise<Answer>): Promise<Answer> {
  if (!level.tryAcquire()) {
    const turn = level.enqueue(flow, context.signal);
    if (turn === undefined) throw serverOverloaded();
    await turn;
  }
  try {
    return await next(context);
  } finally {
    level.release();
  }
}

function seatsByLevel(concurrencyLimit: number): Map<string, Seats> {
  const limited = bootstrapLevels.filter((level) => level.type === "Limited");
  const shares = limited.reduce((sum, level) => sum + level.nominalConcurrencyShares, 0);
  return new Map(
    limited.map((level) => {
      const seats = Math.ceil((concurrencyLimit * level.nominalConcurrencyShares) / shares);
      // As upstream's shuffle sharding: a flow may use as many queues of the level as its hand holds.
      const { queues = 0, handSize = 0, queueLengthLimit = 0 } = level.queuing ?? {};
      return [level.name, new Seats({ seats, waiting: queues * queueLengthLimit, waitingPerFlow: handSize * queueLengthLimit })];
    }),
  );
}

function flowRequestOf({ request, user }: RequestContext): FlowRequest {
  const { verb, resource, subresource, namespace } = request;
  return { user, verb, group: resource.group, resource: resource.resource, subresource, namespace };
}
