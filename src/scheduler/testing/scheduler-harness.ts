import type { Node, Pod } from "../../api/types/core/v1.gen.ts";
import { MetricsRegistry } from "../../base/metrics/metrics.ts";
import { SeededRandom } from "../../base/seeded-random.ts";
import { VirtualClock } from "../../base/virtual-clock.ts";
import { EventRecorder } from "../../client/events/recorder.ts";
import { InformerFactory } from "../../client/informer/factory.ts";
import { events, nodes, pods } from "../../client/resources.ts";
import { FakeCluster } from "../../client/testing/fake-cluster.ts";
import type { Transport } from "../../client/transport.ts";
import type { ApiRequest } from "../../machinery/request/api-request.ts";
import { createScheduler } from "../scheduler.ts";

export interface SchedulerHarness {
  readonly clock: VirtualClock;
  readonly cluster: FakeCluster;
  addNode(node: Node): Promise<void>;
  addPod(pod: Pod): Promise<void>;
  patchPod(name: string, body: object): Promise<void>;
  deletePod(name: string): Promise<void>;
  pod(name: string): Pod | undefined;
  eventsOf(name: string): string[];
  readonly metrics: MetricsRegistry;
  stop(): Promise<void>;
}

/** A scheduler on a virtual clock with an API in memory. */
export async function startScheduler(): Promise<SchedulerHarness> {
  const clock = new VirtualClock();
  const random = new SeededRandom(1);
  const cluster = new FakeCluster(clock, random);
  const transport = bindingTransport(cluster);
  const stopping = new AbortController();
  const metrics = new MetricsRegistry();
  const informers = new InformerFactory({ transport, clock, random });
  const recorder = new EventRecorder({ transport, clock, random, component: "default-scheduler" });
  const running = createScheduler({ transport, informers, clock, random, metrics, recorder }).run(stopping.signal);
  informers.start(stopping.signal);
  await clock.advance(0);
  const settle = async (request: ApiRequest): Promise<void> => {
    await cluster.transport.request(request);
    await clock.advance(0);
  };
  return {
    clock,
    cluster,
    metrics,
    addNode: (node) => settle({ verb: "create", resource: nodes, body: node }),
    addPod: (pod) => settle({ verb: "create", resource: pods, namespace: "default", body: pod }),
    patchPod: (name, body) => settle({ verb: "patch", resource: pods, namespace: "default", name, patchType: "application/merge-patch+json", body }),
    deletePod: (name) => settle({ verb: "delete", resource: pods, namespace: "default", name, options: { gracePeriodSeconds: 0 } }),
    pod: (name) => cluster.get(pods, "default", name) as Pod | undefined,
    eventsOf: (name) => (cluster.list(events) as { involvedObject: { name: string }; reason: string; message: string }[]).filter((event) => event.involvedObject.name === name).map((event) => `${event.reason} ${event.message}`),
    stop: async () => {
      stopping.abort();
      recorder.stop();
      await running;
    },
  };
}

/** The fake cluster knows neither the binding subresource nor strategic merge patches: both are said in its words. */
function bindingTransport({ transport }: FakeCluster): Transport {
  const request = ((wanted: ApiRequest, signal?: AbortSignal) => {
    const { resource, namespace, name } = wanted;
    if (wanted.subresource === "binding") {
      const { target } = wanted.body as { target: { name: string } };
      return transport.request({ verb: "patch", resource, namespace, name, patchType: "application/merge-patch+json", body: { spec: { nodeName: target.name } } }, signal);
    }
    return transport.request(wanted.patchType === "application/strategic-merge-patch+json" ? { ...wanted, patchType: "application/merge-patch+json" } : wanted, signal);
  }) as Transport["request"];
  return { ...transport, request };
}
