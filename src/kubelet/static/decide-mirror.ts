import { hashAnnotation, isMirrorPod, mirrorAnnotation } from "../../api/core/pod/mirror.ts";
import type { Node, Pod } from "../../api/types/core/v1.gen.ts";

export interface MirrorObservation {
  /** The static pod of a name that runs here, if one does. */
  readonly staticPod: Pod | undefined;
  /** What the API has under that name on this node. */
  readonly mirror: Pod | undefined;
  readonly node: Node;
}

export type MirrorAction = { readonly type: "None" } | { readonly type: "Create"; readonly pod: Pod } | { readonly type: "Delete"; readonly uid: string };

/**
 * The next step towards a mirror pod that shows the static one: another one, or one that somebody deletes, has to go
 * first. A pod of that name that is no mirror is somebody else's and stays. Source: kubernetes tryReconcileMirrorPods.
 */
export function decideMirror({ staticPod, mirror, node }: MirrorObservation): MirrorAction {
  if (mirror !== undefined) {
    if (!isMirrorPod(mirror)) return { type: "None" };
    const shows = staticPod !== undefined && isMirrorOf(mirror, staticPod) && mirror.metadata.deletionTimestamp === undefined;
    return shows ? { type: "None" } : { type: "Delete", uid: mirror.metadata.uid ?? "" };
  }
  if (staticPod === undefined || node.metadata.deletionTimestamp !== undefined) return { type: "None" };
  return { type: "Create", pod: mirrorOf(staticPod, node) };
}

export function isMirrorOf(mirror: Pod, staticPod: Pod): boolean {
  return mirror.metadata.annotations?.[mirrorAnnotation] === staticPod.metadata.annotations?.[hashAnnotation];
}

/** What is created: the static pod's spec and labels, owned by the node. Source: kubernetes pkg/kubelet/pod CreateMirrorPod. */
function mirrorOf({ apiVersion, kind, metadata, spec }: Pod, node: Node): Pod {
  const { name, namespace, labels, annotations = {} } = metadata;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      ...(labels === undefined ? {} : { labels }),
      annotations: { ...annotations, [mirrorAnnotation]: annotations[hashAnnotation] ?? "" },
      ownerReferences: [{ apiVersion: "v1", kind: "Node", name: node.metadata.name ?? "", uid: node.metadata.uid ?? "", controller: true }],
    },
    spec,
  };
}
