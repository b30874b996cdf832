import type { Random } from "../base/random.ts";
import type { VirtualClock } from "../base/virtual-clock.ts";
import type { Transport } from "../client/transport.ts";
import type { RuntimeService } from "../kubelet/cri/contract.ts";
import { createKubelet, type Kubelet } from "../kubelet/kubelet.ts";
import type { KubeletPorts } from "../kubelet/options.ts";
import { createSimulatedRuntime } from "../kubelet/runtimes/simulated/index.ts";
import type { Script } from "../kubelet/runtimes/simulated/script.ts";
import { createMemoryPorts } from "../kubelet/testing/memory-ports.ts";
import { FaultSwitch, cutOff, faultyTransport } from "./faults.ts";

export interface SimulatedNodeOptions {
  readonly name: string;
  /** Counts the nodes, from 0: each has addresses of its own. */
  readonly place: number;
  readonly transport: Transport;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly script?: Script;
  readonly onError: (error: unknown) => void;
}

/** A machine: its containers and files outlive its kubelet. */
export class SimulatedNode {
  readonly #options: SimulatedNodeOptions;
  readonly #machine: ReturnType<typeof createSimulatedRuntime>;
  readonly #ports: KubeletPorts;
  #faults = new FaultSwitch();
  #kubelet: { readonly kubelet: Kubelet; readonly stop: AbortController } | undefined;

  constructor(options: SimulatedNodeOptions) {
    this.#options = options;
    const { clock, random, script, place } = options;
    this.#machine = createSimulatedRuntime({ clock, random, script, podCidr: podCidrOf(place) });
    const { runtime } = this.#machine;
    this.#ports = createMemoryPorts({ logs: runtime.logs });
  }

  /** Decides over the requests of the kubelet that runs now. */
  get faults(): FaultSwitch {
    return this.#faults;
  }

  /** Starts a kubelet as a new process would. The promise resolves when the node is registered, for which the clock may have to move. */
  start(): Promise<void> {
    const { name, place, transport, clock, random, onError } = this.#options;
    this.#faults = new FaultSwitch();
    const stop = new AbortController();
    const kubelet = createKubelet({
      nodeName: name,
      transport: faultyTransport(transport, this.#faults),
      runtime: mortal(this.#machine.runtime, stop.signal),
      images: this.#machine.images,
      clock,
      random,
      ports: this.#ports,
      podCidr: podCidrOf(place),
      rootFolder: "/var/lib/kubelet",
      addresses: [`192.0.2.${place + 1}`],
      onError,
    });
    this.#kubelet = { kubelet, stop };
    return kubelet.start(stop.signal).catch(onError);
  }

  /** Ends the kubelet where it stands. Containers go on. */
  kill(): void {
    this.#faults.current = cutOff;
    this.#kubelet?.stop.abort();
    void this.#kubelet?.kubelet.stop();
    this.#kubelet = undefined;
  }

  async stop(): Promise<void> {
    await this.#kubelet?.kubelet.stop();
  }
}

function podCidrOf(place: number): string {
  return `10.64.${place}.0/24`;
}

/** The runtime as one process sees it: a dead one makes no more calls, and none of its calls comes back. */
function mortal<T extends RuntimeService>(runtime: T, dead: AbortSignal): T {
  return new Proxy(runtime, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      if (name === "events") return value.bind(target);
      return (...args: unknown[]) => (dead.aborted ? new Promise(() => {}) : value.apply(target, args));
    },
  });
}
