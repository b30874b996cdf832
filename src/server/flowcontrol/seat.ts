import type { Attributes } from "../authz/attributes.ts";
import type { FlowSchemaState } from "./flow.ts";
import type { Member, Queue } from "./queue-set.ts";
import type { FlowUids } from "./rejection.ts";

/** What the one who is let in must do in the end. */
export interface Entered extends FlowUids {
  /** Gives the seat back; a second time does nothing. A watch does so once it has sent what it begins with. */
  leave(): void;
}

/** A request at its level: it waits, runs, and has left. Times are the clock's monotonic milliseconds. */
export class Seat implements Member, Entered {
  readonly request: Attributes;
  readonly flow: FlowSchemaState;
  readonly distinguisher: string;
  readonly seats: number;
  arrivedMs = 0;
  startedMs: number | undefined = undefined;
  arrivalR = 0;
  queue: Queue | undefined = undefined;
  place = 0;
  /** Set while it waits. */
  onGo: (() => void) | undefined = undefined;
  #onLeave: ((seat: Seat) => void) | undefined;

  constructor(request: Attributes, flow: FlowSchemaState, options: { readonly distinguisher: string; readonly seats: number; readonly onLeave: (seat: Seat) => void }) {
    this.request = request;
    this.flow = flow;
    this.distinguisher = options.distinguisher;
    this.seats = options.seats;
    this.#onLeave = options.onLeave;
  }

  get flowSchemaUid(): string {
    return this.flow.schema.metadata.uid ?? "";
  }

  get priorityLevelUid(): string {
    return this.flow.level.object.metadata.uid ?? "";
  }

  go(): void {
    this.onGo?.();
  }

  leave(): void {
    const onLeave = this.#onLeave;
    this.#onLeave = undefined;
    onLeave?.(this);
  }
}
