import assert from "node:assert/strict";
import { jobs, pods } from "../../../src/client/resources.ts";
import type { PropagationPolicy } from "../../../src/machinery/request/api-request.ts";
import type { JobLab, JobLife } from "../lab.ts";
import type { Life } from "../life.ts";

/** A Job with one pod that runs and one that has ended. */
async function halfDone(lab: JobLab, name: string): Promise<JobLife> {
  const life = await lab.create(name, { spec: { completions: 2, parallelism: 2 }, script: `mkdir /marks/${name} || sleep 3600` });
  await life.until("one done, one ready", ({ status }) => status?.succeeded === 1 && status.ready === 1);
  return life;
}

function remove(life: JobLife, propagationPolicy?: PropagationPolicy): Promise<unknown> {
  return life.client.delete(jobs, { namespace: "default", name: life.name }, { propagationPolicy });
}

const gone = (life: JobLife): Promise<unknown> => life.podsThat("being gone", (found) => found.length === 0);

/** The pods stay: without their owner and with nothing that would keep them from being deleted. */
async function assertOrphans(life: JobLife): Promise<void> {
  await life.untilGone();
  const orphans = await life.podsThat("being orphans", (found) => found.every(({ metadata }) => metadata.ownerReferences === undefined && metadata.finalizers === undefined));
  assert.deepEqual(orphans.map(({ status }) => status?.phase).sort(), ["Running", "Succeeded"]);
  for (const { metadata } of orphans) await life.client.delete(pods, { namespace: "default", name: metadata.name ?? "" }, { gracePeriodSeconds: 0 });
}

export const lives: readonly Life[] = [
  {
    name: "deleting in the background removes the Job at once and its pods after it",
    run: async (lab) => {
      const life = await halfDone(lab, "background");
      await remove(life, "Background");
      await life.untilGone();
      await gone(life);
    },
  },
  {
    name: "deleting in the foreground removes the Job when its pods are gone",
    run: async (lab) => {
      const life = await halfDone(lab, "foreground");
      await remove(life, "Foreground");
      const waiting = await life.until("waiting for its pods", ({ metadata }) => metadata.deletionTimestamp !== undefined);
      assert.deepEqual(waiting.metadata.finalizers, ["foregroundDeletion"]);
      await life.untilGone();
      assert.deepEqual(await life.pods(), []);
    },
  },
  {
    name: "deleting with orphans leaves the pods",
    run: async (lab) => {
      const life = await halfDone(lab, "orphan");
      await remove(life, "Orphan");
      await assertOrphans(life);
    },
  },
  {
    name: "a delete that names no propagation orphans the pods of a Job, as batch/v1 has it",
    run: async (lab) => {
      const life = await halfDone(lab, "unsaid");
      await remove(life);
      await assertOrphans(life);
    },
  },
  {
    name: "ttlSecondsAfterFinished removes the Job and its pods after its end",
    run: async (lab) => {
      const life = await lab.create("short-lived", { spec: { ttlSecondsAfterFinished: 1 } });
      const ended = await life.ended();
      await life.untilGone();
      assert.ok(Date.now() - Date.parse(ended.status?.completionTime ?? "") >= 1_000, "not before its time");
      await gone(life);
    },
  },
];
