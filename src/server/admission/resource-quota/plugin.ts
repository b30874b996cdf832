import type { ResourceQuota } from "../../../api/types/core/v1.gen.ts";
import { isStatus } from "../../../machinery/errors/status-error.ts";
import { resourceQuotas } from "../../resources.ts";
import type { AdmissionAttributes } from "../../contract.ts";
import type { AdmissionContext, AdmissionPluginFactory } from "../context.ts";
import { refuse } from "../shared/refuse.ts";
import { decideQuota } from "./decide.ts";

/** How often a charge is tried again after another request charged the same quota. */
const mostTries = 10;

/**
 * Charges what is made to the namespace's quotas, and refuses what does not fit. The charge is a conditional write to the
 * quota's status, so two requests never spend the same room; the quota controller gives back what was charged for writes
 * that failed afterwards. Source: apiserver admission/plugin/resourcequota.
 */
export const plugin: AdmissionPluginFactory = (context) => ({
  name: "ResourceQuota",
  order: 1000,
  handles: ({ operation, namespace, subresource, info }) => operation === "CREATE" && namespace !== undefined && subresource === undefined && info.namespaced && !(info.group === "" && info.resource === "events"),

  async validate(attributes) {
    for (const quota of context.objects.list(resourceQuotas, attributes.namespace)) await charge(context, attributes, quota);
  },
});

async function charge({ objects, loopback }: AdmissionContext, attributes: AdmissionAttributes, cached: ResourceQuota): Promise<void> {
  const { info, object, namespace = "", dryRun } = attributes;
  if (object === undefined || decideQuota(cached, info, object).type === "unconcerned") return;
  const name = cached.metadata.name ?? "";
  for (let tries = 1; ; tries++) {
    const quota = await objects.live(resourceQuotas, namespace, name);
    if (quota === undefined) return;
    const verdict = decideQuota(quota, info, object);
    if (verdict.type === "refused") throw refuse(attributes, verdict.why);
    if (verdict.type === "unconcerned" || dryRun) return;
    try {
      const body = { ...quota, status: { ...quota.status, used: verdict.used } };
      await loopback.request({ verb: "update", resource: resourceQuotas, subresource: "status", namespace, name, body });
      return;
    } catch (error) {
      if (!isStatus(error, "Conflict") || tries >= mostTries) throw error;
    }
  }
}
