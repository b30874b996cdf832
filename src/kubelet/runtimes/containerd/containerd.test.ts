import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { buildBusybox } from "../../../../tools/images/busybox.ts";
import { RealClock } from "../../../base/real-clock.ts";
import { criConformance } from "../../cri/conformance.ts";
import { probeCgroups } from "../shared/cgroups/cgroup-tree.ts";
import { createContainerdRuntime } from "./index.ts";
import { cgroupRootOf } from "./location.ts";
import { startContainerd, whyNoContainerd } from "../../../../test/support/containerd.ts";

criConformance("containerd", async () => {
  const clock = new RealClock();
  const containerd = await startContainerd({ name: `cri${process.pid}`, podCidr: `10.189.${process.pid % 256}.0/24` });
  const clusterName = `ctd-${process.pid}`;
  const opened = await createContainerdRuntime({ clock, clusterName, endpoint: containerd.socketPath });
  await opened.images.load((async function* () {
    yield buildBusybox();
  })());
  return {
    runtime: opened.runtime, images: opened.images, logRoot: `${containerd.folder}/logs`,
    readLog: (path) => readFileSync(path, "utf8"),
    settle: async () => {},
    close: async () => {
      await opened.teardown();
      assert.deepEqual(await containerd.stop(), []);
      assert.deepEqual(cgroupsOf(clusterName), []);
    },
  };
}, { processes: true, network: true, skip: whyNoContainerd });

function cgroupsOf(clusterName: string): string[] {
  const { hierarchies = [], mixedUnified = "" } = probeCgroups() ?? {};
  return [...hierarchies, mixedUnified].map((hierarchy) => `${hierarchy}${cgroupRootOf(clusterName)}`).filter((path) => existsSync(path));
}
