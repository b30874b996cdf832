const ipv4 = /^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;
const ipv6Group = /^[0-9a-fA-F]{1,4}$/;

export type IpFamily = "IPv4" | "IPv6";

/** The family of a literal address, undefined where it is none. Leading zeros are refused, as Go does. */
export function ipFamily(text: string): IpFamily | undefined {
  if (isIpv4(text)) return "IPv4";
  return isIpv6(text) ? "IPv6" : undefined;
}

export function isIp(text: string): boolean {
  return ipFamily(text) !== undefined;
}

export function isIpv4(text: string): boolean {
  return ipv4.test(text);
}

function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  let count = groups.length;
  const last = groups.at(-1);
  if (last?.includes(".")) {
    if (!isIpv4(last)) return false;
    groups.pop();
    count++; // an embedded IPv4 address takes two groups
  }
  if (!groups.every((group) => ipv6Group.test(group))) return false;
  return halves.length === 2 ? count <= 7 : count === 8 && !text.startsWith(":") && !text.endsWith(":");
}
