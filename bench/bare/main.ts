import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { probeCgroups } from "../../src/kubelet/runtimes/shared/cgroups/cgroup-tree.ts";
import { BareContainers, usePrivateMounts } from "./bare-container.ts";
import { measureSpeed } from "./measure.ts";

// Started by measureBare as `unshare --mount node bench/bare/main.ts COUNT`, by measureBareExec with the word `exec` behind.
usePrivateMounts(probeCgroups()?.mixedUnified);
const containers = new BareContainers(mkdtempSync(`${tmpdir()}/bare-`));
try {
  const count = Number(process.argv[2] ?? 100);
  console.log(JSON.stringify(process.argv[3] === "exec" ? await containers.execTimes(count) : await measureSpeed(() => containers.run(), count)));
} finally {
  containers.close();
}
