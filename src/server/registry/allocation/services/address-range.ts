import { cidrFamily, type IpFamily, ipFamily } from "../../../../api/shared/ip-addresses.ts";
import { rotated } from "./rotated.ts";

/** The addresses of a network that Services may have: neither its first nor, in IPv4, its last. */
export interface AddressRange {
  readonly cidr: string;
  readonly family: IpFamily;
  readonly first: bigint;
  readonly last: bigint;
  /** Addresses below are given out last, so that people find them free when they choose one themselves. */
  readonly dynamicFrom: bigint;
}

/** Bounds of the band that is left to people. Source: kubernetes ipallocator calculateRangeOffset. */
const smallestBand = 16n;
const largestBand = 256n;
const bandShare = 16n;

export function addressRange(cidr: string): AddressRange {
  const family = cidrFamily(cidr);
  if (family === undefined) throw new Error(`${JSON.stringify(cidr)} is not a CIDR`);
  const [address = "", length = ""] = cidr.split("/");
  const hostBits = BigInt((family === "IPv4" ? 32 : 128) - Number(length));
  const size = 1n << hostBits;
  const network = (numberOf(address) >> hostBits) << hostBits;
  const first = network + 1n;
  const last = network + size - (family === "IPv4" ? 2n : 1n);
  const share = size / bandShare;
  const band = size <= smallestBand ? 0n : share < smallestBand ? smallestBand : share > largestBand ? largestBand : share;
  return { cidr, family, first, last, dynamicFrom: first + band };
}

export function isInRange({ family, first, last }: AddressRange, address: string): boolean {
  return ipFamily(address) === family && numberOf(address) >= first && numberOf(address) <= last;
}

/** The one way to write an address, by which its record is named. */
export function canonicalAddress(address: string): string {
  return textOf(numberOf(address), address.includes(":") ? "IPv6" : "IPv4");
}

/** Every address of the range once, in the order in which to try them. `chance` is in [0, 1). */
export function* candidates({ family, first, last, dynamicFrom }: AddressRange, chance: number): Generator<string> {
  for (const number of rotated(dynamicFrom, last, chance)) yield textOf(number, family);
  for (const number of rotated(first, dynamicFrom - 1n, chance)) yield textOf(number, family);
}

function numberOf(address: string): bigint {
  if (!address.includes(":")) return address.split(".").reduce((number, part) => (number << 8n) | BigInt(part), 0n);
  const [before = "", after] = withoutDots(address).split("::");
  const head = before === "" ? [] : before.split(":");
  const tail = after === undefined || after === "" ? [] : after.split(":");
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill("0"), ...tail];
  return groups.reduce((number, group) => (number << 16n) | BigInt(`0x${group}`), 0n);
}

/** `::ffff:10.0.0.1` as `::ffff:a00:1`. */
function withoutDots(address: string): string {
  const at = address.lastIndexOf(":") + 1;
  if (!address.includes(".")) return address;
  const low = numberOf(address.slice(at));
  return `${address.slice(0, at)}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`;
}

function textOf(number: bigint, family: IpFamily): string {
  if (family === "IPv4") return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => ((number >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  return shortened(groups);
}

/** The longest run of two or more zero groups becomes `::`. Source: RFC 5952. */
function shortened(groups: readonly string[]): string {
  let best = { start: 0, length: 1 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === "0") length++;
    if (length > best.length) best = { start, length };
  }
  if (best.length === 1) return groups.join(":");
  return `${groups.slice(0, best.start).join(":")}::${groups.slice(best.start + best.length).join(":")}`;
}
