import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { Informer } from "../../client/informer/informer.ts";

const byNode = "nodeName";

/** Makes `podsOnNode` able to look into the informer. */
export function addNodeIndex(pods: Informer<Pod>): void {
  pods.addIndex(byNode, ({ spec }) => (spec?.nodeName ? [spec.nodeName] : []));
}

export function podsOnNode(pods: Informer<Pod>, nodeName: string): readonly Pod[] {
  return pods.lister.byIndex(byNode, nodeName);
}
