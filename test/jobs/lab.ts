import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Job, JobSpec } from "../../src/api/types/batch/v1.gen.ts";
import type { Container, Pod, PodSpec } from "../../src/api/types/core/v1.gen.ts";
import { Client } from "../../src/client/client.ts";
import { createHttpTransport, type HttpTransport } from "../../src/client/http/http-transport.ts";
import { loadKubeconfig } from "../../src/client/http/kubeconfig.ts";
import { events, jobs, pods } from "../../src/client/resources.ts";
import type { ObjectMeta } from "../../src/machinery/meta/object.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";

/** As long as anything that comes of itself may take, on a machine that is busy with other things. */
const patienceMs = 120_000;

/** What differs from a Job of one busybox container that runs `script` and is not restarted. */
export interface JobParts {
  readonly spec?: Partial<JobSpec>;
  /** Of the shell. `/marks` is one folder for all pods of the tests, `$JOB` the Job's name. */
  readonly script?: string;
  readonly restartPolicy?: "Never" | "OnFailure";
  readonly metadata?: Partial<ObjectMeta>;
  /** Labels, annotations and the like of the pods. */
  readonly podMetadata?: Partial<ObjectMeta>;
  readonly pod?: Partial<PodSpec>;
  readonly container?: Partial<Container>;
}

/** The cluster in which the tests of Jobs run side by side. */
export class JobLab {
  readonly cluster: TestCluster;
  readonly client: Client;
  readonly #transport: HttpTransport;
  readonly #marks: string;

  private constructor(cluster: TestCluster, marks: string) {
    this.cluster = cluster;
    this.#marks = marks;
    this.#transport = createHttpTransport(loadKubeconfig(cluster.kubeconfig).endpoint);
    this.client = new Client(this.#transport);
  }

  static async open(name: string): Promise<JobLab> {
    const marks = mkdtempSync(join(tmpdir(), "job-marks-"));
    return new JobLab(await testCluster({ name, images: ["busybox"] }), marks);
  }

  async close(): Promise<void> {
    await this.#transport.close();
    await this.cluster.dispose();
    rmSync(this.#marks, { recursive: true });
  }

  /** Creates the Job and follows it from then on. */
  async create(name: string, parts: JobParts): Promise<JobLife> {
    const created = await this.client.create(jobs, this.#manifest(name, parts));
    return new JobLife(this.client, created);
  }

  /** Makes a file of that name in `/marks`: the script of a pod may wait for it. */
  mark(name: string): void {
    writeFileSync(join(this.#marks, name), "");
  }

  /** Waits until a script has made something of that name in `/marks`. */
  async untilMarked(name: string): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!existsSync(join(this.#marks, name))) {
      if (performance.now() > deadline) throw new Error(`no script made /marks/${name}`);
      await sleep(100);
    }
  }

  #manifest(name: string, { spec, script = "true", restartPolicy = "Never", metadata, podMetadata, pod, container }: JobParts): Job {
    const main: Container = {
      name: "main", image: "busybox", imagePullPolicy: "IfNotPresent", command: ["sh", "-c", script], ...container,
      env: [{ name: "JOB", value: name }, ...(container?.env ?? [])], volumeMounts: [{ name: "marks", mountPath: "/marks" }],
    };
    const podSpec: PodSpec = { restartPolicy, terminationGracePeriodSeconds: 1, containers: [main], volumes: [{ name: "marks", hostPath: { path: this.#marks } }], ...pod };
    return { apiVersion: "batch/v1", kind: "Job", metadata: { name, namespace: "default", ...metadata }, spec: { template: { metadata: { ...podMetadata }, spec: podSpec }, ...spec } };
  }
}

/** One Job and every version of it since its creation. */
export class JobLife {
  readonly name: string;
  readonly uid: string;
  readonly client: Client;
  /** In order, the first as created. */
  readonly versions: Job[];
  /** Set when the Job is gone. */
  gone = false;
  #changed = Promise.withResolvers<void>();

  constructor(client: Client, created: Job) {
    this.client = client;
    this.name = created.metadata.name ?? "";
    this.uid = created.metadata.uid ?? "";
    this.versions = [created];
    void this.#follow(created.metadata.resourceVersion ?? "");
  }

  get now(): Job {
    return this.versions.at(-1) as Job;
  }

  /** The first version for which `holds`, past ones included; fails with the last status when none comes within two minutes. */
  until(what: string, holds: (job: Job) => boolean): Promise<Job> {
    return this.#wait(what, () => this.versions.find(holds));
  }

  /** The version with which the Job has ended. */
  ended(): Promise<Job> {
    return this.until("the end", ({ status }) => status?.conditions?.some(({ type, status: value }) => value === "True" && (type === "Complete" || type === "Failed")) === true);
  }

  untilGone(): Promise<unknown> {
    return this.#wait("being gone", () => (this.gone ? true : undefined));
  }

  /** Merges `body` into the Job. */
  patch(body: unknown): Promise<Job> {
    return this.client.patch(jobs, { namespace: "default", name: this.name }, { type: "application/merge-patch+json", body });
  }

  /** The Job's pods, by index and age. */
  async pods(): Promise<Pod[]> {
    const { items } = await this.client.list(pods, { namespace: "default", labelSelector: `job-name=${this.name}` });
    const order = (pod: Pod): string => `${(pod.metadata.annotations?.["batch.kubernetes.io/job-completion-index"] ?? "").padStart(6)} ${pod.metadata.creationTimestamp}`;
    return items.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  }

  /** The Job's pods once `holds`; fails with their statuses after two minutes. */
  async podsThat(what: string, holds: (pods: readonly Pod[]) => boolean): Promise<Pod[]> {
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      const found = await this.pods();
      if (holds(found)) return found;
      await sleep(100);
    }
    throw new Error(`the pods of ${this.name} never came to ${what}: ${JSON.stringify((await this.pods()).map(({ metadata, status }) => ({ name: metadata.name, status })))}`);
  }

  /** The Job's events as `Type Reason message`, each once and sorted, pods' names as `POD`, once one of them says `last`: they are written in their order. */
  async events(last: string): Promise<string[]> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const texts = await this.eventsSoFar();
      if (texts.some((text) => text.includes(last)) || performance.now() > deadline) return texts;
      await sleep(100);
    }
  }

  async eventsSoFar(): Promise<string[]> {
    const { items } = await this.client.list(events, { namespace: "default", fieldSelector: `involvedObject.uid=${this.uid}` });
    return items.map(({ type, reason, message }) => `${type} ${reason} ${message?.replaceAll(new RegExp(`${this.name}(-\\d+)?-[a-z0-9]{5}\\b`, "g"), "POD")}`).sort();
  }

  async #wait<T>(what: string, look: () => T | undefined): Promise<T> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`Job ${this.name} never came to ${what}: ${JSON.stringify(this.now.status, undefined, 1)}`);
      await Promise.race([this.#changed.promise, sleep(left, undefined, { ref: false })]);
    }
  }

  async #follow(resourceVersion: string): Promise<void> {
    const options = { fieldSelector: `metadata.name=${this.name}`, resourceVersion };
    const watch = this.client.transport.watch<Job>({ verb: "watch", resource: jobs, namespace: "default", options }, AbortSignal.timeout(4 * patienceMs));
    for await (const { type, object } of watch) {
      if (type === "ERROR" || type === "BOOKMARK") continue;
      if (object.metadata.uid === this.uid) this.versions.push(object);
      if (type === "DELETED") this.gone = true;
      const changed = this.#changed;
      this.#changed = Promise.withResolvers();
      changed.resolve();
      if (this.gone) return;
    }
  }
}
