import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { Informer } from "../../client/informer/informer.ts";
import { byNodeName } from "../../client/informer/lister.ts";

/** Makes `podsOnNode` able to look into the informer. */
export function addNodeIndex(pods: Informer<Pod>): void {
  pods.addIndex(byNodeName);
}

export function podsOnNode(pods: Informer<Pod>, nodeName: string): readonly Pod[] {
  return pods.lister.byIndex(byNodeName, nodeName);
}
