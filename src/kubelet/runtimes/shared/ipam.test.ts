import assert from "node:assert/strict";
import { test } from "node:test";
import { Ipam } from "./ipam.ts";

test("the network, the gateway and the broadcast address are never given to a pod", () => {
  const ipam = new Ipam("10.0.0.0/29");
  assert.equal(ipam.gateway, "10.0.0.1");
  const given = Array.from({ length: 6 }, () => ipam.allocate());
  assert.deepEqual(given, ["10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", undefined]);
});

test("a released address rests until the range was gone through", () => {
  const ipam = new Ipam("10.0.0.0/29");
  ipam.allocate();
  ipam.release("10.0.0.2");
  assert.equal(ipam.allocate(), "10.0.0.3");
});

test("a claimed address is not given again", () => {
  const ipam = new Ipam("10.0.0.0/30");
  ipam.claim("10.0.0.2");
  assert.equal(ipam.allocate(), undefined);
});

test("a range that begins in the middle is taken as the whole", () => assert.equal(new Ipam("10.0.0.77/24").gateway, "10.0.0.1"));

for (const cidr of ["10.0.0.0/31", "10.0.0.0", "fd00::/64"]) test(`the range ${cidr} is refused`, () => assert.throws(() => new Ipam(cidr), /pod CIDR/));
