import { readFileSync } from "node:fs";
import type { Attribute, Netlink } from "./netlink.ts";
import { concat, encodeAttribute } from "./netlink.ts";

/** Source: linux include/uapi/linux/rtnetlink.h, if_link.h, veth.h */
const RTM = { NEWLINK: 16, DELLINK: 17, NEWADDR: 20, NEWROUTE: 24 } as const;
const IFLA = { ADDRESS: 1, IFNAME: 3, MTU: 4, MASTER: 10, LINKINFO: 18, NET_NS_FD: 28 } as const;
const IFLA_INFO = { KIND: 1, DATA: 2 } as const;
const VETH_INFO_PEER = 1;
const IFA = { ADDRESS: 1, LOCAL: 2, BROADCAST: 4 } as const;
const RTA = { DST: 1, OIF: 4, GATEWAY: 5 } as const;
const NLM_F_CREATE_EXCL = 0x600;
const IFF_UP = 1;
const AF_INET = 2;
const RT_TABLE_MAIN = 254;

/** Index of a link in the network namespace of the mounted /sys, the host's; undefined when there is none of that name. */
export function linkIndex(name: string): number | undefined {
  try {
    return Number(readFileSync(`/sys/class/net/${name}/ifindex`, "utf8"));
  } catch {
    return undefined;
  }
}

/** Creates a bridge. EEXIST when a link of that name is there. */
export function createBridge(netlink: Netlink, name: string, hardwareAddress: Uint8Array): void {
  const attributes: Attribute[] = [[IFLA.IFNAME, name], [IFLA.ADDRESS, hardwareAddress], [IFLA.LINKINFO, [[IFLA_INFO.KIND, "bridge"]]]];
  netlink.request(RTM.NEWLINK, NLM_F_CREATE_EXCL, interfaceInfo(0), attributes, `create bridge ${name}`);
}

/** Creates a veth pair whose far end is `peerName` in the namespace behind `peerNamespaceFd`, the near end up and on a bridge. */
export function createVeth(netlink: Netlink, options: {
  readonly name: string; readonly bridgeIndex: number; readonly mtu: number; readonly peerName: string; readonly peerNamespaceFd: number;
}): void {
  const peer = concat([interfaceInfo(0), encodeAttribute([IFLA.IFNAME, options.peerName]), encodeAttribute([IFLA.NET_NS_FD, options.peerNamespaceFd]), encodeAttribute([IFLA.MTU, options.mtu])]);
  netlink.request(RTM.NEWLINK, NLM_F_CREATE_EXCL, interfaceInfo(0, IFF_UP), [
    [IFLA.IFNAME, options.name], [IFLA.MTU, options.mtu], [IFLA.MASTER, options.bridgeIndex],
    [IFLA.LINKINFO, [[IFLA_INFO.KIND, "veth"], [IFLA_INFO.DATA, [[VETH_INFO_PEER, peer]]]]],
  ], `create veth ${options.name}`);
}

export function deleteLink(netlink: Netlink, name: string): void {
  netlink.request(RTM.DELLINK, 0, interfaceInfo(0), [[IFLA.IFNAME, name]], `delete link ${name}`);
}

export function setUp(netlink: Netlink, index: number): void {
  netlink.request(RTM.NEWLINK, 0, interfaceInfo(index, IFF_UP), [], `set link ${index} up`);
}

export function addAddress(netlink: Netlink, index: number, address: string, prefixLength: number): void {
  const header = new Uint8Array(8);
  header.set([AF_INET, prefixLength, 0, 0]);
  new DataView(header.buffer).setUint32(4, index, true);
  const bytes = addressBytes(address);
  const broadcast = broadcastOf(bytes, prefixLength);
  netlink.request(RTM.NEWADDR, NLM_F_CREATE_EXCL, header, [[IFA.LOCAL, bytes], [IFA.ADDRESS, bytes], [IFA.BROADCAST, broadcast]], `add address ${address}/${prefixLength}`);
}

export function addDefaultRoute(netlink: Netlink, index: number, gateway: string): void {
  const header = new Uint8Array([AF_INET, 0, 0, 0, RT_TABLE_MAIN, 3, 0, 1, 0, 0, 0, 0]);
  netlink.request(RTM.NEWROUTE, NLM_F_CREATE_EXCL, header, [[RTA.GATEWAY, addressBytes(gateway)], [RTA.OIF, index]], `add default route by ${gateway}`);
}

export function addressBytes(address: string): Uint8Array {
  return Uint8Array.from(address.split("."), Number);
}

function broadcastOf(address: Uint8Array, prefixLength: number): Uint8Array {
  return address.map((byte, index) => byte | (0xff >> Math.min(8, Math.max(0, prefixLength - 8 * index))));
}

function interfaceInfo(index: number, up = 0): Uint8Array {
  const header = new Uint8Array(16);
  const view = new DataView(header.buffer);
  view.setInt32(4, index, true);
  view.setUint32(8, up, true);
  view.setUint32(12, up, true);
  return header;
}
