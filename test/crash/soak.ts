/**
 * `node tools/run.js test/crash/soak.ts [kills] [jobs] [seed]`: kills the cluster's process (SIGKILL) at random moments, by
 * default 200 times, while 300 Jobs run that succeed, fail and retry in every way of `soak-jobs.ts`. Then every Job must
 * have ended as it would have undisturbed, by its status and by what its containers noted on the host's disk. Takes some
 * ten minutes, so it is no part of `npm test`. Exits 1 and says what was wrong.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Job } from "../../src/api/types/batch/v1.gen.ts";
import type { Pod } from "../../src/api/types/core/v1.gen.ts";
import { SeededRandom } from "../../src/base/seeded-random.ts";
import { createHttpTransport, type HttpTransport } from "../../src/client/http/http-transport.ts";
import { loadKubeconfig } from "../../src/client/http/kubeconfig.ts";
import { StatusError } from "../../src/machinery/errors/status-error.ts";
import type { KubeObject } from "../../src/machinery/meta/object.ts";
import type { GroupVersionResource } from "../../src/machinery/meta/resource.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { leftoversOf, nothing } from "../support/leftovers.ts";
import { type PodMarks, soakJobObject, type SoakJob, soakJobs } from "./soak-jobs.ts";

const jobResource = { group: "batch", version: "v1", resource: "jobs" };
const podResource = { group: "", version: "v1", resource: "pods" };
const [kills = 200, jobCount = 300, seed = 1] = process.argv.slice(2).map(Number);

const kindOf = (number: number): SoakJob => soakJobs[number % soakJobs.length] as SoakJob;
const nameOf = (number: number): string => `${kindOf(number).kind}-${number}`;

/** Creates the Jobs one by one over the time of the kills; one whose answer is lost is tried again by its name. */
async function createJobs(cluster: TestCluster, { marks, random, isOver }: { marks: string; random: SeededRandom; isOver: () => boolean }): Promise<void> {
  let transport: HttpTransport | undefined;
  for (let number = 0; number < jobCount; ) {
    const moment = (random.int(1_500) / 1_000).toFixed(2);
    const body = soakJobObject(nameOf(number), kindOf(number), { marks, moment });
    try {
      transport ??= createHttpTransport(loadKubeconfig(cluster.kubeconfig).endpoint);
      await transport.request({ verb: "create", resource: jobResource, namespace: "default", body }, AbortSignal.timeout(5_000));
      number += 1;
      if (!isOver()) await sleep((kills * 600) / jobCount);
    } catch (error) {
      if (error instanceof StatusError && error.status.reason === "AlreadyExists") number += 1;
      await transport?.close().catch(() => {});
      transport = undefined;
      await sleep(50);
    }
  }
  await transport?.close();
}

async function killAtRandom(cluster: TestCluster, random: SeededRandom): Promise<void> {
  for (let kill = 1; kill <= kills; kill += 1) {
    await sleep(20 + random.int(1_500));
    process.kill(cluster.pid(), "SIGKILL");
    // Now and then the cluster stays away for a while, and containers end unseen.
    if (random.int(5) === 0) await sleep(random.int(2_000));
    await cluster.up();
    if (kill % 20 === 0) console.log(`${kill} kills`);
  }
}

async function list<T extends KubeObject>(cluster: TestCluster, resource: GroupVersionResource): Promise<readonly T[]> {
  const transport = createHttpTransport(loadKubeconfig(cluster.kubeconfig).endpoint);
  try {
    return (await transport.list<T>({ verb: "list", resource, namespace: "default" })).items;
  } finally {
    await transport.close();
  }
}

/** How the pods of a Job ended, so that a fault can be told from its report. */
function endsOf(jobName: string, pods: readonly Pod[]): string {
  const own = pods.filter(({ metadata }) => metadata.labels?.["job-name"] === jobName);
  return own.map(({ metadata, status = {} }) => `  ${metadata.name} ${metadata.uid} ${status.phase} ${status.reason ?? ""} ${JSON.stringify(status.containerStatuses?.map(({ restartCount, state, lastState }) => ({ restartCount, state, lastState })))}`).join("\n");
}

const endOf = ({ status }: Job): string | undefined => status?.conditions?.find(({ type, status: value }) => value === "True" && (type === "Complete" || type === "Failed"))?.type;

/** The Jobs once all have ended, or as they stand when nothing has ended for two minutes. */
async function waitForEnds(cluster: TestCluster): Promise<readonly Job[]> {
  let [lastOpen, quietSince] = [Number.POSITIVE_INFINITY, performance.now()];
  for (;;) {
    const jobs = await list<Job>(cluster, jobResource);
    const open = jobs.filter((job) => endOf(job) === undefined).length;
    if (open < lastOpen) [lastOpen, quietSince] = [open, performance.now()];
    if (open === 0 || performance.now() - quietSince > 120_000) return jobs;
    await sleep(500);
  }
}

function marksOf(folder: string, jobName: string): PodMarks[] {
  const files = readdirSync(folder).filter((file) => file.startsWith(`${jobName}.`));
  return files.map((file) => ({ uid: file.slice(jobName.length + 1), starts: readFileSync(join(folder, file), "utf8").split("\n").filter((line) => line !== "") }));
}

/** What is wrong with one Job; empty when nothing is. */
function faultsOf(job: Job | undefined, number: number, marks: string): string[] {
  if (job === undefined) return [`${nameOf(number)} is gone`];
  const { end } = kindOf(number);
  const { succeeded = 0, failed = 0, active = 0, terminating = 0, uncountedTerminatedPods = {} } = job.status ?? {};
  const is = JSON.stringify({ condition: endOf(job), succeeded, failed, active, terminating, uncountedTerminatedPods });
  const must = JSON.stringify({ condition: end.condition, succeeded: end.succeeded, failed: end.failed, active: 0, terminating: 0, uncountedTerminatedPods: {} });
  const wrongMarks = end.wrongMarks(marksOf(marks, nameOf(number)));
  return [...(is === must ? [] : [`${nameOf(number)} is ${is}, not ${must}`]), ...(wrongMarks === undefined ? [] : [`${nameOf(number)}: ${wrongMarks}`])];
}

async function soak(): Promise<string[]> {
  const random = new SeededRandom(seed);
  const marks = mkdtempSync(join(tmpdir(), "soak-marks-"));
  const cluster = await testCluster({ name: "soak", images: ["busybox"] });
  const faults: string[] = [];
  try {
    let isOver = false;
    const creating = createJobs(cluster, { marks, random: new SeededRandom(seed + 1), isOver: () => isOver });
    await killAtRandom(cluster, random);
    isOver = true;
    await creating;
    console.log("all killed and created; waiting for the Jobs to end");
    const jobs = new Map((await waitForEnds(cluster)).map((job) => [job.metadata.name, job]));
    const pods = await list<Pod>(cluster, podResource);
    for (let number = 0; number < jobCount; number += 1) {
      const wrong = faultsOf(jobs.get(nameOf(number)), number, marks);
      faults.push(...wrong);
      if (wrong.length > 0) console.error(endsOf(nameOf(number), pods));
    }
    if (faults.length > 0 && process.env["SOAK_KEEP"] !== undefined) {
      console.log(`kept: ${cluster.dataDir}, kubeconfig ${cluster.kubeconfig}, marks ${marks}`);
      return faults;
    }
  } catch (error) {
    console.error(error);
    faults.push("the soak could not be brought to its end");
  }
  await cluster.dispose();
  rmSync(marks, { recursive: true });
  const left = await leftoversOf(cluster);
  return JSON.stringify(left) === JSON.stringify(nothing) ? faults : [...faults, `left behind: ${JSON.stringify(left)}`];
}

const faults = await soak();
for (const fault of faults) console.error(fault);
console.log(`${kills} kills, ${jobCount} Jobs: ${faults.length === 0 ? "every Job exact" : `${faults.length} faults`}`);
process.exitCode = faults.length === 0 ? 0 : 1;
