/**
 * Jobs to their end, on real containers, in one cluster: each file of `rows/` and `lives/` holds a side of batch/v1 Job.
 * `docs/job-fields.md` says which test shows which field.
 */
import { after, before, describe } from "node:test";
import { endTests } from "./ends.ts";
import { JobLab } from "./lab.ts";
import { lifeTests } from "./life.ts";
import { allTests } from "./tests.ts";

let opened: JobLab | undefined;
before(async () => {
  opened = await JobLab.open("jobs");
});
after(() => opened?.close());

function lab(): JobLab {
  if (opened === undefined) throw new Error("the cluster has not started");
  return opened;
}

const { rows, lives } = await allTests();
// Most of the time goes into waiting for back-offs: the more at once, the sooner all are over.
describe("side by side", { concurrency: 12 }, () => {
  endTests(rows, lab);
  lifeTests(lives, lab);
});
