import { GroupedMap } from "../../../base/grouped-map/grouped-map.ts";
import type { LinuxContainerResources, PodSandboxConfig, PodSandboxStatus, SandboxState } from "../../cri/contract.ts";
import { RuntimeError } from "../../cri/contract.ts";
import { newId } from "../../cri/ids.ts";
import { HANDLERS } from "./handlers.ts";
import type { HostPort } from "./network/nft-rules.ts";
import type { SandboxRecord } from "./records.ts";
import type { RuntimeContext } from "./runtime-context.ts";

/** The pods of this node: what is known of them, and how they are made and taken away. */
export class Sandboxes {
  readonly #context: RuntimeContext;
  readonly #records = new GroupedMap<string, string, SandboxRecord>(({ config }) => config.metadata.uid);
  /** nftables scripts run one after the other: each writes the whole table. */
  #packetRules: Promise<void> = Promise.resolve();

  constructor(context: RuntimeContext, records: readonly SandboxRecord[]) {
    this.#context = context;
    for (const record of records) this.#records.set(record.id, record);
  }

  get(id: string): SandboxRecord {
    const record = this.#records.get(id);
    if (record === undefined) throw new RuntimeError("NotFound", `sandbox ${id} is not known`);
    return record;
  }

  find(id: string): SandboxRecord | undefined {
    return this.#records.get(id);
  }

  cgroupOf({ config }: SandboxRecord): string {
    return `${this.#context.layout.cgroupRoot}${config.linux.cgroupParent}`;
  }

  async run(config: PodSandboxConfig): Promise<{ readonly id: string }> {
    const { clock, random, layout, host, ipam, userRanges, link, cgroups, bootId } = this.#context;
    const { namespace, name, uid, attempt } = config.metadata;
    for (const { config: other } of this.#records.inGroup(uid)) {
      if (other.metadata.attempt === attempt) {
        throw new RuntimeError("AlreadyExists", `sandbox ${attempt} of pod ${namespace}/${name} is there already`);
      }
    }
    const { runtimeHandler = HANDLERS[0] } = config;
    if (!HANDLERS.includes(runtimeHandler)) {
      throw new RuntimeError("InvalidArgument", `failed to get sandbox runtime: no runtime for ${JSON.stringify(runtimeHandler)} is configured; this one has ${HANDLERS.filter((name) => name !== "").join(", ")}`);
    }
    const address = config.linux.namespaces.network === "NODE" ? undefined : ipam.allocate();
    if (address === undefined && config.linux.namespaces.network !== "NODE") {
      throw new RuntimeError("Unavailable", `cannot give pod ${namespace}/${name} an address: all of ${this.#context.network.podCidr} are in use; delete pods or take a larger pod CIDR`);
    }
    const firstHostId = config.linux.userNamespace === true ? userRanges.allocate() : undefined;
    if (firstHostId === undefined && config.linux.userNamespace === true) {
      if (address !== undefined) ipam.release(address);
      throw new RuntimeError("Unavailable", `cannot give pod ${namespace}/${name} users of its own: all ranges of user ids are in use; delete pods that set hostUsers: false`);
    }
    const record: SandboxRecord = { id: newId(random), config, createdAt: clock.now(), address, firstHostId, state: "SANDBOX_READY", bootId };
    this.#records.set(record.id, record);
    try {
      this.#records.set(record.id, await host.call("createSandbox", { layout, record, link, cgroups, cgroup: this.cgroupOf(record) }));
      if (hasHostPorts(record)) await this.#programHostPorts();
    } catch (error) {
      this.#records.delete(record.id);
      await host.call("removeSandboxFolder", { layout, id: record.id, cgroups, cgroup: this.cgroupOf(record) });
      if (address !== undefined) ipam.release(address);
      if (firstHostId !== undefined) userRanges.release(firstHostId);
      throw new RuntimeError("Internal", `failed to create the sandbox of pod ${namespace}/${name}: ${(error as Error).message}`, { cause: error });
    }
    this.#publish("CONTAINER_STARTED_EVENT", record);
    return { id: record.id };
  }

  /** `ended` are the cgroups of its containers that have ended. */
  async updateResources(id: string, resources: LinuxContainerResources, ended: readonly string[]): Promise<void> {
    const record = this.get(id);
    const { linux } = record.config;
    const changed: SandboxRecord = { ...record, config: { ...record.config, linux: { ...linux, resources: { ...linux.resources, ...resources } } } };
    await this.#context.host.call("updateSandboxResources", { layout: this.#context.layout, record: changed, cgroups: this.#context.cgroups, cgroup: this.cgroupOf(record), ended });
    this.#records.set(id, changed);
  }

  /** The sandbox's containers must have been stopped. */
  async stop(id: string): Promise<void> {
    const record = this.#records.get(id);
    if (record === undefined || record.state === "SANDBOX_NOTREADY") return;
    const stopped: SandboxRecord = { ...record, state: "SANDBOX_NOTREADY", address: undefined };
    this.#records.set(id, stopped);
    await this.#context.host.call("releaseSandbox", { layout: this.#context.layout, record: stopped });
    if (hasHostPorts(record)) await this.#programHostPorts();
    if (record.address !== undefined) this.#context.ipam.release(record.address);
    this.#publish("CONTAINER_STOPPED_EVENT", record);
  }

  /** The sandbox must have been stopped and its containers removed. */
  async remove(id: string): Promise<void> {
    const record = this.#records.get(id);
    if (record === undefined) return;
    const { layout, host, cgroups } = this.#context;
    await host.call("removeSandboxFolder", { layout, id, cgroups, cgroup: this.cgroupOf(record) });
    this.#records.delete(id);
    if (record.firstHostId !== undefined) this.#context.userRanges.release(record.firstHostId); // not before its files are gone
    this.#publish("CONTAINER_DELETED_EVENT", record);
  }

  list(filter: { readonly podUid?: string; readonly state?: SandboxState } = {}): PodSandboxStatus[] {
    const ofPod = filter.podUid === undefined ? this.#records.values() : this.#records.inGroup(filter.podUid);
    return [...ofPod]
      .filter(({ state }) => filter.state === undefined || state === filter.state)
      .map(statusOf);
  }

  status(id: string): PodSandboxStatus {
    return statusOf(this.get(id));
  }

  hostPorts(): HostPort[] {
    return hostPortsOf(this.#records.values());
  }

  #programHostPorts(): Promise<void> {
    const { host, network } = this.#context;
    const turn = this.#packetRules.then(() => host.call("setHostPorts", { network, hostPorts: this.hostPorts() }));
    this.#packetRules = turn.catch(() => {});
    return turn;
  }

  #publish(type: "CONTAINER_STARTED_EVENT" | "CONTAINER_STOPPED_EVENT" | "CONTAINER_DELETED_EVENT", { id, config }: SandboxRecord): void {
    this.#context.hub.publish({ type, containerId: id, sandboxId: id, podUid: config.metadata.uid });
  }
}

/** Which ports of the host lead to which pods. */
export function hostPortsOf(records: Iterable<SandboxRecord>): HostPort[] {
  return [...records].flatMap(({ config, address }) =>
    address === undefined ? [] : config.portMappings.filter(({ hostPort }) => hostPort > 0).map((mapping) => ({ ...mapping, podAddress: address })));
}

function hasHostPorts({ config, address }: SandboxRecord): boolean {
  return address !== undefined && config.portMappings.some(({ hostPort }) => hostPort > 0);
}

function statusOf({ id, config, createdAt, address, state }: SandboxRecord): PodSandboxStatus {
  return { id, metadata: config.metadata, state, createdAt, resources: config.linux.resources, ips: address === undefined ? [] : [address], labels: config.labels, annotations: config.annotations };
}
