import { Client, parseKey } from "../../client/client.ts";
import { jobs as jobResource } from "../../client/resources.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { ControllerContext, ControllerDefinition } from "../contract.ts";
import { enqueueKeys, runQueue } from "../shared/run-queue.ts";
import { timeToLiveMs } from "./decide.ts";
import { TtlMetrics } from "./metrics.ts";

/** Deletes Jobs, with all that they own, `ttlSecondsAfterFinished` after their end. */
export const controller: ControllerDefinition = {
  name: "ttl-after-finished-controller",
  permissions: [
    { apiGroups: ["batch"], resources: ["jobs"], verbs: ["get", "list", "watch", "delete"] },
    { apiGroups: ["", "events.k8s.io"], resources: ["events"], verbs: ["create", "patch", "update"] },
  ],
  run,
};

function run(context: ControllerContext, signal: AbortSignal): Promise<void> {
  const jobs = context.informers.informer(jobResource);
  const client = new Client(context.transport);
  const { deletionDuration } = context.metrics.set(TtlMetrics);
  return runQueue(context, {
    name: "ttl_jobs_to_delete",
    what: "job",
    subscribe: (queue) => [enqueueKeys(jobs, queue, (job) => job.spec.ttlSecondsAfterFinished !== undefined)],
    reconcile: async (text) => {
      const key = parseKey(text);
      const cached = jobs.lister.get(key.namespace, key.name);
      const waitMs = cached && timeToLiveMs(cached, context.clock.now());
      if (waitMs === undefined || waitMs > 0) return { requeueAfterMs: waitMs };
      // The time may have been made longer since: ask the server itself before something is lost.
      const job = await client.get(jobResource, key).catch(ignoreNotFound);
      const liveMs = job && timeToLiveMs(job, context.clock.now());
      if (job === undefined || liveMs === undefined || liveMs > 0) return { requeueAfterMs: liveMs };
      const deleted = await client.delete(jobResource, key, { propagationPolicy: "Foreground", preconditions: { uid: job.metadata.uid, resourceVersion: job.metadata.resourceVersion } }).catch(ignoreNotFound);
      if (deleted !== undefined) deletionDuration.observe(-(timeToLiveMs(job, context.clock.now()) ?? 0) / 1_000);
      return undefined;
    },
  }, signal);
}

function ignoreNotFound(error: unknown): undefined {
  if (!isStatus(error, "NotFound")) throw error;
  return undefined;
}
