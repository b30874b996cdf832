import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Container, Pod } from "../../src/api/types/core/v1.gen.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { createPods, getPod, podThat, waited } from "./support.ts";

/**
 * A node whose runtime has lost everything that ran on it, as after a reboot: only the API remembers. `down --keep-data`
 * takes containers and sandboxes away and leaves objects where they are.
 */

const container = (name: string, command: string[], more: Partial<Container> = {}): Container => ({ name, image: "busybox", imagePullPolicy: "IfNotPresent", command, ...more });
const spec = { terminationGracePeriodSeconds: 1, initContainers: [container("init", ["true"])], containers: [container("main", ["sleep", "3600"])] };
/** It does not heed SIGTERM, and so is still there when the runtime loses it. */
const endsLate = { terminationGracePeriodSeconds: 3_600 };
const main = (pod: Pod) => pod.status?.containerStatuses?.[0];

let cluster: TestCluster;
before(async () => {
  cluster = await testCluster({ name: "reboot", images: ["busybox"] });
  const policies = { always: "Always", "on-failure": "OnFailure", never: "Never", deleted: "Never" } as const;
  await createPods(cluster, Object.entries(policies).map(([name, restartPolicy]) => ({ name, pod: { spec: { ...spec, restartPolicy, ...(name === "deleted" ? endsLate : {}) } } })));
  for (const name of Object.keys(policies)) await podThat(cluster, name, (pod) => pod.status?.phase === "Running");
  await cluster.kubectl("delete", "pod", "deleted", "--wait=false");
  assert.equal((await cluster.wherry(["down", "--keep-data"])).code, 0);
  await cluster.up();
});
after(() => cluster?.dispose());

for (const name of ["always", "on-failure"]) {
  test(`a pod that restarts runs again, and counts it: ${name}`, async () => {
    const pod = await podThat(cluster, name, (each) => main(each)?.restartCount === 1 && main(each)?.state?.running !== undefined);
    const { reason, exitCode } = main(pod)?.lastState?.terminated ?? {};
    assert.deepEqual([reason, exitCode], ["ContainerStatusUnknown", 137]);
    assert.equal(pod.status?.initContainerStatuses?.[0]?.restartCount, 1);
  });
}

test("one that never restarts has failed, and says that its container is gone", async () => {
  const pod = await podThat(cluster, "never", (each) => each.status?.phase === "Failed");
  assert.deepEqual([main(pod)?.state?.terminated?.reason, main(pod)?.state?.terminated?.exitCode, pod.status?.initContainerStatuses?.[0]?.state?.terminated?.exitCode], ["ContainerStatusUnknown", 137, 0]);
  await cluster.kubectl("delete", "pod", "never");
});

test("one that was being deleted goes", async () => {
  await waited(cluster, "--for=delete", "pod/deleted");
  await assert.rejects(getPod(cluster, "deleted"), /not found/);
});
