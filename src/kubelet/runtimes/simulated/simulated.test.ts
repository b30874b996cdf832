import { SeededRandom } from "../../../base/seeded-random.ts";
import { VirtualClock } from "../../../base/virtual-clock.ts";
import { criConformance } from "../../cri/conformance.ts";
import { createSimulatedRuntime } from "./index.ts";

criConformance("simulated", async () => {
  const clock = new VirtualClock();
  const { runtime, images } = createSimulatedRuntime({ clock, random: new SeededRandom(1) });
  return {
    runtime, images, logRoot: "/var/log/pods", readLog: (path) => runtime.logs.read(path),
    settle: () => clock.advance(1_000),
    close: async () => {},
  };
}, { processes: false, network: false });
