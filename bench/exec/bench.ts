import { createHttpTransport } from "../../src/client/http/http-transport.ts";
import { loadKubeconfig } from "../../src/client/http/kubeconfig.ts";
import { testCluster } from "../../test/support/cluster.ts";
import { measureBareExec } from "../bare/measure.ts";
import { type Benchmark, median } from "../contract.ts";
import { aPod, createReady } from "../shared/pods.ts";
import { timed } from "../shared/timing.ts";
import { execOverWebSocket } from "./exec-over-web-socket.ts";

const warmUps = 10;
const measured = 50;

export const benchmark: Benchmark = {
  name: "exec",
  summary: "a command `true` in a running container: a connection of its own over TLS and WebSocket, to its exit code",
  async run(say) {
    const cluster = await testCluster({ name: "benchexec", images: ["busybox"] });
    const { endpoint } = loadKubeconfig(cluster.kubeconfig);
    const transport = createHttpTransport(endpoint);
    try {
      await createReady(transport, aPod("box", { container: { command: ["sleep", "100000"] } }));
      const times: number[] = [];
      for (let run = 0; run < warmUps + measured; run++) {
        const took = await timed(() => execOverWebSocket(endpoint, "/api/v1/namespaces/default/pods/box/exec?command=true&stdout=true&stderr=true"));
        if (run >= warmUps) times.push(took);
      }
      say("measuring bare crun exec");
      return [{ what: "exec of `true` (bare: crun exec)", value: median(times), unit: "ms", bare: await measureBareExec(measured), goal: "at most 3.0 of bare" }];
    } finally {
      await transport.close();
      await cluster.dispose();
    }
  },
};
