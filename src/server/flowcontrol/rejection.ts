import { StatusError } from "../../machinery/errors/status-error.ts";

/** The UIDs that the X-Kubernetes-PF-* headers tell. */
export interface FlowUids {
  readonly flowSchemaUid: string;
  readonly priorityLevelUid: string;
}

/** Flow control does not let a request in. Source: apiserver server/filters tooManyRequests. */
export class RejectedRequest extends StatusError implements FlowUids {
  readonly flowSchemaUid: string;
  readonly priorityLevelUid: string;
  readonly retryAfterSeconds: number;

  constructor({ flowSchemaUid, priorityLevelUid }: FlowUids, retryAfterSeconds: number) {
    super("TooManyRequests", "Too many requests, please try again later.", { details: {}, retryAfterSeconds });
    this.flowSchemaUid = flowSchemaUid;
    this.priorityLevelUid = priorityLevelUid;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
