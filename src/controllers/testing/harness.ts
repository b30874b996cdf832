import { MetricsRegistry } from "../../base/metrics/metrics.ts";
import { SeededRandom } from "../../base/seeded-random.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { Client } from "../../client/client.ts";
import { InformerFactory } from "../../client/informer/factory.ts";
import { FakeCluster } from "../../client/testing/fake-cluster.ts";
import type { Transport } from "../../client/transport.ts";
import type { ControllerDefinition } from "../contract.ts";
import { runControllers } from "../start.ts";

export interface Harness {
  readonly clock: VirtualClock;
  readonly cluster: FakeCluster;
  readonly client: Client;
  /** Of all controllers that were started. */
  readonly metrics: MetricsRegistry;
  /** The lines of the metrics whose names begin so, without buckets, HELP and TYPE. */
  metricRows(prefix: string): string[];
  /** What failed on the way, as it was told. Tests that expect no failure assert that it is empty. */
  readonly errors: string[];
  /** Starts the controllers as a new process would: with nothing in memory. Returns the way to kill them. */
  start(...definitions: ControllerDefinition[]): () => void;
  /** The same over a transport that may lose requests. */
  startOver(transport: Transport, ...definitions: ControllerDefinition[]): () => void;
}

/** A cluster in memory on a virtual clock, for tests of controllers. */
export function createHarness(seed = 1): Harness {
  const clock = new VirtualClock();
  const random = new SeededRandom(seed);
  const cluster = new FakeCluster(clock, random);
  const metrics = new MetricsRegistry();
  const errors: string[] = [];
  const startOver = (transport: Transport, ...definitions: ControllerDefinition[]): (() => void) => {
    const stop = new AbortController();
    const onError = (what: string, error: unknown): void => void errors.push(`${what}: ${error instanceof Error ? error.message : error}`);
    const informers = new InformerFactory({ transport, clock, random, onError: (error) => onError("informers", error) });
    informers.start(stop.signal);
    void runControllers({ definitions, transportFor: () => transport, informers, clock, random, metrics, onError }, stop.signal);
    return () => stop.abort();
  };
  const metricRows = (prefix: string): string[] => metrics.write().split("\n").filter((line) => line.startsWith(prefix) && !line.includes("_bucket{"));
  return { clock, cluster, client: new Client(cluster.transport), metrics, metricRows, errors, startOver, start: (...definitions) => startOver(cluster.transport, ...definitions) };
}
