import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHttpTransport } from "../../src/client/http/http-transport.ts";
import { loadKubeconfig } from "../../src/client/http/kubeconfig.ts";
import { testCluster } from "../../test/support/cluster.ts";
import { type Benchmark, median, quantile } from "../contract.ts";
import { aPod, createReady, podResource } from "../shared/pods.ts";

const rounds = 20;

export const benchmark: Benchmark = {
  name: "readiness",
  summary: "from the moment in which a readiness probe's command succeeds to the pod seen Ready by a watch",
  async run() {
    const cluster = await testCluster({ name: "benchready", images: ["busybox"] });
    const transport = createHttpTransport(loadKubeconfig(cluster.kubeconfig).endpoint);
    const folder = mkdtempSync(join(tmpdir(), "wherry-ready-"));
    try {
      const delays: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const name = `ready-${round}`;
        const readyAt = await createReady(transport, probedPod(name, folder));
        const succeededAt = Number(readFileSync(join(folder, name), "utf8").trim()) / 1_000;
        delays.push(readyAt - succeededAt);
        await transport.request({ verb: "delete", resource: podResource, namespace: "default", name });
      }
      return [
        { what: "probe's success to Ready seen, p50", value: median(delays), unit: "ms", goal: "within 50 ms" },
        { what: "the same, p90", value: quantile(delays, 0.9), unit: "ms", goal: "within 50 ms" },
      ];
    } finally {
      await transport.close();
      await cluster.dispose();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** The probe leaves the time of its success in a file on the host: microseconds, by busybox' own clock. */
function probedPod(name: string, folder: string) {
  const command = ["sh", "-c", `adjtimex | awk '/time.tv_sec/ { s = $2 } /time.tv_usec/ { u = $2 } END { printf "%d%06d", s, u }' > /marks/${name}`];
  return aPod(name, {
    container: { command: ["sleep", "1000"], readinessProbe: { exec: { command }, periodSeconds: 60 }, volumeMounts: [{ name: "marks", mountPath: "/marks" }] },
    spec: { volumes: [{ name: "marks", hostPath: { path: folder } }] },
  });
}
