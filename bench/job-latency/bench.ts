import { testCluster } from "../../test/support/cluster.ts";
import { measureBare } from "../bare/measure.ts";
import { type Benchmark, median } from "../contract.ts";
import { ShortJobs } from "../shared/short-jobs.ts";
import { timed } from "../shared/timing.ts";

const warmUps = 10;
const measured = 40;

/** API writes that lie between a Job's creation and its end, one after the other: Job, pod, binding, two of the pod's status, the Job's end. */
const callsInARow = 6;

export const benchmark: Benchmark = {
  name: "job-latency",
  summary: "a Job of one pod that runs `true`, from its creation to Complete seen, one after another",
  async run(say) {
    const cluster = await testCluster({ name: "benchlat", images: ["busybox"] });
    const jobs = new ShortJobs(cluster);
    try {
      const times: number[] = [];
      const calls: number[] = [];
      for (let i = 0; i < warmUps + measured; i += 1) {
        const took = await jobs.run(`short-${i}`);
        const call = await timed(() => jobs.transport.request({ verb: "create", resource: { group: "", version: "v1", resource: "configmaps" }, namespace: "default", body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: `call-${i}` } } }));
        if (i < warmUps) continue;
        times.push(took);
        calls.push(call);
      }
      say("measuring bare containers");
      const bare = await measureBare(100);
      const apiMs = callsInARow * median(calls);
      return [
        { what: `Job created to Complete (bare: pod ${bare.singleP50Ms.toFixed(1)} ms + ${callsInARow} API calls ${apiMs.toFixed(1)} ms)`, value: median(times), unit: "ms", bare: bare.singleP50Ms + apiMs, goal: `at most ${(2 * bare.singleP50Ms + apiMs).toFixed(1)} ms: twice a bare pod on top of the calls` },
      ];
    } finally {
      await jobs.close();
      await cluster.dispose();
    }
  },
};
