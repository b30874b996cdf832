import type { Job } from "../../api/types/batch/v1.gen.ts";
import type { ConfigMap } from "../../api/types/core/v1.gen.ts";
import { Client } from "../../client/client.ts";
import { configMaps, jobs, pods, serviceAccounts } from "../../client/resources.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { Simulation } from "../simulation.ts";

const namespace = "default";

/** Gone a minute after their end, so that the same number is there at any time. */
function aJob(name: string, minute: number): Job {
  const command = ["sh", "-c", minute % 3 === 0 ? "sleep 5; exit 1" : "echo done; sleep 10"];
  const template = { spec: { restartPolicy: "Never" as const, automountServiceAccountToken: minute % 2 === 0, containers: [{ name: "main", image: "busybox", command }] } };
  return { apiVersion: "batch/v1", kind: "Job", metadata: { name, namespace }, spec: { completions: 2, parallelism: 2, backoffLimit: 1, ttlSecondsAfterFinished: 60, template } } as Job;
}

/** What people and programs do with a cluster in one minute of its time, over and over. */
export class SteadyWork {
  readonly #simulation: Simulation;
  readonly #client: Client;
  #minute = 0;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.#client = simulation.client;
  }

  /** Moves the clock by one minute. */
  async minute(): Promise<void> {
    const minute = this.#minute++;
    const { clock } = this.#simulation;
    const stopWatching = this.#watch();
    for (let place = 0; place < 2; place++) await this.#client.create(jobs, aJob(`work-${minute}-${place}`, minute + place));
    await this.#updateConfigMap(`settings-${minute % 5}`, minute);
    await clock.advance(7_000);
    const { items } = await this.#client.list(pods, { namespace });
    const victim = items.find(({ metadata }) => metadata.deletionTimestamp === undefined);
    if (victim !== undefined && minute % 4 === 0) await gone(this.#client.delete(pods, { namespace, name: victim.metadata.name ?? "" }));
    await this.#requestToken();
    await clock.advance(23_000);
    stopWatching();
    await clock.advance(30_000);
  }

  #watch(): () => void {
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      for await (const event of this.#client.transport.watch({ verb: "watch", resource: pods, namespace }, stop.signal)) if (event.type === "ERROR") return;
    };
    void follow();
    return () => stop.abort();
  }

  async #updateConfigMap(name: string, minute: number): Promise<void> {
    const object: ConfigMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data: { minute: `${minute}` } };
    try {
      await this.#client.update(configMaps, object);
    } catch (error) {
      if (!isStatus(error, "NotFound")) throw error;
      await this.#client.create(configMaps, object);
    }
  }

  async #requestToken(): Promise<void> {
    const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 600 } };
    await this.#client.transport.request({ verb: "create", resource: serviceAccounts, namespace, name: "default", subresource: "token", body });
  }
}

async function gone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!isStatus(error, "NotFound")) throw error;
  }
}
