import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultInterface, parseNetDev } from "./net-dev.ts";
import { parsePressure } from "./pressure.ts";

const netDev = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 100 2    0    0    0     0          0         0 100 2    0    0    0     0       0          0
  eth0:4158358421   96007    3    4    0     0          0         7  6267458   60250    5    6    0     0       0          0
`;

test("parseNetDev: every interface but the loopback, also where a number touches the name", () => {
  assert.deepEqual(parseNetDev(netDev), [{ name: "eth0", rxBytes: 4_158_358_421, rxPackets: 96_007, rxErrors: 3, rxDropped: 4, txBytes: 6_267_458, txPackets: 60_250, txErrors: 5, txDropped: 6 }]);
  assert.deepEqual(parseNetDev(""), []);
});

const routes = (...lines: string[]): string => ["Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT", ...lines].join("\n");
test("defaultInterface: the route to everywhere, not one to the network 0.0.0.0/8", () => {
  assert.equal(defaultInterface(routes("eth1\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0", "eth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0")), "eth0");
  assert.equal(defaultInterface(routes("eth1\t00000000\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0")), undefined);
});

test("parsePressure: averages in percent and the total in microseconds; nothing where the kernel has nothing", () => {
  const zero = { avg10: 0, avg60: 0, avg300: 0, totalMicroseconds: 0 };
  assert.deepEqual(parsePressure("some avg10=1.50 avg60=0.20 avg300=0.00 total=1234\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n"), { some: { avg10: 1.5, avg60: 0.2, avg300: 0, totalMicroseconds: 1_234 }, full: zero });
  assert.deepEqual(parsePressure("some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n"), { some: zero, full: zero });
  assert.deepEqual([parsePressure(undefined), parsePressure("")], [undefined, undefined]);
});
