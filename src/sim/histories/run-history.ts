import type { Millis } from "../../base/clock.ts";
import { SeededRandom } from "../../base/seeded-random.ts";
import { jobs, pods } from "../../client/resources.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import { badNetwork, dieAtWrite, noFaults } from "../faults.ts";
import { changeText, Simulation } from "../simulation.ts";
import { Follower } from "./follower.ts";
import { Ledger } from "./ledger.ts";
import type { Plan, Step } from "./plan.ts";
import { Witness } from "./witness.ts";

export interface HistoryResult {
  readonly seed: number;
  /** What should never have happened; empty when all went well. */
  readonly broken: readonly string[];
  /** How much happened. */
  readonly jobs: number;
  readonly revisions: number;
  readonly virtualMs: Millis;
  /** The whole history, where asked for. */
  readonly text?: string;
}

/** When nothing happens from outside any more, every Job must have ended after so long. */
const patienceMs: Millis = 4 * 3_600_000;
/** How often the store is looked at. */
const lookMs: Millis = 5_000;
/** After the last end: garbage collection, times to live, kubelets that come back. */
const settleMs: Millis = 150_000;

/** Steps after which a component may not have told what it did. */
const disturbing: ReadonlySet<Step["type"]> = new Set(["crash", "crashServer", "weather", "partition"]);

function endOfTrouble({ atMs, step }: Plan["steps"][number]): Millis {
  return atMs + ("forMs" in step ? step.forMs : "downMs" in step ? step.downMs : 0);
}

/** Runs the plan on a cluster of its own, then leaves the cluster alone until every Job has ended. */
export async function runHistory(plan: Plan, { withText = false } = {}): Promise<HistoryResult> {
  const ledger = new Ledger(new SeededRandom(plan.seed + 1));
  const simulation = await Simulation.start({ seed: plan.seed, nodes: plan.nodes, script: ledger.script });
  const stopping = new AbortController();
  try {
    const history = new History(simulation, new Witness(ledger), { seed: plan.seed, withText });
    const follower = new Follower(simulation.startRevision);
    void follower.follow(simulation.client, simulation.clock, stopping.signal);
    await history.run(plan, follower);
    return { seed: plan.seed, ...(history.result()) };
  } finally {
    stopping.abort();
    await simulation.stop();
  }
}

class History {
  readonly #simulation: Simulation;
  readonly #witness: Witness;
  readonly #random: SeededRandom;
  readonly #origin: Millis;
  readonly #lines: string[] | undefined;
  #seen: number;

  constructor(simulation: Simulation, witness: Witness, { seed, withText }: { readonly seed: number; readonly withText: boolean }) {
    this.#simulation = simulation;
    this.#seen = simulation.startRevision;
    this.#witness = witness;
    this.#lines = withText ? [] : undefined;
    this.#random = new SeededRandom(seed + 2);
    this.#origin = simulation.clock.monotonic();
  }

  async run({ steps }: Plan, follower: Follower): Promise<void> {
    for (const { atMs, step } of steps) {
      await this.#advanceTo(atMs);
      if (this.#witness.broken.length > 0) return;
      await this.#take(step);
    }
    await this.#leaveAlone(Math.max(0, ...steps.map(endOfTrouble)));
    this.#witness.compare(follower);
    this.#witness.atTheEnd({ isCalm: steps.every(({ step }) => !disturbing.has(step.type)) });
  }

  result(): Omit<HistoryResult, "seed"> {
    const { broken, jobs: known } = this.#witness;
    return { broken, jobs: known.length, revisions: this.#seen - this.#simulation.startRevision, virtualMs: this.#elapsedMs, ...(this.#lines !== undefined && { text: this.#lines.join("\n") }) };
  }

  get #elapsedMs(): Millis {
    return this.#simulation.clock.monotonic() - this.#origin;
  }

  async #leaveAlone(troubleEndsAtMs: Millis): Promise<void> {
    await this.#advanceTo(Math.max(this.#elapsedMs, troubleEndsAtMs) + 45_000); // what was down comes back
    for (const job of this.#witness.jobs) {
      if (job.spec.suspend === true || job.spec.parallelism === 0) await this.#patchJob(job.metadata.name ?? "", { spec: { suspend: false, ...(job.spec.parallelism === 0 && { parallelism: 1 }) } });
    }
    await this.#look();
    const until = this.#elapsedMs + patienceMs;
    while (this.#witness.broken.length === 0 && this.#elapsedMs < until && this.#witness.unfinished.length > 0) await this.#advanceTo(this.#elapsedMs + lookMs);
    await this.#advanceTo(this.#elapsedMs + settleMs);
  }

  async #advanceTo(atMs: Millis): Promise<void> {
    while (this.#elapsedMs < atMs && this.#witness.broken.length === 0) {
      await this.#simulation.clock.advance(Math.min(atMs - this.#elapsedMs, lookMs));
      await this.#look();
    }
  }

  async #look(): Promise<void> {
    for (const event of await this.#simulation.changes(this.#seen)) {
      this.#witness.see(event, this.#simulation.clock.now());
      this.#lines?.push(changeText(event));
      this.#seen = event.revision;
    }
  }

  async #take(step: Step): Promise<void> {
    const { clock, server } = this.#simulation;
    switch (step.type) {
      case "create":
        return this.#try(() => this.#simulation.client.create(jobs, structuredClone(step.job)));
      case "crash":
        this.#simulation.setFaults(step.component, dieAtWrite(step.nth, step.lost));
        clock.setTimer(step.downMs, () => this.#simulation.restart(step.component));
        return;
      case "crashServer":
        if (!server.isRunning) return;
        void server.kill();
        clock.setTimer(step.downMs, () => void server.start());
        return;
      case "weather":
        this.#simulation.setFaults(step.component, badNetwork(step.weather, clock, this.#random));
        clock.setTimer(step.forMs, () => this.#simulation.setFaults(step.component, noFaults));
        return;
      case "partition":
        this.#simulation.partition(step.node, true);
        clock.setTimer(step.forMs, () => this.#simulation.partition(step.node, false));
        return;
      case "suspend":
        return this.#patchJob(step.job, { spec: { suspend: step.suspend } });
      case "scale":
        return this.#patchJob(step.job, { spec: { parallelism: step.parallelism } });
      case "stretch":
        return this.#patchJob(step.job, { spec: { completions: step.size, parallelism: step.size } });
      case "label":
        return this.#patchJob(step.job, { metadata: { labels: { written: step.value } } });
      case "deleteJob":
        return this.#deleteJob(step);
      case "deletePod":
        return this.#withPod(step.rank, ({ metadata: { name = "", uid = "" } }) => {
          this.#witness.podWillBeDeleted(uid);
          return this.#simulation.client.delete(pods, { namespace: "default", name }, { ...(step.graceSeconds !== undefined && { gracePeriodSeconds: step.graceSeconds }) });
        });
      case "labelPod":
        return this.#withPod(step.rank, ({ metadata: { name = "" } }) => this.#simulation.client.patch(pods, { namespace: "default", name }, { type: "application/merge-patch+json", body: { metadata: { labels: { written: step.value } } } }));
    }
  }

  #patchJob(name: string, body: unknown): Promise<void> {
    return this.#try(() => this.#simulation.client.patch(jobs, { namespace: "default", name }, { type: "application/merge-patch+json", body }));
  }

  async #deleteJob({ job, propagationPolicy }: Step & { readonly type: "deleteJob" }): Promise<void> {
    await this.#try(async () => {
      const { metadata } = await this.#simulation.client.get(jobs, { namespace: "default", name: job });
      await this.#look();
      this.#witness.jobWillBeDeleted(metadata.uid ?? "", propagationPolicy);
      await this.#simulation.client.delete(jobs, { namespace: "default", name: job }, { propagationPolicy });
    });
  }

  async #withPod(rank: number, write: (pod: Pod) => Promise<unknown>): Promise<void> {
    await this.#try(async () => {
      const { items } = await this.#simulation.client.list(pods, { namespace: "default" });
      const pod = items[rank % Math.max(1, items.length)];
      if (pod !== undefined) await write(pod);
    });
  }

  /** Whoever writes from outside may find the server down, or the object gone or changed. */
  async #try(write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!isStatus(error)) throw error;
    }
  }
}
