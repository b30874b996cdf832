import assert from "node:assert/strict";
import { test } from "node:test";
import { addressRange, candidates, isInRange } from "./address-range.ts";

const all = (cidr: string, chance = 0): string[] => [...candidates(addressRange(cidr), chance)];

const ranges: { name: string; cidr: string; count: number; firstTried: string; lastTried: string }[] = [
  { name: "a range of sixteen keeps nothing back", cidr: "10.0.0.16/28", count: 14, firstTried: "10.0.0.17", lastTried: "10.0.0.30" },
  { name: "a range of 32 keeps sixteen back", cidr: "10.0.0.0/27", count: 30, firstTried: "10.0.0.17", lastTried: "10.0.0.16" },
  { name: "a range of 512 keeps a sixteenth back", cidr: "10.0.0.0/23", count: 510, firstTried: "10.0.0.33", lastTried: "10.0.0.32" },
  { name: "a large range keeps 256 back and no more", cidr: "10.96.0.0/16", count: 65_534, firstTried: "10.96.1.1", lastTried: "10.96.1.0" },
  { name: "a CIDR that names an address in the network means the network", cidr: "10.0.0.21/28", count: 14, firstTried: "10.0.0.17", lastTried: "10.0.0.30" },
  { name: "IPv6 has no broadcast address", cidr: "fd00::/124", count: 15, firstTried: "fd00::1", lastTried: "fd00::f" },
];

for (const { name, cidr, count, firstTried, lastTried } of ranges) {
  test(`addresses of ${cidr}: ${name}`, () => {
    const tried = all(cidr);
    assert.deepEqual([tried.length, new Set(tried).size, tried[0], tried.at(-1)], [count, count, firstTried, lastTried]);
  });
}

test("addresses: wherever the search begins, each is tried once", () => {
  for (const chance of [0, 0.3, 0.999_999]) assert.deepEqual(all("10.0.0.0/27", chance).sort(), all("10.0.0.0/27").sort());
  assert.notEqual(all("10.96.0.0/16", 0.5)[0], all("10.96.0.0/16")[0]);
});

const places: { address: string; cidr: string; inside: boolean }[] = [
  { address: "10.96.0.0", cidr: "10.96.0.0/16", inside: false },
  { address: "10.96.0.1", cidr: "10.96.0.0/16", inside: true },
  { address: "10.96.255.254", cidr: "10.96.0.0/16", inside: true },
  { address: "10.96.255.255", cidr: "10.96.0.0/16", inside: false },
  { address: "10.97.0.1", cidr: "10.96.0.0/16", inside: false },
  { address: "fd00::1", cidr: "10.96.0.0/16", inside: false },
  { address: "fd00:0:0:0::5", cidr: "fd00::/112", inside: true },
  { address: "fd00::1:0", cidr: "fd00::/112", inside: false },
  { address: "::ffff:10.0.0.1", cidr: "::ffff:a00:0/120", inside: true },
];

for (const { address, cidr, inside } of places) {
  test(`addresses: ${address} is ${inside ? "" : "not "}in ${cidr}`, () => assert.equal(isInRange(addressRange(cidr), address), inside));
}
