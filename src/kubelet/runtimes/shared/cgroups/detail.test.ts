import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContainerStatsDetail } from "../../../cri/contract.ts";
import { detailFrom } from "./detail.ts";

/** The detail in such files, less what is undefined. */
function detailOf(version: 1 | 2, files: Readonly<Record<string, string>>): ContainerStatsDetail {
  return JSON.parse(JSON.stringify(detailFrom(version, (controller, file) => files[`${controller}/${file}`]))) as ContainerStatsDetail;
}

const stall = { avg10: 0, avg60: 0, avg300: 0, totalMicroseconds: 7 };

test("readDetail: version 2 tells of swap, pressure and devices", () => {
  const detail = detailOf(2, {
    "cpu/cpu.stat": "usage_usec 30\nuser_usec 20\nsystem_usec 10\nnr_periods 4\nnr_throttled 3\nthrottled_usec 2\n",
    "memory/memory.stat": "anon 100\nfile 50\nfile_mapped 5\npgfault 9\npgmajfault 1\n",
    "memory/memory.peak": "500\n",
    "memory/memory.max": "max\n",
    "memory/memory.events": "oom 2\noom_kill 1\n",
    "memory/memory.swap.current": "64\n",
    "memory/memory.swap.max": "128\n",
    "io/io.stat": "8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0\n7:0 \n",
    "cpu/cpu.pressure": "some avg10=0.00 avg60=0.00 avg300=0.00 total=7\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n",
  });
  assert.deepEqual(detail, {
    cpuUserNanoseconds: 20_000, cpuSystemNanoseconds: 10_000, cpuPeriods: 4, throttledPeriods: 3, throttledNanoseconds: 2_000,
    memoryRssBytes: 100, memoryCacheBytes: 50, memoryMappedBytes: 5, memoryMaxUsageBytes: 500, pageFaults: 9, majorPageFaults: 1, oomKills: 1,
    swapUsageBytes: 64, swapLimitBytes: 128, devices: [{ device: "8:0", readBytes: 1, writtenBytes: 2, reads: 3, writes: 4 }], pressures: { cpu: { some: stall, full: stall } },
  });
});

const v1 = {
  "cpu/cpu.stat": "nr_periods 4\nnr_throttled 3\nthrottled_time 2\n",
  "cpuacct/cpuacct.usage_user": "20\n",
  "cpuacct/cpuacct.usage_sys": "10\n",
  "memory/memory.stat": "cache 1\ntotal_cache 50\ntotal_rss 100\ntotal_mapped_file 5\ntotal_swap 64\ntotal_pgfault 9\ntotal_pgmajfault 1\n",
  "memory/memory.max_usage_in_bytes": "500\n",
  "memory/memory.limit_in_bytes": "9223372036854771712\n",
  "memory/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n",
  "blkio/blkio.throttle.io_service_bytes_recursive": "8:0 Read 1\n8:0 Write 2\n8:0 Total 3\nTotal 3\n",
  "blkio/blkio.throttle.io_serviced_recursive": "8:0 Read 3\n8:0 Write 4\n8:0 Total 7\nTotal 7\n",
};
const ofV1 = {
  cpuUserNanoseconds: 20, cpuSystemNanoseconds: 10, cpuPeriods: 4, throttledPeriods: 3, throttledNanoseconds: 2,
  memoryRssBytes: 100, memoryCacheBytes: 50, memoryMappedBytes: 5, memoryMaxUsageBytes: 500, pageFaults: 9, majorPageFaults: 1, oomKills: 1,
  devices: [{ device: "8:0", readBytes: 1, writtenBytes: 2, reads: 3, writes: 4 }],
};

test("readDetail: version 1 counts whole trees, and its largest number is no limit", () => {
  assert.deepEqual(detailOf(1, v1), ofV1);
});

test("readDetail: version 1 tells of swap where the kernel accounts for it, as what is beyond memory", () => {
  const swapping = { ...v1, "memory/memory.limit_in_bytes": "1000\n", "memory/memory.memsw.usage_in_bytes": "164\n", "memory/memory.memsw.limit_in_bytes": "1500\n" };
  assert.deepEqual(detailOf(1, swapping), { ...ofV1, memoryLimitBytes: 1_000, swapUsageBytes: 64, swapLimitBytes: 500 });
});

test("readDetail: of a cgroup that is gone nothing is told", () => {
  assert.deepEqual([detailOf(2, {}), detailOf(1, {})], [{ pressures: {} }, {}]);
});
