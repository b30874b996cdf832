import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { ClusterFailure } from "./failure.ts";

/** The addresses that one cluster uses on this machine. */
export interface NetworkPlan {
  /** All pods of the cluster. */
  readonly clusterCidr: string;
  /** This node's pods. */
  readonly podCidr: string;
  /** The bridge's own address, first of the node's range. */
  readonly gateway: string;
  readonly bridgeName: string;
}

/** Second numbers of 10.x.0.0/16 that clusters on one machine take in turn. */
const firstNet = 244;
const lastNet = 254;
/** Longest name of a Linux network link. */
const longestLinkName = 15;

export function networkPlan(clusterName: string, clusterCidr: string): NetworkPlan {
  const net = clusterCidr.split(".").slice(0, 2).join(".");
  return { clusterCidr, podCidr: `${net}.0.0/24`, gateway: `${net}.0.1`, bridgeName: bridgeName(clusterName) };
}

/** A pod range to which no route of this machine leads, other than over the cluster's own bridge. */
export function freeClusterCidr(clusterName: string, wanted: string | undefined): string {
  const taken = routedNets(bridgeName(clusterName));
  const isFree = (cidr: string): boolean => !taken.has(cidr.split(".").slice(0, 2).join("."));
  if (wanted !== undefined && isFree(wanted)) return wanted;
  for (let net = firstNet; net <= lastNet; net += 1) if (isFree(`10.${net}.0.0/16`)) return `10.${net}.0.0/16`;
  throw new ClusterFailure(`every pod range from 10.${firstNet}.0.0/16 to 10.${lastNet}.0.0/16 is in use on this machine`, "stop another cluster first");
}

/**
 * The first two numbers of every IPv4 network that a link other than `own` leads to. From the kernel's routes: a bridge
 * to which nothing is connected yet is in no list of running interfaces.
 */
function routedNets(own: string): Set<string> {
  const nets = new Set<string>();
  for (const line of readFileSync("/proc/net/route", "utf8").split("\n").slice(1)) {
    const [link, destination = ""] = line.split("\t");
    if (link === undefined || link === own || destination.length !== 8) continue;
    const bytes = [6, 4].map((at) => Number.parseInt(destination.slice(at, at + 2), 16)); // hexadecimal, last number first
    nets.add(bytes.join("."));
  }
  return nets;
}

function bridgeName(clusterName: string): string {
  const name = `wh-${clusterName}`;
  if (name.length <= longestLinkName) return name;
  return `${name.slice(0, longestLinkName - 6)}-${createHash("sha256").update(clusterName).digest("hex").slice(0, 5)}`;
}

/** The IPv4 address under which this machine is known: its first outside one, or the bridge's where it has none. */
export function nodeAddress(plan: NetworkPlan): string {
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    if (name.startsWith("wh-")) continue;
    const outside = (addresses ?? []).find(({ family, internal }) => family === "IPv4" && !internal);
    if (outside !== undefined) return outside.address;
  }
  return plan.gateway;
}

const defaultPort = 6443;
const triedPorts = 100;

/** A port that nobody else can take until it is released, right before it is used. */
export interface HeldPort {
  readonly port: number;
  release(): Promise<void>;
}

/** The port that was asked for, or an error when it is taken; without a wish the one from before, or the first free one from 6443 on. */
export async function holdPort({ wanted, before }: { readonly wanted?: number; readonly before?: number }): Promise<HeldPort> {
  if (wanted !== undefined) {
    const held = await tryToHold(wanted);
    if (held !== undefined) return held;
    throw new ClusterFailure(`port ${wanted} is in use by another program`, "choose another with --port, or leave --port out to take any free one");
  }
  const inTurn = Array.from({ length: triedPorts }, (_, index) => defaultPort + index);
  for (const port of before === undefined ? inTurn : [before, ...inTurn]) {
    const held = await tryToHold(port);
    if (held !== undefined) return held;
  }
  throw new ClusterFailure(`no port from ${defaultPort} to ${defaultPort + triedPorts - 1} is free`, "choose one with --port");
}

function tryToHold(port: number): Promise<HeldPort | undefined> {
  return new Promise((resolve) => {
    // Who calls meanwhile is hung up on: one open connection would keep the port from ever being released.
    const holder = createServer((caller) => caller.destroy());
    holder.once("error", () => resolve(undefined));
    holder.listen(port, () => resolve({ port, release: () => new Promise((released) => holder.close(() => released())) }));
  });
}
