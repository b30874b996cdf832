import type { UserInfo } from "../../machinery/request/user.ts";

/** What is to be decided about a request for a resource. Absent `namespace` means cluster scope or all namespaces. */
export interface ResourceAttributes {
  readonly user: UserInfo;
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** As it was asked for; some may only see what it selects. */
  readonly fieldSelector?: string;
  readonly path?: undefined;
}

/** What is to be decided about a path that is no resource, such as `/healthz`. The verb is the HTTP method in lower case. */
export interface PathAttributes {
  readonly user: UserInfo;
  readonly verb: string;
  readonly path: string;
}

export type Attributes = ResourceAttributes | PathAttributes;

export function isPath(attributes: Attributes): attributes is PathAttributes {
  return attributes.path !== undefined;
}
