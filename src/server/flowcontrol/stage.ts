import type { Answer, RequestContext, Stage } from "../contract.ts";
import { attributesOf } from "../authz/stage.ts";
import type { FlowControl } from "./flow-control.ts";
import type { Entered } from "./seat.ts";

/**
 * Lets requests in that did not come through the HTTP port, which does so itself before it reads their bodies. A watch
 * has a seat until it has sent what it begins with.
 */
export function flowControlStage(flowControl: FlowControl): Stage {
  return {
    name: "flowcontrol",
    run(context, next) {
      if (context.isSeated === true) return next(context);
      const entered = flowControl.enter(attributesOf(context), { signal: context.signal, read: context.request.options });
      return entered instanceof Promise ? entered.then((seat) => runSeated(seat, context, next)) : runSeated(entered, context, next);
    },
  };
}

/** Gives the seat back once the work for `answer` is done. Source: apiserver util/flowcontrol WatchInitialized. */
export function leaveAfter(answer: Answer | undefined, seat: Entered): void {
  if (answer?.type === "watch") answer.watch.onInitialized(() => seat.leave());
  else seat.leave();
}

async function runSeated(seat: Entered, context: RequestContext, next: (context: RequestContext) => Promise<Answer>): Promise<Answer> {
  let answer: Answer | undefined;
  try {
    answer = await next(context);
    return answer;
  } finally {
    leaveAfter(answer, seat);
  }
}
