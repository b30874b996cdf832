import { readFileSync, writeFileSync } from "node:fs";
import { addAddress, createBridge, deleteLink, linkIndex, setUp } from "../linux/links.ts";
import { Netlink } from "../linux/netlink.ts";
import type { HostPort, PodNetwork } from "../network/nft-rules.ts";
import { nftScript } from "../network/nft-rules.ts";
import { run } from "./spawn.ts";

let netlink: Netlink | undefined;

/** The one netlink socket in the host's network namespace. */
export function hostNetlink(): Netlink {
  netlink ??= new Netlink();
  return netlink;
}

export interface OpenNetworkArguments {
  readonly network: PodNetwork;
  readonly gateway: string;
  readonly prefixLength: number;
  readonly hostPorts: readonly HostPort[];
}

/** The bridge, its address, forwarding and the cluster's nftables table; what is there already is kept. Answers the bridge's index. */
export async function openNetwork({ network, gateway, prefixLength, hostPorts }: OpenNetworkArguments): Promise<{ readonly bridgeIndex: number }> {
  const bridgeIndex = ensureBridge(network.bridge, gateway, prefixLength);
  writeFileSync("/proc/sys/net/ipv4/ip_forward", "1");
  writeFileSync(`/proc/sys/net/ipv4/conf/${network.bridge}/route_localnet`, "1"); // for 127.0.0.1:hostPort
  await setHostPorts({ network, hostPorts });
  return { bridgeIndex };
}

export async function setHostPorts({ network, hostPorts }: { readonly network: PodNetwork; readonly hostPorts: readonly HostPort[] }): Promise<void> {
  const { exitCode, stderr } = await run("nft", ["-f", "-"], { input: nftScript(network, hostPorts) });
  if (exitCode !== 0) throw new Error(`cannot set the packet rules of table ${network.table}: ${stderr}`);
}

/** Takes the bridge and the table away. What is not there is no error. */
export async function closeNetwork({ network }: { readonly network: PodNetwork }): Promise<void> {
  if (linkIndex(network.bridge) !== undefined) deleteLink(hostNetlink(), network.bridge);
  await run("nft", ["delete", "table", "ip", network.table]);
}

function ensureBridge(name: string, gateway: string, prefixLength: number): number {
  if (linkIndex(name) === undefined) createBridge(hostNetlink(), name, hardwareAddressOf(gateway));
  const index = linkIndex(name);
  if (index === undefined) throw new Error(`cannot make bridge ${name}: the kernel has no bridges; load its module "bridge"`);
  try {
    addAddress(hostNetlink(), index, gateway, prefixLength);
  } catch (error) {
    if ((error as { code?: string }).code !== "EEXIST") throw error;
  }
  setUp(hostNetlink(), index);
  return index;
}

/** A local address made from the IPv4 address: with one of its own a bridge does not change it as pods come and go. */
function hardwareAddressOf(address: string): Uint8Array {
  return Uint8Array.from([0x02, 0x57, ...address.split(".").map(Number)]);
}

/** The largest packet that the way out takes, so that pods do not need fragments. 1500 when there is none. */
export function uplinkMtu(): number {
  const route = readFileSync("/proc/net/route", "utf8").split("\n").map((line) => line.split("\t")).find(([, destination]) => destination === "00000000");
  if (route === undefined) return 1_500;
  return Number(readFileSync(`/sys/class/net/${route[0]}/mtu`, "utf8"));
}
