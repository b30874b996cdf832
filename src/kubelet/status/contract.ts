import type { Pod, PodStatus } from "../../api/types/core/v1.gen.ts";

/** Where pods' statuses go. */
export interface PodStatuses {
  /** Wants `status` to be the pod's. Returns at once. */
  set(pod: Pod, status: PodStatus): void;
  /** The pod as the server has it now: what others have made of its status is written over by what is wanted. */
  seen(pod: Pod): void;
  /** Resolves when everything wanted so far for this pod was written, or the pod is gone from the server. */
  flushed(podUid: string): Promise<void>;
  /** The pod is gone. */
  forget(podUid: string): void;
}
