import assert from "node:assert/strict";
import { test } from "node:test";
import { cidrFamily, interfaceAddressProblems, ipFamily, isStrictSubnet, nonSpecialIpProblems } from "./ip-addresses.ts";

const addresses: { text: string; family?: "IPv4" | "IPv6" }[] = [
  { text: "0.0.0.0", family: "IPv4" },
  { text: "255.255.255.255", family: "IPv4" },
  { text: "256.0.0.1" },
  { text: "01.0.0.1" },
  { text: "1.2.3" },
  { text: "::", family: "IPv6" },
  { text: "::1", family: "IPv6" },
  { text: "2001:db8::ffff", family: "IPv6" },
  { text: "1:2:3:4:5:6:7:8", family: "IPv6" },
  { text: "1:2:3:4:5:6:7" },
  { text: "1:2:3:4:5:6:7:8:9" },
  { text: "1::2::3" },
  { text: "::ffff:10.0.0.1", family: "IPv6" },
  { text: "12345::" },
  { text: "" },
];

for (const { text, family } of addresses) {
  test(`"${text}" is ${family === undefined ? "no address" : `an ${family} address`}`, () => assert.equal(ipFamily(text), family));
}

const ranges: { text: string; family?: "IPv4" | "IPv6" }[] = [
  { text: "10.0.0.0/8", family: "IPv4" },
  { text: "10.0.0.0/32", family: "IPv4" },
  { text: "10.0.0.0/33" },
  { text: "10.0.0.0/08" },
  { text: "10.0.0.0" },
  { text: "fd00::/128", family: "IPv6" },
  { text: "fd00::/129" },
];

for (const { text, family } of ranges) {
  test(`"${text}" is ${family === undefined ? "no range" : `an ${family} range`}`, () => assert.equal(cidrFamily(text), family));
}

const subnets: { part: string; whole: string; isWithin: boolean }[] = [
  { part: "10.1.0.0/16", whole: "10.0.0.0/8", isWithin: true },
  { part: "10.0.0.0/8", whole: "10.0.0.0/8", isWithin: false },
  { part: "11.0.0.0/16", whole: "10.0.0.0/8", isWithin: false },
  { part: "10.0.0.0/7", whole: "10.0.0.0/8", isWithin: false },
  { part: "0.0.0.0/1", whole: "0.0.0.0/0", isWithin: true },
  { part: "fd00:0:0:1::/64", whole: "fd00::/48", isWithin: true },
  { part: "fd00:0:1::/64", whole: "fd00::/48", isWithin: false },
  { part: "::ffff:1.2.3.4/128", whole: "::ffff:1.2.0.0/112", isWithin: true },
  { part: "10.0.0.0/16", whole: "fd00::/8", isWithin: false },
];

for (const { part, whole, isWithin } of subnets) {
  test(`${part} is ${isWithin ? "a part of" : "no part of"} ${whole}`, () => assert.equal(isStrictSubnet(part, whole), isWithin));
}

const specials: { text: string; problem?: RegExp }[] = [
  { text: "8.8.8.8" },
  { text: "2001:db8::1" },
  { text: "0.0.0.0", problem: /unspecified/ },
  { text: "127.1.2.3", problem: /loopback/ },
  { text: "128.0.0.1" },
  { text: "::1", problem: /loopback/ },
  { text: "169.254.1.1", problem: /link-local range/ },
  { text: "fe80::1", problem: /link-local range/ },
  { text: "224.0.0.1", problem: /multicast/ },
];

for (const { text, problem } of specials) {
  test(`${text} is ${problem === undefined ? "an address like any other" : "special"}`, () => {
    const problems = nonSpecialIpProblems(text);
    if (problem === undefined) assert.deepEqual(problems, []);
    else assert.match(problems.join(), problem);
  });
}

const networks: { text: string; problem?: string }[] = [
  { text: "10.9.8.7/24" },
  { text: "2001:db8::1/64" },
  { text: "10.9.8.7", problem: "must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)" },
  { text: "10.9.8.7/33", problem: "must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)" },
  { text: "010.9.8.7/024", problem: 'must be in canonical form ("10.9.8.7/24")' },
  { text: "2001:DB8:0::1/64", problem: 'must be in canonical form ("2001:db8::1/64")' },
  { text: "::ffff:192.168.0.1/120", problem: 'must be in canonical form ("192.168.0.1/24")' },
];

for (const { text, problem } of networks) {
  test(`"${text}" is ${problem === undefined ? "an interface's address" : "none of an interface"}`, () => assert.deepEqual(interfaceAddressProblems(text), problem === undefined ? [] : [problem]));
}
