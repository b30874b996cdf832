import { type IpFamily, ipFamily, isIp, isIpv4 } from "../../machinery/validation/ip-family.ts";

export { type IpFamily, ipFamily, isIp };

const prefixLength = /^(0|[1-9]\d{0,2})$/;

/** What older fields ask of an address: one meaning, in whatever form. Source: apimachinery validation IsValidIPForLegacyField, strict. */
export function ipProblems(text: string): string[] {
  if (!isIp(text)) return [hasLeadingZeros(text) ? "must not have leading 0s" : "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"];
  return isMappedIpv4(text) ? ["must not be an IPv4-mapped IPv6 address"] : [];
}

/** The same in the one form that an address is written in. Source: apimachinery validation IsValidIP. */
export function canonicalIpProblems(text: string): string[] {
  const problems = ipProblems(text);
  if (problems.length > 0) return problems;
  const canonical = ipFamily(text) === "IPv6" ? canonicalIpv6(text) : text;
  return canonical === text ? [] : [`must be in canonical form (${JSON.stringify(canonical)})`];
}

/** What older fields ask of a range: nothing past its length. Source: apimachinery validation IsValidCIDRForLegacyField, strict. */
export function cidrProblems(text: string): string[] {
  const [address = "", length = "", ...rest] = text.split("/");
  if (!isCidr(text)) {
    const zeros = rest.length === 0 && (hasLeadingZeros(address) || isIp(address)) && isCidr(`${address.split(".").map(withoutZeros).join(".")}/${withoutZeros(length)}`);
    return [zeros ? "must not have leading 0s in IP or prefix length" : "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"];
  }
  if (isMappedIpv4(address)) return ["must not have an IPv4-mapped IPv6 address"];
  return addressBits(address).slice(Number(length)).includes("1") ? ["must not have bits set beyond the prefix length"] : [];
}

/** The same in the one form that a range is written in. Source: apimachinery validation IsValidCIDR. */
export function canonicalCidrProblems(text: string): string[] {
  const problems = cidrProblems(text);
  if (problems.length > 0) return problems;
  const [address = "", length = ""] = text.split("/");
  const canonical = `${ipFamily(address) === "IPv6" ? canonicalIpv6(address) : address}/${length}`;
  return canonical === text ? [] : [`must be in canonical form (${JSON.stringify(canonical)})`];
}

/** An address and the length of its network, in the one form that both are written in. Source: apimachinery validation IsValidInterfaceAddress. */
export function interfaceAddressProblems(text: string): string[] {
  const [written = "", writtenLength = "", ...rest] = text.split("/");
  const address = written.includes(":") ? written : written.split(".").map(withoutZeros).join(".");
  const length = withoutZeros(writtenLength);
  if (rest.length > 0 || !isCidr(`${address}/${length}`)) return ["must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)"];
  const canonical = `${canonicalAddress(address)}/${isMappedIpv4(address) && Number(length) > 32 ? Number(length) - 96 : length}`;
  return canonical === text ? [] : [`must be in canonical form (${JSON.stringify(canonical)})`];
}

/** As Go writes it: one that only maps an IPv4 address as that. */
function canonicalAddress(address: string): string {
  if (isMappedIpv4(address)) return formatIpv4(addressBits(address).slice(-32));
  return ipFamily(address) === "IPv6" ? canonicalIpv6(address) : address;
}

function hasLeadingZeros(text: string): boolean {
  return /^\d+(\.\d+){3}$/.test(text) && isIpv4(text.split(".").map(withoutZeros).join("."));
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, "");
}

/** `::ffff:1.2.3.4`, however it is written. */
function isMappedIpv4(text: string): boolean {
  return ipFamily(text) === "IPv6" && addressBits(text).startsWith(`${"0".repeat(80)}${"1".repeat(16)}`);
}

export function isCidr(text: string): boolean {
  return cidrFamily(text) !== undefined;
}

export function cidrFamily(text: string): IpFamily | undefined {
  const slash = text.indexOf("/");
  if (slash < 0) return undefined;
  const family = ipFamily(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (family === undefined || !prefixLength.test(length)) return undefined;
  return Number(length) <= (family === "IPv4" ? 32 : 128) ? family : undefined;
}

/** True when `part` lies within `whole` and is smaller. Both must be well formed. */
export function isStrictSubnet(part: string, whole: string): boolean {
  if (cidrFamily(part) !== cidrFamily(whole)) return false;
  const [partAddress = "", partLength = ""] = part.split("/");
  const [wholeAddress = "", wholeLength = ""] = whole.split("/");
  const kept = Number(wholeLength);
  return Number(partLength) > kept && addressBits(partAddress).slice(0, kept) === addressBits(wholeAddress).slice(0, kept);
}

/** An IPv6 address as RFC 5952 writes it: no leading zeros, the longest run of zeros left out. */
export function canonicalIpv6(address: string): string {
  return formatIpv6(addressBits(address));
}

function formatIpv6(bits: string): string {
  const groups = Array.from({ length: 8 }, (_, index) => Number.parseInt(bits.slice(index * 16, index * 16 + 16), 2).toString(16));
  let [longest, start] = [1, -1];
  for (let from = 0; from < 8; from++) {
    let end = from;
    while (groups[end] === "0") end++;
    if (end - from > longest) [longest, start] = [end - from, from];
  }
  return start < 0 ? groups.join(":") : `${groups.slice(0, start).join(":")}::${groups.slice(start + longest).join(":")}`;
}

/** The first address of the range of `length` bits that holds `address`, in canonical form. */
export function networkAddress(address: string, length: number): string {
  const bits = addressBits(address);
  const first = bits.slice(0, length).padEnd(bits.length, "0");
  if (bits.length > 32) return formatIpv6(first);
  return formatIpv4(first);
}

function formatIpv4(bits: string): string {
  return [0, 8, 16, 24].map((at) => Number.parseInt(bits.slice(at, at + 8), 2)).join(".");
}

/** The bits of a well-formed address as a text of zeros and ones. */
function addressBits(address: string): string {
  const toBits = (values: readonly number[], width: number) => values.map((value) => value.toString(2).padStart(width, "0")).join("");
  if (ipFamily(address) === "IPv4") return toBits(address.split(".").map(Number), 8);
  const groupsOf = (half: string): number[] => half.split(":").filter((group) => group !== "").flatMap((group) => (group.includes(".") ? groupsOfIpv4(group) : [Number.parseInt(group, 16)]));
  const [head = "", tail] = address.split("::");
  const [before, after] = [groupsOf(head), groupsOf(tail ?? "")];
  return toBits([...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after], 16);
}

function groupsOfIpv4(address: string): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
  return [a * 256 + b, c * 256 + d];
}

/** Why an address cannot be one that traffic from elsewhere is sent to. Source: kubernetes core validation ValidateNonSpecialIP. */
export function nonSpecialIpProblems(text: string): string[] {
  const bits = addressBits(text);
  const isV4 = ipFamily(text) === "IPv4";
  const within = (range: string) => bits.startsWith(addressBits(range.split("/")[0] as string).slice(0, Number(range.split("/")[1])));
  const problems: string[] = [];
  if (!bits.includes("1")) problems.push(`may not be unspecified (${text})`);
  if (within(isV4 ? "127.0.0.0/8" : "::1/128")) problems.push("may not be in the loopback range (127.0.0.0/8, ::1/128)");
  if (within(isV4 ? "169.254.0.0/16" : "fe80::/10")) problems.push("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
  if (within(isV4 ? "224.0.0.0/24" : "ff02::/16")) problems.push("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
  return problems;
}
