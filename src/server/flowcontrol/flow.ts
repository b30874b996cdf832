import type { FlowSchema } from "../../api/types/flowcontrol/v1.gen.ts";
import { type Attributes, isPath } from "../authz/attributes.ts";
import { nameOf } from "./decide-configuration.ts";
import type { FlowSeries } from "./metrics.ts";
import type { PriorityLevel } from "./priority-level.ts";
import { dealHand, hashFlow } from "./shuffle-sharding.ts";

/** Flows of a schema whose hands are remembered; past that all are forgotten and dealt again, the same. */
const mostHands = 1_024;
const noHand: readonly number[] = [];

/** A flow schema at work: where its requests go, and which of the queues there. */
export class FlowSchemaState {
  readonly schema: FlowSchema;
  readonly level: PriorityLevel;
  readonly series: FlowSeries;
  readonly #hands = new Map<string, readonly number[]>();

  constructor(schema: FlowSchema, level: PriorityLevel, series: FlowSeries) {
    this.schema = schema;
    this.level = level;
    this.series = series;
  }

  get name(): string {
    return nameOf(this.schema);
  }

  /** What tells the flows of the schema apart. */
  distinguisherOf(request: Attributes): string {
    switch (this.schema.spec.distinguisherMethod?.type) {
      case "ByUser":
        return request.user.name;
      case "ByNamespace":
        return isPath(request) ? "" : (request.namespace ?? "");
      default:
        return "";
    }
  }

  /** The queues that requests with this distinguisher may wait in. */
  handOf(distinguisher: string): readonly number[] {
    const { queuing } = this.level.queueSet;
    if (queuing.type !== "queue") return noHand;
    const known = this.#hands.get(distinguisher);
    if (known !== undefined) return known;
    const hand = dealHand(hashFlow(this.name, distinguisher), queuing.queues, queuing.handSize);
    if (this.#hands.size >= mostHands) this.#hands.clear();
    this.#hands.set(distinguisher, hand);
    return hand;
  }
}
