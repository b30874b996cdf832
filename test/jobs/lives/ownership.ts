import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { assertEnd, completionsReached } from "../ends.ts";
import type { Life } from "../life.ts";

export const lives: readonly Life[] = [
  {
    name: "pods carry the template's labels and annotations, the Job's labels, its owner reference and the tracking finalizer",
    run: async (lab) => {
      const life = await lab.create("labelled", { script: "until [ -e /marks/labelled-go ]; do sleep 0.1; done; echo $COLOR", podMetadata: { labels: { app: "report" }, annotations: { note: "kept" } }, container: { env: [{ name: "COLOR", value: "green" }] } });
      const [running] = await life.podsThat("running", (pods) => pods.some(({ status }) => status?.phase === "Running"));
      const { labels, annotations, finalizers, ownerReferences } = running?.metadata ?? {};
      assert.deepEqual({ labels, annotations, finalizers, ownerReferences }, {
        labels: { app: "report", "controller-uid": life.uid, "batch.kubernetes.io/controller-uid": life.uid, "job-name": life.name, "batch.kubernetes.io/job-name": life.name },
        annotations: { note: "kept" },
        finalizers: ["batch.kubernetes.io/job-tracking"],
        ownerReferences: [{ apiVersion: "batch/v1", kind: "Job", name: life.name, uid: life.uid, controller: true, blockOwnerDeletion: true }],
      });
      assert.deepEqual([life.now.spec.selector?.matchLabels, life.now.metadata.labels], [{ "batch.kubernetes.io/controller-uid": life.uid }, labels]);
      lab.mark("labelled-go");
      await life.ended();
      assert.equal(await lab.cluster.kubectl("logs", `job/${life.name}`), "green\n");
    },
  },
  {
    name: "with manualSelector the Job finds its pods by a selector of the user's own",
    run: async (lab) => {
      const life = await lab.create("by-hand", { spec: { manualSelector: true, selector: { matchLabels: { batch: "by-hand" } } }, podMetadata: { labels: { batch: "by-hand" } } });
      assertEnd(await life.ended(), completionsReached, { succeeded: 1 });
      assert.deepEqual(life.now.spec.template.metadata?.labels, { batch: "by-hand" });
    },
  },
  {
    name: "a Job that someone else manages is left alone",
    run: async (lab) => {
      const life = await lab.create("managed", { spec: { managedBy: "example.com/elsewhere" } });
      const beside = await lab.create("managed-beside", { spec: { managedBy: "kubernetes.io/job-controller" } });
      await beside.ended();
      await sleep(300);
      assert.deepEqual([life.now.status, await life.pods(), await life.eventsSoFar()], [{}, [], []]);
    },
  },
];
