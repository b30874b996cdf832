import { SeededRandom } from "../base/seeded-random.ts";
import { VirtualClock } from "../base/virtual-clock.ts";
import { Client } from "../client/client.ts";
import { EventRecorder } from "../client/events/recorder.ts";
import { InformerFactory } from "../client/informer/factory.ts";
import type { Transport } from "../client/transport.ts";
import { controllers } from "../controllers/index.gen.ts";
import { runControllers } from "../controllers/start.ts";
import { createKubelet, type Kubelet } from "../kubelet/kubelet.ts";
import { createSimulatedRuntime } from "../kubelet/runtimes/simulated/index.ts";
import { createMemoryPorts } from "../kubelet/testing/memory-ports.ts";
import type { UserInfo } from "../machinery/request/user.ts";
import { createScheduler } from "../scheduler/scheduler.ts";
import { type ApiServer, createApiServer } from "../server/server.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import { type Faults, faultyTransport, noFaults } from "./faults.ts";

const administrator: UserInfo = { name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] };
const manager: UserInfo = { name: "system:kube-controller-manager", groups: ["system:authenticated"] };
const scheduler: UserInfo = { name: "system:kube-scheduler", groups: ["system:authenticated"] };

export interface SimulationOptions {
  /** The same seed gives the same history. */
  readonly seed: number;
  /** Names of the nodes. Default: one, `a`. */
  readonly nodes?: readonly string[];
}

/** A whole cluster in one process on a clock that moves when told: API server, scheduler, controllers, and nodes with scripted containers. */
export class Simulation {
  readonly clock: VirtualClock;
  readonly client: Client;
  /** What components reported as failed and will try again, oldest first. */
  readonly errors: string[] = [];
  readonly #seed: number;
  readonly #server: ApiServer;
  readonly #store: MemoryStore;
  readonly #stopping = new AbortController();
  readonly #kubelets = new Map<string, Kubelet>();
  readonly #faults = new Map<string, Faults>();
  #killControllers: () => void = () => {};

  private constructor(parts: { clock: VirtualClock; seed: number; server: ApiServer; store: MemoryStore }) {
    this.clock = parts.clock;
    this.#seed = parts.seed;
    this.#server = parts.server;
    this.#store = parts.store;
    this.client = new Client(parts.server.inProcess(administrator));
  }

  /** Resolves when the nodes are registered and all has settled. */
  static async start({ seed, nodes = ["a"] }: SimulationOptions): Promise<Simulation> {
    const clock = new VirtualClock();
    const store = new MemoryStore();
    const server = await createApiServer({ store, clock, random: randomOf(seed, "server"), bootstrap: { controllers } });
    const simulation = new Simulation({ clock, seed, server, store });
    simulation.startControllers();
    simulation.#startScheduler();
    for (const [place, name] of nodes.entries()) await simulation.#startNode(name, place);
    await clock.advance(1_000);
    return simulation;
  }

  /** Starts the controllers as a new process would: with nothing in memory. `faults` decides over each of their requests. */
  startControllers(faults: Faults = noFaults): void {
    const stop = new AbortController();
    const over = (user: UserInfo): Transport => faultyTransport(this.#server.inProcess(user), faults);
    const random = randomOf(this.#seed, "controllers");
    const informers = new InformerFactory({ transport: over(manager), clock: this.clock, random, onError: (error) => this.#note("informers", error) });
    informers.start(stop.signal);
    void runControllers({ definitions: controllers, transportFor: over, informers, clock: this.clock, random, onError: (what, error) => this.#note(what, error) }, stop.signal);
    this.#killControllers = () => stop.abort();
  }

  /** Ends the controllers where they stand. */
  killControllers(): void {
    this.#killControllers();
  }

  /** Cuts a node off from the API server, or connects it again. Its containers go on. */
  partition(node: string, isCut: boolean): void {
    this.#faults.set(node, isCut ? { before: () => { throw new Error(`node ${node} is cut off`); }, after: () => {} } : noFaults);
  }

  /** Every change that the store has seen, in order, as text: two runs of one seed give the same, byte for byte. */
  async history(): Promise<string> {
    const { events } = await this.#store.changes("", 1);
    const decoder = new TextDecoder();
    return events.map((event) => (event.type === "put" ? `${event.revision} ${event.entry.key} ${decoder.decode(event.entry.value)}` : `${event.revision} ${event.key} deleted`)).join("\n");
  }

  async stop(): Promise<void> {
    this.#killControllers();
    this.#stopping.abort();
    for (const kubelet of this.#kubelets.values()) await kubelet.stop();
    await this.#server.close();
    await this.#store.close();
  }

  #startScheduler(): void {
    const transport = this.#server.inProcess(scheduler);
    const onError = (error: unknown): void => this.#note("scheduler", error);
    const { clock } = this;
    const random = randomOf(this.#seed, "scheduler");
    const informers = new InformerFactory({ transport, clock, random, onError });
    const recorder = new EventRecorder({ transport, clock, random, component: "default-scheduler", onError });
    informers.start(this.#stopping.signal);
    void createScheduler({ transport, informers, clock, random, recorder, onError }).run(this.#stopping.signal).catch(onError);
  }

  async #startNode(nodeName: string, place: number): Promise<void> {
    const { clock } = this;
    const random = randomOf(this.#seed, `node ${nodeName}`);
    const podCidr = `10.64.${place}.0/24`;
    const { runtime, images } = createSimulatedRuntime({ clock, random, podCidr });
    const direct = this.#server.inProcess({ name: `system:node:${nodeName}`, groups: ["system:nodes", "system:authenticated"] });
    const current: Faults = { before: (request) => this.#faultsOf(nodeName).before(request), after: (request) => this.#faultsOf(nodeName).after(request) };
    const ports = createMemoryPorts({ readLog: (path) => runtime.readLog(path) });
    const onError = (error: unknown): void => this.#note(`node ${nodeName}`, error);
    const kubelet = createKubelet({ nodeName, transport: faultyTransport(direct, current), runtime, images, clock, random, ports, podCidr, rootFolder: "/var/lib/kubelet", addresses: [`192.0.2.${place + 1}`], onError });
    this.#kubelets.set(nodeName, kubelet);
    const started = kubelet.start(this.#stopping.signal);
    await clock.advance(0);
    await started;
  }

  #faultsOf(node: string): Faults {
    return this.#faults.get(node) ?? noFaults;
  }

  #note(what: string, error: unknown): void {
    this.errors.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Chance of its own for each component, so that one that asks for more does not change what the others get. */
function randomOf(seed: number, component: string): SeededRandom {
  let mixed = seed | 0;
  for (const letter of component) mixed = Math.imul(mixed ^ (letter.codePointAt(0) ?? 0), 0x01000193); // FNV-1a
  return new SeededRandom(mixed);
}
