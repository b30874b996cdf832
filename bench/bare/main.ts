import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { probeCgroups } from "../../src/kubelet/runtimes/shared/cgroups/cgroup-tree.ts";
import { BareContainers, usePrivateMounts } from "./bare-container.ts";
import { measureSpeed } from "./measure.ts";

// Started by measureBare as `unshare --mount node bench/bare/main.ts COUNT`.
usePrivateMounts(probeCgroups()?.mixedUnified);
const containers = new BareContainers(mkdtempSync(`${tmpdir()}/bare-`));
try {
  console.log(JSON.stringify(await measureSpeed(() => containers.run(), Number(process.argv[2] ?? 100))));
} finally {
  containers.close();
}
