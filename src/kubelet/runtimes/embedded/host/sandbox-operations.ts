import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import type { DnsConfig } from "../../../cri/contract.ts";
import type { CgroupLayout } from "../../shared/cgroups/cgroup-tree.ts";
import { limitCgroup, removeCgroup } from "../../shared/cgroups/cgroup-tree.ts";
import { type Layout, type SandboxPaths, sandboxPaths } from "../layout.ts";
import { addAddress, addDefaultRoute, createVeth, setUp } from "../linux/links.ts";
import { bindMount, detach, MS, mount } from "../linux/mounts.ts";
import { CLONE, enter, inside, setHostname, unshare } from "../linux/namespaces.ts";
import { Netlink } from "../linux/netlink.ts";
import type { SandboxRecord } from "../records.ts";
import { podSysctls } from "../spec/sysctls.ts";
import { endMappedPause, startMappedPause } from "./mapped-pause.ts";
import { endPause, startPause } from "./pause.ts";
import { createUserNamespace, needIdMapping } from "./user-namespace.ts";
import { hostNetlink } from "./network-operations.ts";
import { writeRecord } from "./write-record.ts";

export interface PodLink {
  readonly bridgeIndex: number;
  readonly gateway: string;
  readonly prefixLength: number;
  readonly mtu: number;
}

export interface CreateSandboxArguments {
  readonly layout: Layout;
  readonly record: SandboxRecord;
  readonly link: PodLink;
  readonly cgroups: CgroupLayout;
  readonly cgroup: string;
}

const CURRENT = { net: "/proc/thread-self/ns/net", ipc: "/proc/thread-self/ns/ipc", uts: "/proc/thread-self/ns/uts" } as const;

/**
 * Namespaces, network, files and cgroup of a pod; about a millisecond, all of it system calls of this thread. The record
 * comes last: a folder without one is a creation that was cut off, and nothing of it is used. Answers what is known of the
 * sandbox now.
 */
export async function createSandbox({ layout, record: wanted, link, cgroups, cgroup }: CreateSandboxArguments): Promise<SandboxRecord> {
  const paths = sandboxPaths(layout, wanted.id);
  const { config } = wanted;
  let record = wanted;
  for (const folder of [paths.folder, paths.shared]) mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(paths.hostname, `${config.hostname}\n`);
    if (config.dnsConfig === undefined) copyFileSync("/etc/resolv.conf", paths.resolvConf);
    else writeFileSync(paths.resolvConf, resolvConf(config.dnsConfig));
    const flags = (record.address === undefined ? 0 : CLONE.NEWNET | CLONE.NEWUTS) | (config.linux.namespaces.ipc === "NODE" ? 0 : CLONE.NEWIPC);
    if (record.firstHostId !== undefined) await createUserNamespace(paths, record.firstHostId);
    createNamespaces(paths, flags, record, link);
    if (record.firstHostId !== undefined) for (const folder of [paths.shm, layout.containersDir]) needIdMapping(folder, paths);
    if (config.linux.resources !== undefined) limitCgroup(cgroups, cgroup, config.linux.resources);
    if (config.linux.namespaces.pid === "POD") record = { ...wanted, pause: record.firstHostId === undefined ? startPause(cgroups, cgroup) : await startMappedPause({ layout, record, cgroup }) };
    writeRecord(paths.record, record);
    return record;
  } catch (error) {
    if (record.pause !== undefined) endPause(record.pause);
    discardSandbox({ layout, id: record.id });
    throw error;
  }
}

/** Takes away what a creation that was cut off has left. */
export function discardSandbox({ layout, id }: { readonly layout: Layout; readonly id: string }): void {
  const paths = sandboxPaths(layout, id);
  endMappedPause(layout, id);
  releaseNamespaces(paths);
  rmSync(paths.folder, { recursive: true, force: true });
}

/**
 * Changes the limits of the pod's cgroup, and what is known of them after a restart. Containers that have ended lose their
 * cgroups first: version 1 lets no pod have less than a container below it may take, even one that is empty.
 */
export function updateSandboxResources({ layout, record, cgroups, cgroup, ended }: Omit<CreateSandboxArguments, "link"> & { readonly ended: readonly string[] }): void {
  for (const gone of ended) removeCgroup(cgroups, gone);
  limitCgroup(cgroups, cgroup, record.config.linux.resources ?? {});
  writeRecord(sandboxPaths(layout, record.id).record, record);
}

/** Frees the pod's namespaces. The kernel takes their links away in the background; waiting for that would take 20 ms. */
export function releaseSandbox({ layout, record }: { readonly layout: Layout; readonly record: SandboxRecord }): void {
  const paths = sandboxPaths(layout, record.id);
  if (!existsSync(paths.folder)) return;
  writeRecord(paths.record, record); // before its namespaces go: a sandbox that is said to be ready has them
  if (record.pause !== undefined) endPause(record.pause);
  endMappedPause(layout, record.id);
  releaseNamespaces(paths);
}

export function removeSandboxFolder({ layout, id, cgroups, cgroup }: { readonly layout: Layout; readonly id: string; readonly cgroups: CgroupLayout; readonly cgroup: string }): void {
  discardSandbox({ layout, id });
  removeCgroup(cgroups, cgroup);
}

function createNamespaces(paths: SandboxPaths, flags: number, record: SandboxRecord, link: PodLink): void {
  const types = [CLONE.NEWNET, CLONE.NEWIPC, CLONE.NEWUTS].filter((type) => flags & type);
  if (types.length === 0) return;
  const pathOf = { [CLONE.NEWNET]: "net", [CLONE.NEWIPC]: "ipc", [CLONE.NEWUTS]: "uts" } as const;
  const current = types.map((type) => ({ type, path: CURRENT[pathOf[type]] }));
  const netlink = inside(current, () => {
    if (record.firstHostId === undefined) {
      unshare(flags);
      for (const type of types) pin(CURRENT[pathOf[type]], paths[pathOf[type]]);
    } else for (const type of types) enter(paths[pathOf[type]], type); // the user namespace's own, which are there already
    if (flags & CLONE.NEWUTS) setHostname(record.config.hostname);
    if (flags & CLONE.NEWIPC) mountSharedMemory(paths.shm);
    setSysctls(record);
    return flags & CLONE.NEWNET ? new Netlink() : undefined;
  });
  if (netlink === undefined || record.address === undefined) return;
  try {
    connect(netlink, paths.net, record.id, record.address, link);
  } finally {
    netlink.close();
  }
}

function pin(namespace: string, file: string): void {
  writeFileSync(file, "");
  bindMount(namespace, file);
}

function connect(inPod: Netlink, namespaceFile: string, id: string, address: string, link: PodLink): void {
  const LOOPBACK = 1;
  const fd = openSync(namespaceFile, "r");
  try {
    createVeth(hostNetlink(), { name: `wv${id.slice(0, 12)}`, bridgeIndex: link.bridgeIndex, mtu: link.mtu, peerName: "eth0", peerNamespaceFd: fd });
  } finally {
    closeSync(fd);
  }
  const ETH0 = 2;
  setUp(inPod, LOOPBACK);
  addAddress(inPod, ETH0, address, link.prefixLength);
  setUp(inPod, ETH0);
  addDefaultRoute(inPod, ETH0, link.gateway);
}

/** 64 MiB that the pod's containers share. */
function mountSharedMemory(target: string): void {
  mkdirSync(target);
  mount({ source: "shm", target, type: "tmpfs", flags: MS.NOSUID | MS.NODEV | MS.NOEXEC, data: "mode=1777,size=65536k" });
}

/** The thread is inside the pod's namespaces here, and /proc/sys answers for whoever opens it. */
function setSysctls({ config, address, firstHostId }: SandboxRecord): void {
  for (const [name, value] of Object.entries(podSysctls(config.linux.sysctls, { ownNetwork: address !== undefined, firstHostId }))) {
    writeFileSync(`/proc/sys/${name.replaceAll(".", "/")}`, value);
  }
}

function releaseNamespaces(paths: SandboxPaths): void {
  for (const path of [paths.net, paths.ipc, paths.uts, paths.shm, paths.user]) detach(path);
  rmSync(paths.shared, { recursive: true, force: true });
}

function resolvConf({ servers, searches, options }: DnsConfig): string {
  const lines = servers.map((server) => `nameserver ${server}`);
  if (searches.length > 0) lines.unshift(`search ${searches.join(" ")}`);
  if (options.length > 0) lines.push(`options ${options.join(" ")}`);
  return `${lines.join("\n")}\n`;
}
