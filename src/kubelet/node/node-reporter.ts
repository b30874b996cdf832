import type { Clock, Millis } from "../../base/clock.ts";
import type { Node, NodeStatus, Taint } from "../../api/types/core/v1.gen.ts";
import type { EventRecorder } from "../../client/events/recorder.ts";
import { nodes } from "../../client/resources.ts";
import type { Transport } from "../../client/transport.ts";
import { deepEqual } from "../../machinery/equality/deep-equal.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { ImageService, RuntimeService } from "../cri/contract.ts";
import type { MachinePort } from "../ports/machine-port.ts";
import { type NodeFacts, nodeLabels, nodeStatus } from "./node-status.ts";
import { decideShortages } from "../eviction/thresholds.ts";
import { Pressures } from "./pressures.ts";

/** Source: kubernetes nodeStatusUpdateFrequency and nodeStatusReportFrequency. */
const checkEveryMs: Millis = 10_000;
const reportEveryMs: Millis = 300_000;

export interface NodeReporterOptions {
  readonly nodeName: string;
  readonly hostname: string;
  readonly addresses: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly taints?: Taint[];
  readonly podCidr?: string;
  readonly maximumPods: number;
  readonly kubeletPort: number;
  readonly rootFolder: string;
  readonly machine: MachinePort;
  readonly runtime: RuntimeService;
  readonly images: ImageService;
  readonly transport: Transport;
  readonly recorder: EventRecorder;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** Tells the API what this node is and how it does: registers it, then reports when something changed, or every 5 minutes. */
export class NodeReporter {
  readonly #options: NodeReporterOptions;
  readonly #pressures = new Pressures();
  #node: Node | undefined;
  #reportedAt = 0;

  constructor(options: NodeReporterOptions) {
    this.#options = options;
  }

  /** The node as the server last answered it. */
  get node(): Node | undefined {
    return this.#node;
  }

  /** The node was changed by someone else. */
  observe(node: Node): void {
    const before = this.#node?.status?.capacity;
    this.#node = node;
    if (before !== undefined && !deepEqual(before, node.status?.capacity)) void this.report().catch(this.#options.onError);
  }

  /** Creates the node with its whole status, or takes up the one that is there. */
  async register(): Promise<Node> {
    const { nodeName, labels, taints, podCidr, transport, clock } = this.#options;
    const facts = await this.#facts();
    const status = nodeStatus(facts, undefined);
    const body: Node = {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: nodeName, labels: { ...nodeLabels(facts), ...labels }, annotations: { "volumes.kubernetes.io/controller-managed-attach-detach": "true" } },
      spec: { ...(podCidr === undefined ? {} : { podCIDR: podCidr, podCIDRs: [podCidr] }), ...(taints === undefined ? {} : { taints }) },
      status,
    };
    try {
      this.#node = await transport.request<Node>({ verb: "create", resource: nodes, name: nodeName, body });
    } catch (error) {
      if (!isStatus(error, "AlreadyExists")) throw error;
      this.#node = await this.#takeUp(body);
    }
    this.#reportedAt = clock.now();
    if (!sameButHeartbeats(this.#node.status, status)) await this.report();
    return this.#node;
  }

  /** Looks every 10 s until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, onError } = this.#options;
    while (!signal.aborted) {
      await clock.sleep(checkEveryMs, signal).catch(() => undefined);
      if (!signal.aborted) await this.report().catch(onError);
    }
  }

  /** Writes the status if it changed or its time has come. */
  async report(): Promise<void> {
    const { nodeName, transport, clock, recorder } = this.#options;
    const old = this.#node?.status;
    const status = nodeStatus(await this.#facts(), old);
    if (sameButHeartbeats(old, status) && clock.now() - this.#reportedAt < reportEveryMs) return;
    const wasReady = readyStatus(old);
    this.#node = await transport.request<Node>({ verb: "patch", resource: nodes, subresource: "status", name: nodeName, patchType: "application/merge-patch+json", body: { status } });
    this.#reportedAt = clock.now();
    const isReady = readyStatus(status);
    if (wasReady !== isReady && old !== undefined) {
      const reason = isReady === "True" ? "NodeReady" : "NodeNotReady";
      recorder.event(this.#node, "Normal", reason, `Node ${nodeName} status is now: ${reason}`);
    }
  }

  async #takeUp(wanted: Node): Promise<Node> {
    const { nodeName, transport } = this.#options;
    return transport.request<Node>({
      verb: "patch",
      resource: nodes,
      name: nodeName,
      patchType: "application/merge-patch+json",
      body: { metadata: { labels: wanted.metadata.labels, annotations: wanted.metadata.annotations } },
    });
  }

  async #facts(): Promise<NodeFacts> {
    const { nodeName, hostname, addresses, maximumPods, kubeletPort, machine, runtime, images, rootFolder, clock } = this.#options;
    const [version, status, imageList] = await Promise.all([
      runtime.version(),
      runtime.status().catch((error: unknown) => ({ features: undefined, conditions: [{ type: "RuntimeReady" as const, status: false, reason: "RuntimeUnavailable", message: String(error) }] })),
      images.listImages().catch(() => []),
    ]);
    const usage = machine.usage(rootFolder);
    const pressures = this.#pressures.observe(decideShortages(usage), clock.now());
    return { pressures, nodeName, hostname, addresses, maximumPods, kubeletPort, machine: machine.info(), usage, runtime: version, runtimeConditions: status.conditions, runtimeFeatures: status.features, images: imageList, now: clock.now() };
  }
}

function readyStatus(status: NodeStatus | undefined): string | undefined {
  return status?.conditions?.find((condition) => condition.type === "Ready")?.status;
}

function sameButHeartbeats(a: NodeStatus | undefined, b: NodeStatus): boolean {
  const still = (status: NodeStatus): NodeStatus => ({ ...status, conditions: status.conditions?.map(({ lastHeartbeatTime, lastTransitionTime, ...rest }) => (void lastHeartbeatTime, void lastTransitionTime, rest)) });
  return a !== undefined && deepEqual(still(a), still(b));
}
