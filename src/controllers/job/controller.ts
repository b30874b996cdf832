import type { Job } from "../../api/types/batch/v1.gen.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import { exponentialBackoff } from "../../base/workqueue/backoff.ts";
import { QueueMetrics } from "../../base/workqueue/queue-metrics.ts";
import { runWorkers } from "../../base/workqueue/run-workers.ts";
import { WorkQueue } from "../../base/workqueue/workqueue.ts";
import { Client, keyOf, keyText } from "../../client/client.ts";
import type { Informer } from "../../client/informer/informer.ts";
import { byControllerUid } from "../../client/informer/lister.ts";
import { jobs as jobResource, pods as podResource } from "../../client/resources.ts";
import { controllerOf } from "../../machinery/meta/owner.ts";
import { selectorFromLabelSelector } from "../../machinery/selector/label-selector.ts";
import type { ControllerContext, ControllerDefinition } from "../contract.ts";
import { addClaimIndexes } from "../shared/claim.ts";
import { isOurs, looksOrphaned, reconcileOrphanPod } from "./orphan-pods.ts";
import { JobMetrics } from "./metrics.ts";
import { isManagedElsewhere, JobReconciler } from "./reconciler.ts";

/** Jobs in hand at once. They spend their time waiting for writes, which the store commits together. */
const workers = 16;

/** Source: kubernetes pkg/controller/job DefaultJobApiBackOff and MaxJobApiBackOff. */
const apiBackoff = exponentialBackoff(1_000, 60_000);

export const controller: ControllerDefinition = {
  name: "job-controller",
  // Source: kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy controller_policy.go
  permissions: [
    { apiGroups: ["batch"], resources: ["jobs"], verbs: ["get", "list", "watch", "update", "patch"] },
    { apiGroups: ["batch"], resources: ["jobs/status"], verbs: ["update"] },
    { apiGroups: ["batch"], resources: ["jobs/finalizers"], verbs: ["update"] },
    { apiGroups: [""], resources: ["pods"], verbs: ["list", "watch", "create", "delete", "patch"] },
    { apiGroups: ["", "events.k8s.io"], resources: ["events"], verbs: ["create", "patch", "update"] },
  ],
  run,
};

async function run({ transport, informers, recorder, clock, metrics: registry, onError }: ControllerContext, signal: AbortSignal): Promise<void> {
  const jobs = informers.informer(jobResource);
  const pods = informers.informer(podResource);
  addClaimIndexes(pods);
  const metrics = registry.set(JobMetrics);
  const newQueue = (name: string): WorkQueue<string> => new WorkQueue(clock, { backoff: apiBackoff, observer: registry.set(QueueMetrics).observer(name) });
  const queue = newQueue("job");
  const orphans = newQueue("job_orphan_pod");
  const unsubscribe = subscribe({ jobs, pods, queue, orphans, metrics });
  const reconciler = new JobReconciler({ transport, recorder, clock, metrics, jobs, pods, requeue: (key) => queue.add(key) });
  const client = new Client(transport);
  try {
    await informers.waitForSync(signal);
    await Promise.all([
      runWorkers(queue, workers, (key) => reconciler.reconcile(key), signal, { onError: (key, error) => onError?.(`job ${key}`, error) }),
      runWorkers(orphans, 1, (key) => reconcileOrphanPod(key, { client, jobs, pods }), signal, { onError: (key, error) => onError?.(`pod ${key}`, error) }),
    ]);
  } finally {
    unsubscribe();
    queue.shutDown();
    orphans.shutDown();
  }
}

interface Subscriptions {
  readonly jobs: Informer<Job>;
  readonly pods: Informer<Pod>;
  readonly queue: WorkQueue<string>;
  readonly orphans: WorkQueue<string>;
  readonly metrics: JobMetrics;
}

function subscribe({ jobs, pods, queue, orphans, metrics }: Subscriptions): () => void {
  const podChanged = (pod: Pod): void => {
    const owner = controllerOf(pod);
    const namespace = pod.metadata.namespace ?? "";
    if (owner !== undefined && isOurs(owner)) queue.add(keyText({ namespace, name: owner.name }));
    else if (owner === undefined) for (const job of jobs.lister.inNamespace(namespace)) if (wouldAdopt(job, pod)) queue.add(keyText(keyOf(job)));
    if (jobs.hasSynced && looksOrphaned(pod, jobs)) orphans.add(keyText(keyOf(pod)));
  };
  const jobChanged = (job: Job): void => queue.add(keyText(keyOf(job)));
  const stops = [
    jobs.addHandler({
      onAdd: (job) => {
        if (isManagedElsewhere(job)) metrics.managedElsewhere(job);
        jobChanged(job);
      },
      onUpdate: jobChanged,
      onDelete: (job) => {
        jobChanged(job);
        for (const pod of pods.lister.byIndex(byControllerUid, job.metadata.uid ?? "")) orphans.add(keyText(keyOf(pod)));
      },
    }),
    pods.addHandler({
      onAdd: (pod) => {
        metrics.podChanged(undefined, pod);
        podChanged(pod);
      },
      onUpdate: (pod, old) => {
        metrics.podChanged(old, pod);
        podChanged(pod);
        if (controllerOf(old)?.uid !== controllerOf(pod)?.uid) podChanged(old); // its former Job has lost a pod
      },
      onDelete: (pod) => {
        metrics.podChanged(pod, undefined);
        podChanged(pod);
      },
    }),
  ];
  // Pods that were listed before the Jobs could not be told from orphans.
  void jobs.synced.then(() => {
    for (const pod of pods.lister.list()) if (looksOrphaned(pod, jobs)) orphans.add(keyText(keyOf(pod)));
  });
  return () => {
    for (const stop of stops) stop();
  };
}

function wouldAdopt({ spec }: Job, { metadata }: Pod): boolean {
  return metadata.deletionTimestamp === undefined && selectorFromLabelSelector(spec.selector).matches(metadata.labels ?? {});
}
