import type { Pod, PodCondition } from "../../api/types/core/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";
import { type Client, keyOf } from "../../client/client.ts";
import { pods } from "../../client/resources.ts";
import { withCondition } from "../../machinery/meta/conditions.ts";
import { formatTime } from "../../machinery/time/time.ts";

/** Writes one condition of a pod unless it stands so already. The list is replaced whole, so the write loses against any since `pod` was read. */
export async function writePodCondition(client: Client, pod: Pod, { condition, now }: { condition: PodCondition; now: Millis }): Promise<void> {
  const conditions = withCondition(pod.status?.conditions, condition, formatTime(now));
  if (conditions !== pod.status?.conditions) await patchStatus(client, pod, { conditions });
}

/** Says that the pod has failed, and in a condition why, where there is one to say. Loses against any write since `pod` was read. */
export async function failPod(client: Client, pod: Pod, { condition, now }: { condition?: PodCondition; now: Millis }): Promise<void> {
  await patchStatus(client, pod, { phase: "Failed", ...(condition !== undefined && { conditions: withCondition(pod.status?.conditions, condition, formatTime(now)) }) });
}

async function patchStatus(client: Client, pod: Pod, status: object): Promise<void> {
  const { uid, resourceVersion } = pod.metadata;
  await client.patch(pods, keyOf(pod), { type: "application/merge-patch+json", body: { metadata: { uid, resourceVersion }, status }, subresource: "status" });
}
