import type { Answer, RequestContext, Stage } from "../contract.ts";
import { attributesOf } from "../authz/stage.ts";
import type { FlowControl } from "./flow-control.ts";
import type { Entered } from "./seat.ts";

/**
 * Lets requests in that did not come through the HTTP port, which does so itself before it reads their bodies. A watch
 * has a seat until it stands.
 */
export function flowControlStage(flowControl: FlowControl): Stage {
  return {
    name: "flowcontrol",
    run(context, next) {
      if (context.isSeated === true) return next(context);
      const entered = flowControl.enter(attributesOf(context), context);
      return entered instanceof Promise ? entered.then((seat) => runSeated(seat, context, next)) : runSeated(entered, context, next);
    },
  };
}

async function runSeated(seat: Entered, context: RequestContext, next: (context: RequestContext) => Promise<Answer>): Promise<Answer> {
  try {
    return await next(context);
  } finally {
    seat.leave();
  }
}
