import type { Job } from "../../src/api/types/batch/v1.gen.ts";
import { createHttpTransport, type HttpTransport } from "../../src/client/http/http-transport.ts";
import { loadKubeconfig } from "../../src/client/http/kubeconfig.ts";
import { isConditionTrue } from "../../src/machinery/meta/conditions.ts";
import type { TestCluster } from "../../test/support/cluster.ts";

const jobResource = { group: "batch", version: "v1", resource: "jobs" };

/** Creates Jobs of one pod that runs `true`, over TLS, and sees them end through one watch. */
export class ShortJobs {
  readonly transport: HttpTransport;
  readonly #spec: object;
  readonly #stopping = new AbortController();
  readonly #waiting = new Map<string, (completedAt: number) => void>();
  readonly #watching: Promise<void>;

  /** `spec` is added to that of every Job. */
  constructor(cluster: TestCluster, spec: object = {}) {
    this.#spec = spec;
    this.transport = createHttpTransport(loadKubeconfig(cluster.kubeconfig).endpoint);
    this.#watching = this.#watch();
  }

  /** Milliseconds from before the create request to the Complete condition seen. */
  async run(name: string): Promise<number> {
    const started = performance.now();
    const { completed } = await this.create(name);
    return (await completed) - started;
  }

  /** Resolves when the Job is created; `completed` resolves with the time at which its end was seen. */
  async create(name: string): Promise<{ readonly completed: Promise<number> }> {
    const completed = new Promise<number>((resolve) => this.#waiting.set(name, resolve));
    await this.transport.request({ verb: "create", resource: jobResource, namespace: "default", body: shortJob(name, this.#spec) });
    return { completed };
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
    await this.transport.close();
  }

  async #watch(): Promise<void> {
    for await (const event of this.transport.watch<Job>({ verb: "watch", resource: jobResource, namespace: "default" }, this.#stopping.signal)) {
      if (event.type !== "MODIFIED" || !isConditionTrue(event.object.status?.conditions, "Complete")) continue;
      this.#waiting.get(event.object.metadata.name ?? "")?.(performance.now());
    }
  }
}

function shortJob(name: string, spec: object): Job {
  const container = { name: "c", image: "busybox", imagePullPolicy: "IfNotPresent" as const, command: ["true"] };
  return { apiVersion: "batch/v1", kind: "Job", metadata: { name }, spec: { ...spec, template: { spec: { restartPolicy: "Never", containers: [container] } } } } as Job;
}
