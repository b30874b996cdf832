import { MetricsRegistry } from "../base/metrics/metrics.ts";
import { SeededRandom } from "../base/seeded-random.ts";
import { VirtualClock } from "../base/virtual-clock.ts";
import { Client } from "../client/client.ts";
import { EventRecorder } from "../client/events/recorder.ts";
import { InformerFactory } from "../client/informer/factory.ts";
import type { Transport } from "../client/transport.ts";
import { controllers } from "../controllers/index.gen.ts";
import { runControllers } from "../controllers/start.ts";
import type { Script } from "../kubelet/runtimes/simulated/script.ts";
import type { UserInfo } from "../machinery/request/user.ts";
import { createScheduler } from "../scheduler/scheduler.ts";
import type { RangeResult, StoreEvent } from "../store/contract.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import { cutOff, type Faults, FaultSwitch, faultyTransport, noFaults } from "./faults.ts";
import { SimulatedNode } from "./simulated-node.ts";
import { SimulatedServer } from "./simulated-server.ts";

const administrator: UserInfo = { name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] };
const manager: UserInfo = { name: "system:kube-controller-manager", groups: ["system:authenticated"] };
const scheduler: UserInfo = { name: "system:kube-scheduler", groups: ["system:authenticated"] };

export interface SimulationOptions {
  /** The same seed gives the same history. */
  readonly seed: number;
  /** Names of the nodes. Default: one, `a`. */
  readonly nodes?: readonly string[];
  /** How containers behave. Default: as their commands say (`defaultScript`). */
  readonly script?: Script;
}

/** Errors that are kept; the oldest go first. */
const maxErrors = 1_000;

/** A whole cluster in one process on a clock that moves when told: API server, scheduler, controllers, and nodes with scripted containers. */
export class Simulation {
  readonly clock: VirtualClock;
  readonly client: Client;
  /** What components reported as failed and will try again, oldest first; the last thousand. */
  readonly errors: string[] = [];
  readonly server: SimulatedServer;
  /** What the controllers and the scheduler tell; it goes on when they are started again. */
  readonly metrics = new MetricsRegistry();
  /** Where the store stood before anything happened. */
  readonly startRevision: number;
  readonly #seed: number;
  readonly #store: MemoryStore;
  readonly #nodes = new Map<string, SimulatedNode>();
  #controllers: Process | undefined;
  #scheduler: Process | undefined;

  private constructor(seed: number, store: MemoryStore, startRevision: number) {
    this.clock = new VirtualClock();
    this.#seed = seed;
    this.#store = store;
    this.startRevision = startRevision;
    this.server = new SimulatedServer({ store, clock: this.clock, random: randomOf(seed, "server") });
    this.client = new Client(this.server.transport(administrator));
  }

  /** Resolves when the nodes are registered and all has settled. */
  static async start({ seed, nodes = ["a"], script }: SimulationOptions): Promise<Simulation> {
    newCluster ??= bootstrap();
    const { entries, revision } = await newCluster;
    const simulation = new Simulation(seed, new MemoryStore({ from: { entries, revision } }), revision);
    await simulation.server.start();
    simulation.startControllers();
    simulation.startScheduler();
    for (const [place, name] of nodes.entries()) await simulation.#addNode(name, place, script);
    await simulation.clock.advance(1_000);
    return simulation;
  }

  /** Starts the controllers as a new process would: with nothing in memory. `faults` decides over each of their requests. */
  startControllers(faults: Faults = noFaults): void {
    const process = new Process(faults);
    const over = (user: UserInfo): Transport => faultyTransport(this.server.transport(user), process.faults);
    const random = randomOf(this.#seed, "controllers");
    const informers = new InformerFactory({ transport: over(manager), clock: this.clock, random, onError: (error) => this.#note("informers", error) });
    informers.start(process.signal);
    void runControllers({ definitions: controllers, transportFor: over, informers, clock: this.clock, random, metrics: this.metrics, rootCaCertificate: "simulated", onError: (what, error) => this.#note(what, error) }, process.signal);
    this.#controllers = process;
  }

  /** Ends the controllers where they stand. */
  killControllers(): void {
    this.#controllers?.kill();
  }

  startScheduler(faults: Faults = noFaults): void {
    const process = new Process(faults);
    const transport = faultyTransport(this.server.transport(scheduler), process.faults);
    const onError = (error: unknown): void => this.#note("scheduler", error);
    const { clock } = this;
    const random = randomOf(this.#seed, "scheduler");
    const informers = new InformerFactory({ transport, clock, random, onError });
    const recorder = new EventRecorder({ transport, clock, random, component: "default-scheduler", onError });
    process.signal.addEventListener("abort", () => recorder.stop());
    informers.start(process.signal);
    void createScheduler({ transport, informers, clock, random, metrics: this.metrics, recorder, onError }).run(process.signal).catch(onError);
    this.#scheduler = process;
  }

  killScheduler(): void {
    this.#scheduler?.kill();
  }

  /** Kills the controllers, the scheduler or a node's kubelet where they stand, and starts new ones. */
  restart(component: string): void {
    if (component === "controllers") {
      this.killControllers();
      this.startControllers();
    } else if (component === "scheduler") {
      this.killScheduler();
      this.startScheduler();
    } else {
      this.node(component).kill();
      void this.node(component).start();
    }
  }

  /** Decides over the requests of the controllers, of the scheduler, or of a node that runs now. */
  setFaults(component: string, faults: Faults): void {
    if (component === "controllers" && this.#controllers !== undefined) this.#controllers.faults.current = faults;
    else if (component === "scheduler" && this.#scheduler !== undefined) this.#scheduler.faults.current = faults;
    else this.node(component).faults.current = faults;
  }

  node(name: string): SimulatedNode {
    const node = this.#nodes.get(name);
    if (node === undefined) throw new Error(`there is no node ${name}; there are ${[...this.#nodes.keys()].join(", ")}`);
    return node;
  }

  /** Cuts a node off from the API server, or connects it again. Its containers go on. */
  partition(node: string, isCut: boolean): void {
    this.setFaults(node, isCut ? cutOff : noFaults);
  }

  /** What the store has seen after `since`, in order. */
  async changes(since: number): Promise<readonly StoreEvent[]> {
    return (await this.#store.changes("", since)).events;
  }

  /** Every change that the store has seen, in order, as text: two runs of one seed give the same, byte for byte. Only while nothing is compacted (5 minutes). */
  async history(): Promise<string> {
    return (await this.changes(this.startRevision)).map(changeText).join("\n");
  }

  async stop(): Promise<void> {
    this.killControllers();
    this.killScheduler();
    for (const node of this.#nodes.values()) node.kill();
    await this.server.kill();
    await this.#store.close();
  }

  async #addNode(name: string, place: number, script: Script | undefined): Promise<void> {
    const transport = this.server.transport({ name: `system:node:${name}`, groups: ["system:nodes", "system:authenticated"] });
    const onError = (error: unknown): void => this.#note(`node ${name}`, error);
    const node = new SimulatedNode({ name, place, transport, clock: this.clock, random: randomOf(this.#seed, `node ${name}`), script, onError });
    this.#nodes.set(name, node);
    const started = node.start();
    await this.clock.advance(0);
    await started;
  }

  #note(what: string, error: unknown): void {
    if (this.errors.length >= maxErrors) this.errors.shift();
    this.errors.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What every cluster starts with, the same whatever the seed: made once. */
let newCluster: Promise<RangeResult> | undefined;

async function bootstrap(): Promise<RangeResult> {
  const store = new MemoryStore();
  const server = new SimulatedServer({ store, clock: new VirtualClock(), random: randomOf(0, "bootstrap") });
  await server.start();
  await server.kill();
  return store.range("");
}

/** One change as a line. */
export function changeText(event: StoreEvent): string {
  if (event.type === "delete") return `${event.revision} ${event.key} deleted`;
  return `${event.revision} ${event.entry.key} ${new TextDecoder().decode(event.entry.value)}`;
}

/** A component that can be killed: what it asks for afterwards never arrives. */
class Process {
  readonly faults = new FaultSwitch();
  readonly #stop = new AbortController();

  constructor(faults: Faults) {
    this.faults.current = faults;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  kill(): void {
    this.faults.current = cutOff;
    this.#stop.abort();
  }
}

/** Chance of its own for each component, so that one that asks for more does not change what the others get. */
function randomOf(seed: number, component: string): SeededRandom {
  let mixed = seed | 0;
  for (const letter of component) mixed = Math.imul(mixed ^ (letter.codePointAt(0) ?? 0), 0x01000193); // FNV-1a
  return new SeededRandom(mixed);
}
