import type { Answer, RequestContext } from "../contract.ts";

/** A resource or subresource that is computed and never stored: reviews, tokens, component statuses. */
export interface VirtualResource {
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  handle(context: RequestContext): Promise<Answer>;
}
