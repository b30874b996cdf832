import { type FunctionDeclaration, global, member } from "../environment.ts";
import { Failure } from "../run/failure.ts";
import { Extension } from "../run/values.ts";
import { parseType } from "../types.ts";

/** Source: apiserver pkg/cel/library/ip.go, cidr.go, whose addresses are Go's net/netip. */

const ipv4Bits = 32;
const ipv6Bits = 128;

export class Ip extends Extension {
  readonly type = parseType("net.IP");
  readonly value: bigint;
  readonly bits: 32 | 128;

  constructor(value: bigint, bits: 32 | 128) {
    super();
    this.value = value;
    this.bits = bits;
  }

  static parse(text: string): Ip {
    if (text.includes("%")) throw new Failure(`IP address ${JSON.stringify(text)} with zone value is not allowed`);
    const ip = parseIp(text);
    if (ip === undefined) throw new Failure(`IP Address ${JSON.stringify(text)} parse error during conversion from string: ParseAddr(${JSON.stringify(text)}): unable to parse IP`);
    if (ip.isMapped) throw new Failure(`IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`);
    return ip;
  }

  get isMapped(): boolean {
    return this.bits === ipv6Bits && this.value >> 32n === 0xffffn;
  }

  /** Whether the first `length` bits are those of `value`. */
  startsWith(value: bigint, length: number): boolean {
    const rest = BigInt(this.bits - length);
    return this.value >> rest === value >> rest;
  }

  isEqual(other: unknown): boolean {
    return other instanceof Ip && other.bits === this.bits && other.value === this.value;
  }

  format(): string {
    if (this.bits === ipv4Bits) return [24n, 16n, 8n, 0n].map((shift) => (this.value >> shift) & 0xffn).join(".");
    const groups = Array.from({ length: 8 }, (_, index) => ((this.value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16)).join(":");
    const longest = [...groups.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].reduce<RegExpExecArray | undefined>((best, run) => (best === undefined || run[0].replace(/^:/, "").length > best[0].replace(/^:/, "").length ? run : best), undefined);
    if (longest === undefined) return groups;
    return `${groups.slice(0, longest.index)}::${groups.slice(longest.index + longest[0].length).replace(/^:/, "")}`;
  }
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || parts.some((part) => !/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255)) return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseIp(text: string): Ip | undefined {
  if (!text.includes(":")) {
    const value = parseIpv4(text);
    return value === undefined ? undefined : new Ip(value, ipv4Bits);
  }
  const dotted = text.slice(text.lastIndexOf(":") + 1);
  const tail = dotted.includes(".") ? parseIpv4(dotted) : undefined;
  if (dotted.includes(".") && tail === undefined) return undefined;
  const plain = tail === undefined ? text : `${text.slice(0, -dotted.length)}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  const halves = plain.split("::");
  if (halves.length > 2) return undefined;
  const [left = [], right = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...left, ...Array.from({ length: missing }, () => "0"), ...right];
  if (groups.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return new Ip(groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n), ipv6Bits);
}

class Cidr extends Extension {
  readonly type = parseType("net.CIDR");
  readonly ip: Ip;
  readonly length: number;

  /** In bytes. */
  override readonly size: number;

  constructor(ip: Ip, length: number) {
    super();
    this.ip = ip;
    this.length = length;
    this.size = ip.bits / 8;
  }

  static parse(text: string): Cidr {
    const [address = "", length = "", ...rest] = text.split("/");
    const ip = parseIp(address);
    if (ip === undefined || rest.length > 0 || !/^(?:0|[1-9]\d{0,2})$/.test(length) || Number(length) > ip.bits) throw new Failure(`network address parse error during conversion from string: netip.ParsePrefix(${JSON.stringify(text)}): unable to parse`);
    if (ip.isMapped) throw new Failure(`IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`);
    return new Cidr(ip, Number(length));
  }

  isEqual(other: unknown): boolean {
    return other instanceof Cidr && other.length === this.length && other.ip.isEqual(this.ip);
  }

  contains(ip: Ip): boolean {
    return ip.bits === this.ip.bits && ip.startsWith(this.ip.value, this.length);
  }

  masked(): Cidr {
    const rest = BigInt(this.ip.bits - this.length);
    return new Cidr(new Ip((this.ip.value >> rest) << rest, this.ip.bits), this.length);
  }

  format(): string {
    return `${this.ip.format()}/${this.length}`;
  }
}

function succeeds(run: () => unknown): boolean {
  try {
    run();
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

const loopback4 = 127n << 24n;
const multicast4 = 224n << 24n;
const isLoopback = (ip: Ip): boolean => (ip.bits === ipv4Bits ? ip.startsWith(loopback4, 8) : ip.value === 1n);
const isMulticast = (ip: Ip): boolean => (ip.bits === ipv4Bits ? ip.startsWith(multicast4, 4) : ip.startsWith(0xffn << 120n, 8));
const isLinkLocalUnicast = (ip: Ip): boolean => (ip.bits === ipv4Bits ? ip.startsWith((169n << 24n) | (254n << 16n), 16) : ip.startsWith(0xfe80n << 112n, 10));
const isLinkLocalMulticast = (ip: Ip): boolean => (ip.bits === ipv4Bits ? ip.startsWith(multicast4, 24) : ip.startsWith(0xff02n << 112n, 16) );
const isGlobalUnicast = (ip: Ip): boolean => ip.value !== 0n && !(ip.bits === ipv4Bits && ip.value === 0xffffffffn) && !isLoopback(ip) && !isMulticast(ip) && !isLinkLocalUnicast(ip);
const containsCidr = (outer: Cidr, inner: Cidr): boolean => outer.length <= inner.length && outer.contains(inner.ip);

export const addressFunctions = (): readonly FunctionDeclaration[] => [
  global("ip", "string_to_ip", "string -> net.IP", (text: string) => Ip.parse(text)),
  member("family", "ip_family", "net.IP -> int", ({ bits }: Ip) => (bits === ipv4Bits ? 4 : 6)),
  global("ip.isCanonical", "ip_is_canonical", "string -> bool", (text: string) => Ip.parse(text).format() === text),
  member("isUnspecified", "ip_is_unspecified", "net.IP -> bool", ({ value }: Ip) => value === 0n),
  member("isLoopback", "ip_is_loopback", "net.IP -> bool", isLoopback),
  member("isLinkLocalMulticast", "ip_is_link_local_multicast", "net.IP -> bool", isLinkLocalMulticast),
  member("isLinkLocalUnicast", "ip_is_link_local_unicast", "net.IP -> bool", isLinkLocalUnicast),
  member("isGlobalUnicast", "ip_is_global_unicast", "net.IP -> bool", isGlobalUnicast),
  global("isIP", "is_ip", "string -> bool", (text: string) => succeeds(() => Ip.parse(text))),
  global("string", "ip_to_string", "net.IP -> string", (ip: Ip) => ip.format()),
  global("cidr", "string_to_cidr", "string -> net.CIDR", (text: string) => Cidr.parse(text)),
  member("containsIP", "cidr_contains_ip_string", "net.CIDR string -> bool", (cidr: Cidr, ip: string) => cidr.contains(Ip.parse(ip))),
  member("containsIP", "cidr_contains_ip_ip", "net.CIDR net.IP -> bool", (cidr: Cidr, ip: Ip) => cidr.contains(ip)),
  member("containsCIDR", "cidr_contains_cidr_string", "net.CIDR string -> bool", (cidr: Cidr, other: string) => containsCidr(cidr, Cidr.parse(other))),
  member("containsCIDR", "cidr_contains_cidr", "net.CIDR net.CIDR -> bool", containsCidr),
  member("ip", "cidr_ip", "net.CIDR -> net.IP", ({ ip }: Cidr) => ip),
  member("prefixLength", "cidr_prefix_length", "net.CIDR -> int", ({ length }: Cidr) => length),
  member("masked", "cidr_masked", "net.CIDR -> net.CIDR", (cidr: Cidr) => cidr.masked()),
  global("isCIDR", "is_cidr", "string -> bool", (text: string) => succeeds(() => Cidr.parse(text))),
  global("string", "cidr_to_string", "net.CIDR -> string", (cidr: Cidr) => cidr.format()),
];
