import { SeededRandom } from "../../base/seeded-random.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { transportConformance } from "../conformance.ts";
import { FakeCluster } from "./fake-cluster.ts";

transportConformance("fake", async () => ({ transport: new FakeCluster(new VirtualClock(), new SeededRandom(1)).transport, close: async () => {} }));
