import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { Image } from "../cri/contract.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { decideImageGc, type ImageGcInput } from "./decide-image-gc.ts";
import { exceededStorageLimit, type StorageUsage } from "./local-storage.ts";
import { evictionMessage, rankForEviction } from "./rank.ts";
import { decideShortages } from "./thresholds.ts";

const mebi = 1_024 * 1_024;
const plenty = { memoryAvailableBytes: 4_096 * mebi, rootFreeBytes: 500, rootTotalBytes: 1_000, rootFreeInodes: 500, rootTotalInodes: 1_000, maximumPids: 1_000, runningPids: 10, cpuUsageNanoseconds: 0 };

const shortages: { name: string; usage: Partial<typeof plenty>; signals: string[] }[] = [
  { name: "a node at ease lacks nothing", usage: {}, signals: [] },
  { name: "memory exactly at its threshold is enough", usage: { memoryAvailableBytes: 100 * mebi }, signals: [] },
  { name: "a byte less is not", usage: { memoryAvailableBytes: 100 * mebi - 1 }, signals: ["memory.available"] },
  { name: "a tenth of the disk is enough", usage: { rootFreeBytes: 100 }, signals: [] },
  { name: "less is not", usage: { rootFreeBytes: 99 }, signals: ["nodefs.available"] },
  { name: "inodes have a threshold of their own", usage: { rootFreeInodes: 49 }, signals: ["nodefs.inodesFree"] },
  { name: "so have process ids", usage: { runningPids: 901 }, signals: ["pid.available"] },
  { name: "memory comes before the disk", usage: { memoryAvailableBytes: 0, rootFreeBytes: 0 }, signals: ["memory.available", "nodefs.available"] },
];
for (const { name, usage, signals } of shortages) {
  test(`shortage: ${name}`, () => assert.deepEqual(decideShortages({ ...plenty, ...usage }).map(({ signal }) => signal), signals));
}

const limited = (limits: Record<string, string>, sizeLimit?: string): Pod =>
  aPod({ spec: { containers: [aContainer({ resources: { limits } })], volumes: [{ name: "v", emptyDir: sizeLimit === undefined ? {} : { sizeLimit } }] } });
const stored = (volume: number, container: number): StorageUsage => ({ volumes: new Map([["v", volume]]), containers: new Map([["main", container]]) });

const storage: { name: string; pod: Pod; usage: StorageUsage; message: string | undefined }[] = [
  { name: "a volume that is just full stays", pod: limited({}, "1Mi"), usage: stored(mebi, 0), message: undefined },
  { name: "a byte more is too much", pod: limited({}, "1Mi"), usage: stored(mebi + 1, 0), message: 'Usage of EmptyDir volume "v" exceeds the limit "1Mi". ' },
  { name: "volumes count against the pod's limit", pod: limited({ "ephemeral-storage": "2Mi" }), usage: stored(mebi, mebi + 1), message: "Pod ephemeral local storage usage exceeds the total limit of containers 2Mi. " },
  { name: "a container within its limit stays", pod: limited({ "ephemeral-storage": "2Mi" }), usage: stored(0, 2 * mebi), message: undefined },
  {
    name: "one container's limit holds even where another has none",
    pod: aPod({ spec: { containers: [aContainer({ resources: { limits: { "ephemeral-storage": "1Mi" } } }), aContainer({ name: "free" })] } }),
    usage: stored(0, mebi + 1),
    message: 'Container main exceeded its local ephemeral storage limit "1Mi". ',
  },
];
for (const { name, pod, usage, message } of storage) {
  test(`local storage: ${name}`, () => assert.equal(exceededStorageLimit(pod, usage)?.message, message));
}

const candidate = (name: string, used: number, request: string, priority = 0) => ({
  pod: aPod({ name, spec: { priority, containers: [aContainer({ resources: { requests: { memory: request } } })] } }),
  used: used * mebi,
  containers: new Map([["main", used * mebi]]),
});
const ranking: { name: string; candidates: ReturnType<typeof candidate>[]; order: string[] }[] = [
  { name: "who is above the request goes before who is not", candidates: [candidate("within", 90, "100Mi"), candidate("above", 20, "10Mi")], order: ["above", "within"] },
  { name: "exactly the request is not above it", candidates: [candidate("exact", 100, "100Mi"), candidate("above", 11, "10Mi")], order: ["above", "exact"] },
  { name: "of those above, the lower priority goes first", candidates: [candidate("high", 90, "0", 10), candidate("low", 20, "0", 1)], order: ["low", "high"] },
  { name: "of equals, the furthest above goes first", candidates: [candidate("a", 20, "10Mi"), candidate("b", 60, "10Mi")], order: ["b", "a"] },
  { name: "critical pods never go", candidates: [candidate("critical", 900, "0", 2_000_000_000), candidate("last", 1, "10Mi")], order: ["last"] },
];
for (const { name, candidates, order } of ranking) {
  test(`ranking: ${name}`, () => assert.deepEqual(rankForEviction(candidates, "memory").map(({ pod }) => pod.metadata.name), order));
}

test("the message of an eviction names the resource, the threshold and who used too much", () => {
  const [shortage] = decideShortages({ ...plenty, memoryAvailableBytes: 50 * mebi });
  assert.ok(shortage !== undefined);
  assert.equal(
    evictionMessage(shortage, candidate("a", 20, "10Mi")),
    "The node was low on resource: memory. Threshold quantity: 100Mi, available: 51200Ki. Container main was using 20480Ki, request is 10Mi, has larger consumption of memory. ",
  );
});

const image = (id: string, sizeBytes: number, known = true): Image => ({ id, sizeBytes, repoTags: [`${id}:latest`], repoDigests: known ? [`${id}@sha256:1`] : [] });
const gc = (overrides: Partial<ImageGcInput>): ImageGcInput => ({
  images: [image("new", 30), image("old", 30), image("used", 30), image("loaded", 30, false)],
  inUse: new Set(["used"]), lastUsed: new Map([["new", 100_000], ["old", 0], ["used", 300_000], ["loaded", 0]]),
  diskTotalBytes: 1_000, diskFreeBytes: 100, now: 300_000, ...overrides,
});
const collecting: { name: string; input: ImageGcInput; remove: string[] }[] = [
  { name: "nothing goes below 85 %", input: gc({ diskFreeBytes: 151 }), remove: [] },
  { name: "at 85 % the longest unused go until 80 % are left", input: gc({ diskFreeBytes: 150 }), remove: ["old", "new"] },
  { name: "no more goes than must", input: gc({ diskFreeBytes: 150, images: [image("old", 60), image("new", 60)] }), remove: ["old"] },
  { name: "what is in use and what no registry knows stays", input: gc({ diskFreeBytes: 0 }), remove: ["old", "new"] },
  { name: "what came a moment ago stays", input: gc({ diskFreeBytes: 0, lastUsed: new Map([["old", 180_001], ["new", 180_000]]) }), remove: ["new"] },
];
for (const { name, input, remove } of collecting) {
  test(`image collection: ${name}`, () => assert.deepEqual(decideImageGc(input).remove.map(({ id }) => id), remove));
}
