import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import type { Job } from "../../src/api/types/batch/v1.gen.ts";
import type { Pod } from "../../src/api/types/core/v1.gen.ts";
import { SeededRandom } from "../../src/base/seeded-random.ts";
import { createHttpTransport, type HttpTransport } from "../../src/client/http/http-transport.ts";
import { loadKubeconfig } from "../../src/client/http/kubeconfig.ts";
import { StatusError } from "../../src/machinery/errors/status-error.ts";
import type { KubeObject } from "../../src/machinery/meta/object.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { leftoversOf, nothing } from "../support/leftovers.ts";

const kills = 50;
const configMaps = { group: "", version: "v1", resource: "configmaps" };
const jobs = { group: "batch", version: "v1", resource: "jobs" };
const pods = { group: "", version: "v1", resource: "pods" };

/** A Job whose every container leaves a file with its pod's uid and its own start on the host: what really ran, beside what is counted. */
function markingJob(name: string, marks: string): Job {
  const command = ["sh", "-c", 'echo x >> "/marks/$JOB.$UID.starts"; [ "$ENDS" = well ]'];
  const env = [
    { name: "JOB", value: name },
    { name: "ENDS", value: endsWell(name) ? "well" : "badly" },
    { name: "UID", valueFrom: { fieldRef: { fieldPath: "metadata.uid" } } },
  ];
  const container = { name: "c", image: "busybox", imagePullPolicy: "IfNotPresent", command, env, volumeMounts: [{ name: "marks", mountPath: "/marks" }] };
  const template = { spec: { restartPolicy: "Never", containers: [container], volumes: [{ name: "marks", hostPath: { path: marks } }] } };
  return { apiVersion: "batch/v1", kind: "Job", metadata: { name }, spec: { completions: completionsOf(name), parallelism: 2, backoffLimit: 0, template } } as unknown as Job;
}

/** One Job in ten fails. */
function endsWell(name: string): boolean {
  return !name.endsWith("3");
}

/** A Job that fails has one pod: with more, the first failure deletes those that still run, and the test could not count them. */
function completionsOf(name: string): number {
  return endsWell(name) ? 2 : 1;
}

/** Writes as fast as it is answered, through every crash, and keeps the names of what was acknowledged. */
class Load {
  readonly acknowledged = { configMaps: [] as string[], jobs: [] as string[] };
  readonly #marks: string;
  readonly #cluster: TestCluster;
  #next = 0;
  #stopped = false;

  constructor(cluster: TestCluster, marks: string) {
    this.#cluster = cluster;
    this.#marks = marks;
  }

  stop(): void {
    this.#stopped = true;
  }

  async run(): Promise<void> {
    while (!this.#stopped) {
      const transport = createHttpTransport(loadKubeconfig(this.#cluster.kubeconfig).endpoint);
      await this.#writeUntilBroken(transport);
      await transport.close().catch(() => {});
      await sleep(20);
    }
  }

  async #writeUntilBroken(transport: HttpTransport): Promise<void> {
    while (!this.#stopped) {
      const number = this.#next++;
      const isJob = number % 60 === 0;
      const name = isJob ? `job-${number / 60}` : `config-${number}`;
      const body: KubeObject = isJob ? markingJob(name, this.#marks) : { apiVersion: "v1", kind: "ConfigMap", metadata: { name } };
      try {
        await transport.request({ verb: "create", resource: isJob ? jobs : configMaps, namespace: "default", body }, AbortSignal.timeout(10_000));
        this.acknowledged[isJob ? "jobs" : "configMaps"].push(name);
      } catch (error) {
        if (!(error instanceof StatusError)) return; // the server is gone: whether it took the write is not known
        if (error.code !== 503 && error.code !== 403) throw error;
        await sleep(20);
      }
    }
  }
}

test(`${kills} times kill -9 under write load: no acknowledged write lost, every Job exact, no container orphaned or started twice`, { timeout: 850_000 }, async (context) => {
  const random = new SeededRandom(9);
  const marks = mkdtempSync(join(tmpdir(), "marks-"));
  const cluster = await testCluster({ name: "crash", images: ["busybox"] });
  const load = new Load(cluster, marks);
  const loading = load.run();
  loading.catch(() => {}); // what it fails with is thrown where it is waited for
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      await sleep(50 + random.int(700));
      await cluster.crash();
      await cluster.up();
    }
    load.stop();
    await loading;
    context.diagnostic(`${load.acknowledged.configMaps.length} ConfigMaps and ${load.acknowledged.jobs.length} Jobs acknowledged`);

    const transport = createHttpTransport(loadKubeconfig(cluster.kubeconfig).endpoint);
    try {
      await assertNothingLost(transport, load);
      await assertJobsExact(transport, marks);
    } finally {
      await transport.close();
    }
  } finally {
    load.stop();
    await loading.catch(() => {});
    await cluster.dispose();
    rmSync(marks, { recursive: true });
  }
  assert.deepEqual(await leftoversOf(cluster), nothing);
});

async function assertNothingLost(transport: HttpTransport, load: Load): Promise<void> {
  for (const [resource, names] of [[configMaps, load.acknowledged.configMaps], [jobs, load.acknowledged.jobs]] as const) {
    const list = await transport.list({ verb: "list", resource, namespace: "default" });
    const present = new Set(list.items.map((item) => item.metadata?.name));
    assert.deepEqual(names.filter((name) => !present.has(name)), [], `acknowledged ${resource.resource} that are gone`);
  }
}

async function assertJobsExact(transport: HttpTransport, marks: string): Promise<void> {
  const finished = await waitForEnd(transport);
  const allPods = (await transport.list<Pod>({ verb: "list", resource: pods, namespace: "default" })).items;
  for (const job of finished) {
    const name = job.metadata.name ?? "";
    const own = allPods.filter((pod) => pod.metadata.labels?.["job-name"] === name);
    const phase = (wanted: string): number => own.filter((pod) => pod.status?.phase === wanted).length;
    const { succeeded = 0, failed = 0, active = 0, uncountedTerminatedPods } = job.status ?? {};
    assert.deepEqual({ succeeded, failed, active, uncounted: uncountedTerminatedPods ?? {} }, { succeeded: phase("Succeeded"), failed: phase("Failed"), active: 0, uncounted: {} }, `counts of ${name}`);
    assert.equal(endsWell(name) ? succeeded : failed, completionsOf(name), `ends of ${name}`);
    assert.deepEqual(own.filter((pod) => (pod.metadata.finalizers ?? []).length > 0).map((pod) => pod.metadata.name), [], `finalizers left on pods of ${name}`);
  }
  const uids = new Set(allPods.map((pod) => pod.metadata.uid));
  for (const file of readdirSync(marks)) {
    const [job = "", uid = ""] = file.split(".");
    assert.equal(readFileSync(join(marks, file), "utf8"), "x\n", `a container of ${job} was started twice`);
    assert.ok(uids.has(uid), `a container of ${job} ran for a pod that nobody knows`);
  }
}

/** The Jobs once all of them have ended, those too that were stored though nobody was told so. */
async function waitForEnd(transport: HttpTransport): Promise<readonly Job[]> {
  for (const deadline = performance.now() + 300_000; ; await sleep(100)) {
    const { items } = await transport.list<Job>({ verb: "list", resource: jobs, namespace: "default" });
    const open = items.filter((job) => !(job.status?.conditions ?? []).some(({ type, status }) => status === "True" && (type === "Complete" || type === "Failed")));
    if (open.length === 0) return items;
    if (performance.now() > deadline) throw new Error(`Jobs that did not end: ${JSON.stringify(open.map((job) => ({ name: job.metadata.name, status: job.status })))}`);
  }
}
