import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { untilItHolds } from "../support/until.ts";

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "pi", images: ["perl"] });
});
after(() => cluster.dispose());

test("the pi Job prints 2000 digits, and kubectl describes it as its users know", async () => {
  assert.equal(await cluster.kubectl("apply", "-f", "examples/pi-job.yaml"), "job.batch/pi-calculator created\n");
  assert.equal(await cluster.kubectl("wait", "--for=condition=complete", "--timeout=110s", "job/pi-calculator"), "job.batch/pi-calculator condition met\n");

  const logs = await cluster.kubectl("logs", "-l", "job-name=pi-calculator", "--tail=-1");
  assert.match(logs, /^3\.14159265358979/);
  assert.equal(logs.trim().length, "3.".length + 1999);

  const lines = [
    /^Name: +pi-calculator$/m,
    /^Parallelism: +1$/m,
    /^Completions: +1$/m,
    /^Completion Mode: +NonIndexed$/m,
    /^Suspend: +false$/m,
    /^Backoff Limit: +4$/m,
    /^Pods Statuses: +0 Active \(0 Ready\) \/ 1 Succeeded \/ 0 Failed$/m,
    /Normal +SuccessfulCreate .* job-controller +Created pod: pi-calculator-[a-z0-9]{5}$/m,
    /Normal +Completed .* job-controller +Job completed$/m,
  ];
  await untilItHolds(async () => {
    const described = await cluster.kubectl("describe", "jobs/pi-calculator");
    for (const line of lines) assert.match(described, line);
  });

  assert.match(await cluster.kubectl("get", "jobs"), /^NAME +STATUS +COMPLETIONS +DURATION +AGE\npi-calculator +Complete +1\/1 +[\dms]+ +[\dms]+\n$/);
});

test("a Job's template cannot be changed, and deleting the Job removes its pods", async () => {
  const patch = JSON.stringify({ spec: { template: { spec: { containers: [{ name: "pi", image: "other" }] } } } });
  const refused = await cluster.tryKubectl(["patch", "job", "pi-calculator", "-p", patch]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /The Job "pi-calculator" is invalid: spec\.template: Invalid value: .*: field is immutable/s);

  await cluster.kubectl("delete", "job", "pi-calculator");
  await cluster.kubectl("wait", "--for=delete", "pod", "-l", "job-name=pi-calculator", "--timeout=60s");
  assert.equal((await cluster.tryKubectl(["get", "pods"])).stderr, "No resources found in default namespace.\n");
});
