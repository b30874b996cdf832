import { once } from "node:events";
import { watch } from "node:fs";
import { join } from "node:path";
import type { Pod } from "../../src/api/types/core/v1.gen.ts";
import { createHttpTransport } from "../../src/client/http/http-transport.ts";
import { loadKubeconfig } from "../../src/client/http/kubeconfig.ts";
import { testCluster } from "../../test/support/cluster.ts";
import { type Benchmark, median, quantile } from "../contract.ts";
import { aPod, createReady, podResource } from "../shared/pods.ts";

const rounds = 20;
const configMaps = { group: "", version: "v1", resource: "configmaps" };

export const benchmark: Benchmark = {
  name: "config-update",
  summary: "from the answered change of a ConfigMap to its new content in the volume of a running pod",
  async run() {
    const cluster = await testCluster({ name: "benchconfig", images: ["busybox"] });
    const transport = createHttpTransport(loadKubeconfig(cluster.kubeconfig).endpoint);
    const namespace = "default";
    try {
      await transport.request({ verb: "create", resource: configMaps, namespace, body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { key: "0" } } as never });
      await createReady(transport, aPod("reader", {
        container: { command: ["sleep", "1000"], volumeMounts: [{ name: "settings", mountPath: "/settings" }] },
        spec: { volumes: [{ name: "settings", configMap: { name: "settings" } }] },
      }));
      const { metadata } = await transport.request<Pod>({ verb: "get", resource: podResource, namespace, name: "reader" });
      const volume = join(cluster.dataDir, "kubelet/pods", metadata.uid ?? "", "volumes/kubernetes.io~configmap/settings");
      const delays: number[] = [];
      for (let round = 1; round <= rounds; round++) {
        const changed = linkMoved(volume);
        await transport.request({ verb: "patch", resource: configMaps, namespace, name: "settings", patchType: "application/merge-patch+json", body: { data: { key: String(round) } } });
        const answered = performance.now();
        delays.push((await changed) - answered);
      }
      return [
        { what: "change answered to change in the file, p50", value: median(delays), unit: "ms", goal: "within 1000 ms" },
        { what: "the same, p90", value: quantile(delays, 0.9), unit: "ms", goal: "within 1000 ms" },
      ];
    } finally {
      await transport.close();
      await cluster.dispose();
    }
  },
};

/** Resolves with the time at which the volume's `..data` leads to other files. */
async function linkMoved(volume: string): Promise<number> {
  const watcher = watch(volume);
  try {
    for (;;) {
      const [, name] = (await once(watcher, "change")) as [string, string];
      if (name === "..data") return performance.now();
    }
  } finally {
    watcher.close();
  }
}
