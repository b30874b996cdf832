import type { Pod, PodCondition } from "../../api/types/core/v1.gen.ts";
import type { Millis } from "../../base/clock.ts";
import { type Client, keyOf } from "../../client/client.ts";
import { pods } from "../../client/resources.ts";
import { withCondition } from "../../machinery/meta/conditions.ts";
import { formatTime } from "../../machinery/time/time.ts";

/** Writes one condition of a pod, and its phase where given, unless it stands so already. The list is replaced whole, so the write loses against any since `pod` was read. */
export async function writePodCondition(client: Client, pod: Pod, { condition, phase, now }: { condition: PodCondition; phase?: "Failed"; now: Millis }): Promise<void> {
  const conditions = withCondition(pod.status?.conditions, condition, formatTime(now));
  if (conditions === pod.status?.conditions && (phase === undefined || phase === pod.status?.phase)) return;
  const { uid, resourceVersion } = pod.metadata;
  const body = { metadata: { uid, resourceVersion }, status: { conditions, ...(phase !== undefined && { phase }) } };
  await client.patch(pods, keyOf(pod), { type: "application/merge-patch+json", body, subresource: "status" });
}
