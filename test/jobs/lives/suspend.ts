import assert from "node:assert/strict";
import type { Job } from "../../../src/api/types/batch/v1.gen.ts";
import { assertEnd, completionsReached } from "../ends.ts";
import type { Life } from "../life.ts";

const suspended = ({ status }: Job): string | undefined => {
  const condition = status?.conditions?.find(({ type }) => type === "Suspended");
  return condition && `${condition.status} ${condition.reason} ${condition.message}`;
};

export const lives: readonly Life[] = [
  {
    name: "a Job created suspended has no pods and no start; its scheduling fields may change until it is resumed",
    run: async (lab) => {
      const life = await lab.create("suspended", { spec: { suspend: true }, pod: { nodeSelector: { disk: "golden" } } });
      const waiting = await life.until("being suspended", (job) => suspended(job) === "True JobSuspended Job suspended");
      assert.deepEqual({ start: waiting.status?.startTime, pods: await life.pods() }, { start: undefined, pods: [] });
      await life.patch({
        spec: {
          template: {
            metadata: { labels: { lane: "fast" }, annotations: { why: "resumed" } },
            spec: { nodeSelector: { disk: null, "kubernetes.io/os": "linux" }, tolerations: [{ key: "spot", operator: "Exists" }] },
          },
        },
      });
      await life.patch({ spec: { suspend: false } });
      assertEnd(await life.ended(), completionsReached, { succeeded: 1 });
      assert.equal(suspended(life.now), "False JobResumed Job resumed");
      const [pod] = await life.pods();
      assert.equal(pod?.metadata.labels?.["lane"], "fast");
      assert.equal(pod?.metadata.annotations?.["why"], "resumed");
      assert.deepEqual(pod?.spec?.nodeSelector, { "kubernetes.io/os": "linux" });
      assert.ok(pod?.spec?.tolerations?.some(({ key }) => key === "spot"));
    },
  },
  {
    name: "suspending a running Job ends its pods and its clock; resuming starts both anew",
    run: async (lab) => {
      const life = await lab.create("paused", { spec: { completions: 1 }, script: "[ -e /marks/paused-go ] || sleep 3600" });
      const first = await life.until("running", ({ status }) => status?.ready === 1);
      await life.patch({ spec: { suspend: true } });
      const paused = await life.until("being suspended", (job) => suspended(job)?.startsWith("True") === true && job.status?.terminating === 0);
      assert.deepEqual({ active: paused.status?.active, start: paused.status?.startTime }, { active: undefined, start: undefined });
      lab.mark("paused-go");
      await life.patch({ spec: { suspend: false } });
      const ended = await life.ended();
      assert.equal(ended.status?.succeeded, 1);
      assert.ok(Date.parse(ended.status?.startTime ?? "") > Date.parse(first.status?.startTime ?? ""), "the start is that of the resumption");
      const texts = await life.events("Job completed");
      assert.deepEqual(texts.filter((text) => /Suspended|Resumed/.test(text)), ["Normal Resumed Job resumed", "Normal Suspended Job suspended"]);
    },
  },
  {
    name: "the template of a Job that has started cannot be changed",
    run: async (lab) => {
      await lab.create("fixed-template", { script: "sleep 5" });
      const { code, stderr } = await lab.cluster.tryKubectl(["patch", "job", "fixed-template", "--type=merge", "-p", '{"spec":{"template":{"metadata":{"labels":{"late":"yes"}}}}}']);
      assert.equal(code, 1);
      assert.match(stderr, /^The Job "fixed-template" is invalid: spec\.template: Invalid value: .*: field is immutable\n$/s);
    },
  },
];
