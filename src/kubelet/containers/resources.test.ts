import assert from "node:assert/strict";
import { test } from "node:test";
import type { PodSpec } from "../../api/types/core/v1.gen.ts";
import type { LinuxContainerResources } from "../cri/contract.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { containerResources, podResources } from "./resources.ts";

const asking = (resources: object) => aContainer({ resources });
const rows: { name: string; spec: Partial<PodSpec>; expected: LinuxContainerResources }[] = [
  { name: "nothing asked for", spec: {}, expected: { cpuShares: 2 } },
  { name: "the sum of requests and limits", spec: { containers: [asking({ requests: { cpu: "250m" }, limits: { memory: "1Mi", cpu: "500m" } }), asking({ requests: { cpu: "250m" }, limits: { memory: "2Mi", cpu: "1" } })] }, expected: { cpuShares: 512, cpuPeriodUs: 100_000, cpuQuotaUs: 150_000, memoryLimitBytes: 3 * 2 ** 20 } },
  { name: "a container without a limit lifts the pod's", spec: { containers: [asking({ limits: { memory: "1Mi" } }), asking({})] }, expected: { cpuShares: 2 } },
  { name: "the pod's own limits stand before the sum", spec: { resources: { limits: { memory: "8Mi", cpu: "1" } }, containers: [asking({ limits: { memory: "1Mi" } })] }, expected: { cpuShares: 1_024, cpuPeriodUs: 100_000, cpuQuotaUs: 100_000, memoryLimitBytes: 8 * 2 ** 20 } },
  { name: "overhead is added to requests and limits", spec: { overhead: { cpu: "250m", memory: "4Mi" }, containers: [asking({ requests: { cpu: "250m" }, limits: { memory: "1Mi", cpu: "500m" } })] }, expected: { cpuShares: 512, cpuPeriodUs: 100_000, cpuQuotaUs: 75_000, memoryLimitBytes: 5 * 2 ** 20 } },
  { name: "overhead makes no limit where there is none", spec: { overhead: { cpu: "500m", memory: "4Mi" } }, expected: { cpuShares: 512 } },
];
for (const { name, spec, expected } of rows) test(`the pod's cgroup: ${name}`, () => assert.deepEqual(podResources(aPod({ spec })), expected));

test("a container's processes are killed together when its memory runs out, whatever else it asks for", () => {
  const plain = aContainer({});
  const limited = asking({ limits: { memory: "1Mi" } });
  const pod = aPod({ spec: { containers: [plain, limited] } });
  assert.deepEqual([plain, limited].map((container) => containerResources(pod, container, 2 ** 30).oomGroup), [true, true]);
});
