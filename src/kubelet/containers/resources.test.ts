import assert from "node:assert/strict";
import { test } from "node:test";
import type { Container, PodSpec } from "../../api/types/core/v1.gen.ts";
import type { LinuxContainerResources } from "../cri/contract.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { containerLimits, containerResources, oomScoreAdj, podResources } from "./resources.ts";

const asking = (resources: object) => aContainer({ resources });
const rows: { name: string; spec: Partial<PodSpec>; expected: LinuxContainerResources }[] = [
  { name: "nothing asked for", spec: {}, expected: { cpuShares: 2 } },
  { name: "the sum of requests and limits", spec: { containers: [asking({ requests: { cpu: "250m" }, limits: { memory: "1Mi", cpu: "500m" } }), asking({ requests: { cpu: "250m" }, limits: { memory: "2Mi", cpu: "1" } })] }, expected: { cpuShares: 512, cpuPeriodUs: 100_000, cpuQuotaUs: 150_000, memoryLimitBytes: 3 * 2 ** 20 } },
  { name: "a container without a limit lifts the pod's", spec: { containers: [asking({ limits: { memory: "1Mi" } }), asking({})] }, expected: { cpuShares: 2 } },
  { name: "the pod's own limits stand before the sum", spec: { resources: { limits: { memory: "8Mi", cpu: "1" } }, containers: [asking({ limits: { memory: "1Mi" } })] }, expected: { cpuShares: 1_024, cpuPeriodUs: 100_000, cpuQuotaUs: 100_000, memoryLimitBytes: 8 * 2 ** 20 } },
  { name: "overhead is added to requests and limits", spec: { overhead: { cpu: "250m", memory: "4Mi" }, containers: [asking({ requests: { cpu: "250m" }, limits: { memory: "1Mi", cpu: "500m" } })] }, expected: { cpuShares: 512, cpuPeriodUs: 100_000, cpuQuotaUs: 75_000, memoryLimitBytes: 5 * 2 ** 20 } },
  { name: "overhead makes no limit where there is none", spec: { overhead: { cpu: "500m", memory: "4Mi" }, containers: [asking({ requests: { cpu: "500m" } })] }, expected: { cpuShares: 1_024 } },
  { name: "overhead gives no share to who asks for nothing", spec: { overhead: { cpu: "500m" } }, expected: { cpuShares: 2 } },
  { name: "what the pod does not say is still the sum", spec: { resources: { requests: { cpu: "1" } }, containers: [asking({ limits: { memory: "1Mi" } }), asking({ limits: { memory: "2Mi" } })] }, expected: { cpuShares: 1_024, memoryLimitBytes: 3 * 2 ** 20 } },
  { name: "a limit of 0 is none", spec: { containers: [asking({ limits: { memory: "1Mi" } }), asking({ limits: { memory: "0" } })] }, expected: { cpuShares: 2 } },
  { name: "a greater init container has room for its sidecars", spec: { initContainers: [{ ...asking({ limits: { memory: "1Mi" } }), restartPolicy: "Always" }, asking({ limits: { memory: "8Mi" } })], containers: [asking({ limits: { memory: "2Mi" } })] }, expected: { cpuShares: 2, memoryLimitBytes: 9 * 2 ** 20 } },
];
for (const { name, spec, expected } of rows) test(`the pod's cgroup: ${name}`, () => assert.deepEqual(podResources(aPod({ spec })), expected));

test("a container's processes are killed together when its memory runs out, whatever else it asks for", () => {
  const plain = aContainer({});
  const limited = asking({ limits: { memory: "1Mi" } });
  const pod = aPod({ spec: { containers: [plain, limited] } });
  assert.deepEqual([plain, limited].map((container) => containerResources(pod, container, 2 ** 30).oomGroup), [true, true]);
});

const whole = { resources: { limits: { cpu: "1", memory: "8Mi" } } };
const limitRows: { name: string; spec: Partial<PodSpec>; container: Container; expected: LinuxContainerResources }[] = [
  { name: "of its own stand before the pod's", spec: whole, container: asking({ requests: { cpu: "250m" }, limits: { cpu: "500m", memory: "1Mi" } }), expected: { cpuShares: 256, cpuPeriodUs: 100_000, cpuQuotaUs: 50_000, memoryLimitBytes: 2 ** 20 } },
  { name: "it has none are the pod's", spec: whole, container: asking({ requests: { cpu: "250m" } }), expected: { cpuShares: 256, cpuPeriodUs: 100_000, cpuQuotaUs: 100_000, memoryLimitBytes: 8 * 2 ** 20 } },
  { name: "of 0 are the pod's", spec: whole, container: asking({ limits: { memory: "0" } }), expected: { cpuShares: 1_024, cpuPeriodUs: 100_000, cpuQuotaUs: 100_000, memoryLimitBytes: 8 * 2 ** 20 } },
  { name: "neither has are none", spec: { resources: { requests: { cpu: "1" } } }, container: asking({}), expected: { cpuShares: 2 } },
];
for (const { name, spec, container, expected } of limitRows) test(`a container's limits: what ${name}`, () => assert.deepEqual(containerLimits(aPod({ spec }), container), expected));

const mi = 2 ** 20;
const remembering = (memory: string, more: Partial<Container> = {}) => aContainer({ resources: { requests: { memory } }, ...more });
const sidecar = remembering("10Mi", { restartPolicy: "Always" });
const scoreRows: { name: string; spec: Partial<PodSpec>; of: Container; score: number }[] = [
  { name: "what is asked for of the node's memory lowers the score", spec: { containers: [remembering("100Mi")] }, of: remembering("100Mi"), score: 900 },
  { name: "a part of a thousandth does not", spec: { containers: [remembering("101376Ki")] }, of: remembering("101376Ki"), score: 901 },
  { name: "who asks for next to nothing is still better off than who asks for nothing", spec: { containers: [remembering("1Ki")] }, of: remembering("1Ki"), score: 999 },
  { name: "what only the pod asks for is shared among its containers", spec: { resources: { requests: { memory: "300Mi" } }, containers: [remembering("100Mi"), aContainer({})] }, of: aContainer({}), score: 900 },
  { name: "a sidecar is as safe as the least of the containers", spec: { initContainers: [sidecar], containers: [remembering("200Mi"), remembering("100Mi")] }, of: sidecar, score: 900 },
  { name: "a sidecar that asks for more is safer", spec: { initContainers: [remembering("300Mi", { restartPolicy: "Always" })], containers: [remembering("200Mi")] }, of: remembering("300Mi", { restartPolicy: "Always" }), score: 700 },
];
for (const { name, spec, of, score } of scoreRows) test(`oom_score_adj: ${name}`, () => assert.equal(oomScoreAdj(aPod({ spec }), of, 1_000 * mi), score));
