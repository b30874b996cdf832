import { setTimeout as sleep } from "node:timers/promises";
import { createHttpTransport } from "../../src/client/http/http-transport.ts";
import { loadKubeconfig } from "../../src/client/http/kubeconfig.ts";
import { testCluster } from "../../test/support/cluster.ts";
import type { Benchmark } from "../contract.ts";
import { aPod, createReady } from "../shared/pods.ts";
import { usageOf } from "../shared/process-usage.ts";

const podCount = 100;
const settleMs = 30_000;
const measuredMs = 60_000;

export const benchmark: Benchmark = {
  name: "pods-at-rest",
  summary: `what ${podCount} running pods that do nothing cost: all of the cluster's processes, over a minute`,
  async run(say) {
    const cluster = await testCluster({ name: "benchrest", images: ["busybox"] });
    const transport = createHttpTransport(loadKubeconfig(cluster.kubeconfig).endpoint);
    try {
      say(`starting ${podCount} pods`);
      await Promise.all(Array.from({ length: podCount }, (_, index) => createReady(transport, aPod(`rest-${index}`, { container: { command: ["sleep", "100000"] } }))));
      say("letting it settle");
      await sleep(settleMs);
      const before = usageOf(cluster.dataDir);
      say("measuring for a minute");
      await sleep(measuredMs);
      const after = usageOf(cluster.dataDir);
      return [
        { what: "processor, share of one core", value: ((after.cpuSeconds - before.cpuSeconds) / (measuredMs / 1_000)) * 100, unit: "%", goal: "under 1 %" },
        { what: "resident memory of Wherry and its conmons, a pod's share", value: after.residentBytes / podCount / 1e6, unit: "MB" },
      ];
    } finally {
      await transport.close();
      await cluster.dispose();
    }
  },
};
