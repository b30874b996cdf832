import type { Clock, Millis } from "../../base/clock.ts";
import type { Node, NodeStatus, Taint } from "../../api/types/core/v1.gen.ts";
import type { EventRecorder, EventType } from "../../client/events/recorder.ts";
import { nodes } from "../../client/resources.ts";
import type { Transport } from "../../client/transport.ts";
import { deepEqual } from "../../machinery/equality/deep-equal.ts";
import { isStatus } from "../../machinery/errors/status-error.ts";
import type { ImageService, RuntimeService } from "../cri/contract.ts";
import type { MachinePort } from "../ports/machine-port.ts";
import { conditionEvents } from "./condition-events.ts";
import { type NodeFacts, nodeLabels, nodeStatus } from "./node-status.ts";
import { decideShortages } from "../eviction/thresholds.ts";
import { Pressures } from "./pressures.ts";

/** Source: kubernetes nodeStatusUpdateFrequency and nodeStatusReportFrequency. */
export const checkEveryMs: Millis = 10_000;
export const reportEveryMs: Millis = 300_000;

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
  /** What keeps the node from taking pods besides its runtime. */
  readonly troubles: () => readonly string[];
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** Tells the API what this node is and how it does: registers it, then reports when something changed, or every 5 minutes. */
export class NodeReporter {
  readonly #options: NodeReporterOptions;
  readonly #pressures = new Pressures();
  #node: Node | undefined;
  #planned: Node | undefined;
  #reportedAt = 0;
  /** What is to be said of the node once it is registered. */
  readonly #toTell: { readonly type: EventType; readonly reason: string; readonly message: string }[] = [];

  constructor(options: NodeReporterOptions) {
    this.#options = options;
  }

  /** The node as the server last answered it. */
  get node(): Node | undefined {
    return this.#node;
  }

  /** The same, or before there is an answer, what the node is going to be registered as. */
  get nodeOrPlan(): Node | undefined {
    return this.#node ?? this.#planned;
  }

  /** Finds out what this node is, without asking the server. */
  async plan(): Promise<void> {
    this.#planned = this.#body(await this.#facts());
  }

  /** An event of the node; it waits until the node is registered. At most 100 wait. */
  tell(type: EventType, reason: string, message: string): void {
    if (this.#node !== undefined) this.#options.recorder.event(this.#node, type, reason, message);
    else if (this.#toTell.length < 100) this.#toTell.push({ type, reason, message });
  }

  /** The node was changed by someone else. */
  observe(node: Node): void {
    const before = this.#node?.status?.capacity;
    this.#node = node;
    if (before !== undefined && !deepEqual(before, node.status?.capacity)) void this.report().catch(this.#options.onError);
  }

  /** Creates the node with its whole status, or takes up the one that is there. */
  async register(): Promise<Node> {
    const { nodeName, transport, clock } = this.#options;
    const body = this.#body(await this.#facts());
    this.#planned = body;
    const status = body.status ?? {};
    let isNew = true;
    try {
      this.#node = await transport.request<Node>({ verb: "create", resource: nodes, name: nodeName, body });
    } catch (error) {
      if (!isStatus(error, "AlreadyExists")) throw error;
      isNew = false;
      this.#node = await this.#takeUp(body);
    }
    const before = isNew ? undefined : this.#node.status;
    for (const { type, reason, message } of this.#toTell.splice(0)) this.tell(type, reason, message);
    // A kubelet that starts tells how its node does, whatever an earlier one has told; that it is ready only if it was not.
    this.#tellConditions(before === undefined ? undefined : { conditions: before.conditions?.filter(({ type }) => type === "Ready") }, status);
    this.#tellReboot(before, status);
    this.#reportedAt = clock.now();
    if (!sameButHeartbeats(this.#node.status, status)) await this.#write(status);
    return this.#node;
  }

  #body(facts: NodeFacts): Node {
    const { nodeName, labels, taints, podCidr } = this.#options;
    return {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: nodeName, labels: { ...nodeLabels(facts), ...labels }, annotations: { "volumes.kubernetes.io/controller-managed-attach-detach": "true" } },
      spec: { ...(podCidr === undefined ? {} : { podCIDR: podCidr, podCIDRs: [podCidr] }), ...(taints === undefined ? {} : { taints }) },
      status: nodeStatus(facts, undefined),
    };
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
    const { clock } = this.#options;
    const old = this.#node?.status;
    const status = nodeStatus(await this.#facts(), old);
    if (sameButHeartbeats(old, status) && clock.now() - this.#reportedAt < reportEveryMs) return;
    await this.#write(status);
    if (old !== undefined) this.#tellConditions(old, status);
  }

  async #write(status: NodeStatus): Promise<void> {
    const { nodeName, transport, clock } = this.#options;
    this.#node = await transport.request<Node>({ verb: "patch", resource: nodes, subresource: "status", name: nodeName, patchType: "application/merge-patch+json", body: { status } });
    this.#reportedAt = clock.now();
  }

  #tellConditions(old: NodeStatus | undefined, status: NodeStatus): void {
    for (const reason of conditionEvents(old, status)) this.tell("Normal", reason, `Node ${this.#options.nodeName} status is now: ${reason}`);
  }

  #tellReboot(before: NodeStatus | undefined, { nodeInfo }: NodeStatus): void {
    const bootId = before?.nodeInfo?.bootID ?? "";
    if (bootId === "" || nodeInfo === undefined || nodeInfo.bootID === bootId) return;
    this.tell("Warning", "Rebooted", `Node ${this.#options.nodeName} has been rebooted, boot id: ${nodeInfo.bootID}`);
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
    return { pressures, troubles: this.#options.troubles(), nodeName, hostname, addresses, maximumPods, kubeletPort, machine: machine.info(), usage, runtime: version, runtimeStatus: status, images: imageList, now: clock.now() };
  }
}

function sameButHeartbeats(a: NodeStatus | undefined, b: NodeStatus): boolean {
  const still = (status: NodeStatus): NodeStatus => ({ ...status, conditions: status.conditions?.map(({ lastHeartbeatTime, lastTransitionTime, ...rest }) => (void lastHeartbeatTime, void lastTransitionTime, rest)) });
  return a !== undefined && deepEqual(still(a), still(b));
}
