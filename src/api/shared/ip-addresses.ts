const ipv4 = /^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;
const prefixLength = /^(0|[1-9]\d{0,2})$/;
const ipv6Group = /^[0-9a-fA-F]{1,4}$/;

export type IpFamily = "IPv4" | "IPv6";

/** The family of a literal address, undefined where it is none. Leading zeros are refused, as Go does. */
export function ipFamily(text: string): IpFamily | undefined {
  if (ipv4.test(text)) return "IPv4";
  return isIpv6(text) ? "IPv6" : undefined;
}

export function isIp(text: string): boolean {
  return ipFamily(text) !== undefined;
}

/** Source: apimachinery validation IsValidIP. */
export function ipProblems(text: string): string[] {
  return isIp(text) ? [] : ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"];
}

/** Source: apimachinery validation IsValidCIDR. */
export function cidrProblems(text: string): string[] {
  return isCidr(text) ? [] : ["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"];
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

function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  let count = groups.length;
  const last = groups.at(-1);
  if (last?.includes(".")) {
    if (!ipv4.test(last)) return false;
    groups.pop();
    count++; // an embedded IPv4 address takes two groups
  }
  if (!groups.every((group) => ipv6Group.test(group))) return false;
  return halves.length === 2 ? count <= 7 : count === 8 && !text.startsWith(":") && !text.endsWith(":");
}
