import { mirrorAnnotation } from "../pod-template/validate-pod-annotations.ts";
import type { Pod } from "../../types/core/v1.gen.ts";

export { mirrorAnnotation };

/** A mirror pod shows a static pod that a kubelet runs from a file; its spec is not the API's to change. */
export function isMirrorPod(pod: Pod): boolean {
  return pod.metadata.annotations?.[mirrorAnnotation] !== undefined;
}

/** How upstream prints the path of the whole object. */
export const wholeObject = "[]";
