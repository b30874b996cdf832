import type { Resource } from "../../client/resource.ts";
import type { KubeObject } from "../../machinery/meta/object.ts";

/** An object that every cluster starts with: made when it is not there, and left alone when it is. */
export interface BootstrapObject {
  readonly resource: Resource;
  readonly object: KubeObject;
}
