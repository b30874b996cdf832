import assert from "node:assert/strict";
import type { Job } from "../../../src/api/types/batch/v1.gen.ts";
import { pods } from "../../../src/client/resources.ts";
import type { JobLab, JobLife, JobParts } from "../lab.ts";
import type { Life } from "../life.ts";

/** Its first pod is ready when it heeds SIGTERM and takes until `go` to end; the second succeeds, after `go` too. */
const stubborn = (name: string): JobParts => {
  const go = `until [ -e /marks/${name}-go ]; do sleep 0.1; done`;
  return {
    script: `if ! mkdir /marks/${name}; then ${go}; exit 0; fi; trap '${go}; exit 1' TERM; touch /tmp/heeds; while :; do sleep 0.1; done`,
    container: { readinessProbe: { exec: { command: ["test", "-e", "/tmp/heeds"] }, periodSeconds: 1, timeoutSeconds: 30 } },
    pod: { terminationGracePeriodSeconds: 600 },
  };
};
const go = (lab: JobLab, { name }: JobLife): void => lab.mark(`${name}-go`);

async function deleteFirstPod(life: JobLife): Promise<void> {
  await life.until("running", ({ status }) => status?.ready === 1);
  const [pod] = await life.pods();
  await life.client.delete(pods, { namespace: "default", name: pod?.metadata.name ?? "" });
}

const bothAtOnce = ({ status }: Job): boolean => (status?.terminating ?? 0) > 0 && (status?.active ?? 0) > 0;

export const lives: readonly Life[] = [
  {
    name: "podReplacementPolicy Failed waits until the deleted pod has ended",
    run: async (lab) => {
      const life = await lab.create("patient", { spec: { podReplacementPolicy: "Failed" }, ...stubborn("patient") });
      await deleteFirstPod(life);
      await life.until("a pod that ends", ({ status }) => status?.terminating === 1);
      go(lab, life);
      const ended = await life.ended();
      assert.deepEqual([ended.status?.succeeded, ended.status?.failed], [1, 1]);
      assert.equal(life.versions.some(bothAtOnce), false, "never is one active while another terminates");
    },
  },
  {
    name: "podReplacementPolicy TerminatingOrFailed replaces a deleted pod while it still ends, after the back-off",
    run: async (lab) => {
      const life = await lab.create("eager", { spec: { podReplacementPolicy: "TerminatingOrFailed" }, ...stubborn("eager") });
      await deleteFirstPod(life);
      await life.until("a new pod beside the old", bothAtOnce);
      go(lab, life);
      const ended = await life.ended();
      assert.deepEqual([ended.status?.succeeded, ended.status?.failed], [1, 1]);
    },
  },
];
