import assert from "node:assert/strict";
import type { Job } from "../../../src/api/types/batch/v1.gen.ts";
import { pods } from "../../../src/client/resources.ts";
import type { JobLife } from "../lab.ts";
import type { Life } from "../life.ts";

/** Its first pod, when told to end, takes a second and a half; the second succeeds. */
const stubborn = (name: string): string => `mkdir /marks/${name} || exit 0; trap 'sleep 1.5; exit 1' TERM; sleep 60 & wait $!; wait`;

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
      const life = await lab.create("patient", { spec: { podReplacementPolicy: "Failed" }, script: stubborn("patient"), pod: { terminationGracePeriodSeconds: 10 } });
      await deleteFirstPod(life);
      const ended = await life.ended();
      assert.deepEqual([ended.status?.succeeded, ended.status?.failed], [1, 1]);
      assert.ok(life.versions.some(({ status }) => status?.terminating === 1), "the pod that ends is told as terminating");
      assert.equal(life.versions.some(bothAtOnce), false, "never is one active while another terminates");
    },
  },
  {
    name: "podReplacementPolicy TerminatingOrFailed replaces a deleted pod while it still ends, after the back-off",
    run: async (lab) => {
      const life = await lab.create("eager", { spec: { podReplacementPolicy: "TerminatingOrFailed" }, script: stubborn("eager").replace("1.5", "14"), pod: { terminationGracePeriodSeconds: 20 } });
      await deleteFirstPod(life);
      await life.until("a new pod beside the old", bothAtOnce);
      const ended = await life.ended();
      assert.deepEqual([ended.status?.succeeded, ended.status?.failed], [1, 1]);
    },
  },
];
