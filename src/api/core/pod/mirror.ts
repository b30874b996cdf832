import { mirrorAnnotation } from "../pod-template/validate-pod-annotations.ts";
import type { Pod } from "../../types/core/v1.gen.ts";

/** Where a kubelet has a pod from: `file` for a static one. Source: kubernetes pkg/kubelet/types, as the others here. */
export const sourceAnnotation = "kubernetes.io/config.source";
/** What a static pod's manifest amounts to; another manifest is another pod. */
export const hashAnnotation = "kubernetes.io/config.hash";
/** When the kubelet first saw the manifest. */
export const seenAnnotation = "kubernetes.io/config.seen";
/** On the API's copy of a static pod: the hash of what it shows. */
export { mirrorAnnotation };

/** A mirror pod shows a static pod that a kubelet runs from a file; its spec is not the API's to change. */
export function isMirrorPod(pod: Pod): boolean {
  return pod.metadata.annotations?.[mirrorAnnotation] !== undefined;
}

/** A static pod is one that a kubelet has from a file of its own. */
export function isStaticPod(pod: Pod): boolean {
  return pod.metadata.annotations?.[sourceAnnotation] === "file" && !isMirrorPod(pod);
}

/** How upstream prints the path of the whole object. */
export const wholeObject = "[]";
