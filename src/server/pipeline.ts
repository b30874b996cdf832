import type { Answer, RequestContext, Stage } from "./contract.ts";

type Handler = (context: RequestContext) => Promise<Answer>;

export interface Pipeline {
  /** In running order. */
  readonly stages: readonly Stage[];
  run(context: RequestContext): Promise<Answer>;
}

/**
 * Runs the stages in the order of the array and `end` after the last. A stage that throws, at once or later, rejects
 * the request.
 */
export function createPipeline(stages: readonly Stage[], end: Handler): Pipeline {
  const first = stages.reduceRight<Handler>((next, stage) => (context) => stage.run(context, next), end);
  return { stages, run: async (context) => first(context) };
}
