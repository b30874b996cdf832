import assert from "node:assert/strict";
import { test } from "node:test";
import { cidrFamily, ipFamily } from "./ip-addresses.ts";

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
