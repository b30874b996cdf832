import { canonicalIpv6, cidrFamily, ipFamily, networkAddress } from "./ip-addresses.ts";

/** An address that is well formed and not written as it should be. Source: apimachinery util/validation GetWarningsForIP. */
export function ipWarnings(ip: string, path: string): string[] {
  if (ipFamily(ip) !== "IPv6") return [];
  const mapped = mappedIpv4(ip);
  if (mapped !== undefined) return [`${path}: non-standard IP address ${JSON.stringify(ip)} is invalid: use ${JSON.stringify(mapped)}`];
  const canonical = canonicalIpv6(ip);
  return canonical === ip ? [] : [`${path}: IPv6 address ${JSON.stringify(ip)} should be in RFC 5952 canonical format (${JSON.stringify(canonical)})`];
}

/** A range that says more than its length holds, or is not written as it should be. Source: apimachinery util/validation GetWarningsForCIDR. */
export function cidrWarnings(cidr: string, path: string): string[] {
  const family = cidrFamily(cidr);
  if (family === undefined) return [];
  const [address = "", length = ""] = cidr.split("/");
  const written = family === "IPv6" ? canonicalIpv6(address) : address;
  const network = networkAddress(address, Number(length));
  if (network !== written) {
    const single = `${written}/${family === "IPv6" ? 128 : 32}`;
    return [`${path}: CIDR value ${JSON.stringify(cidr)} is ambiguous in this context (should be ${JSON.stringify(`${network}/${length}`)} or ${JSON.stringify(single)}?)`];
  }
  return written === address ? [] : [`${path}: IPv6 CIDR value ${JSON.stringify(cidr)} should be in RFC 5952 canonical format (${JSON.stringify(`${written}/${length}`)})`];
}

/** The IPv4 address within `::ffff:1.2.3.4`. */
function mappedIpv4(ip: string): string | undefined {
  return /^(?:0{0,4}:){1,5}:?ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
}
