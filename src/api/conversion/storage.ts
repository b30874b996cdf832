import type { KubeObject } from "../../machinery/meta/object.ts";
import type { GroupVersionResource } from "../../machinery/meta/resource.ts";
import { coreEventOf, eventsEventOf } from "./events.ts";
import { hpaV1Of, hpaV2Of } from "./horizontal-pod-autoscalers.ts";

/**
 * How a served resource is stored. Several resources may share what is stored: an Event is one object in both groups
 * that serve events, an autoscaler one in both versions.
 */
export interface StoredForm {
  /** The group, version and plural under which it is stored. */
  readonly stored: GroupVersionResource;
  /** Neither writes to its input. Both are the identity where the resource is stored as it is served. */
  toStored(object: KubeObject): KubeObject;
  fromStored(object: KubeObject): KubeObject;
}

/** The served resources that are not stored as they are served, by group, version and plural. */
const converted: Readonly<Record<string, StoredForm>> = {
  "events.k8s.io/v1/events": form({ group: "", version: "v1", resource: "events" }, coreEventOf, eventsEventOf),
  "autoscaling/v1/horizontalpodautoscalers": form({ group: "autoscaling", version: "v2", resource: "horizontalpodautoscalers" }, hpaV2Of, hpaV1Of),
};

// Each function takes the type that it converts from; which one that is, the table above knows.
function form<A extends KubeObject, B extends KubeObject>(stored: GroupVersionResource, toStored: (served: A) => B, fromStored: (stored: B) => A): StoredForm {
  return { stored, toStored: (object) => toStored(object as A), fromStored: (object) => fromStored(object as B) };
}

const same = (object: KubeObject): KubeObject => object;

/** How objects of `resource` are stored. */
export function storageOf({ group, version, resource }: GroupVersionResource): StoredForm {
  return converted[`${group}/${version}/${resource}`] ?? { stored: { group, version, resource }, toStored: same, fromStored: same };
}
