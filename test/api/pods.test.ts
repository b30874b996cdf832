import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { RawApi } from "../support/api.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";

const space = "/api/v1/namespaces/default";
const pods = `${space}/pods`;
const budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";

let cluster: TestCluster;
let api: RawApi;

before(async () => {
  cluster = await testCluster({ name: "podapi" });
  api = RawApi.connect(cluster.kubeconfig);
});

after(async () => {
  api.close();
  await cluster.dispose();
});

type Condition = "Ready" | "Unready" | "Pending" | "Failed";

/** A pod on a node that nobody runs, so that its status is the test's own. Its node is its own too: pods of one that has long been missing are collected. */
async function aPod(name: string, condition: Condition, app = name): Promise<void> {
  await api.delete(`${pods}/${name}`, { gracePeriodSeconds: 0 });
  const made = await api.post(pods, { metadata: { name, labels: { app } }, spec: { nodeName: `of-${name}`, containers: [{ name: "c", image: "x" }] } });
  assert.equal(made.code, 201, made.text);
  const phase = condition === "Pending" || condition === "Failed" ? condition : "Running";
  const answer = await api.patch(`${pods}/${name}/status`, { status: { phase, conditions: [{ type: "Ready", status: condition === "Ready" ? "True" : "False" }] } });
  assert.equal(answer.code, 200, answer.text);
}

interface Budget {
  readonly minAvailable: number;
  /** Ready pods that the selector finds. Default: 1. */
  readonly healthy?: number;
  readonly policy?: "AlwaysAllow" | "IfHealthyBudget";
}

/** A budget with the status that its controller finds for it sooner or later: these tests do not wait for that. */
async function aBudget(name: string, app: string, { minAvailable, healthy = 1, policy }: Budget): Promise<void> {
  const made = await api.post(budgets, { metadata: { name }, spec: { minAvailable, selector: { matchLabels: { app } }, ...(policy && { unhealthyPodEvictionPolicy: policy }) } });
  assert.equal(made.code, 201, made.text);
  const status = { observedGeneration: 1, disruptionsAllowed: Math.max(0, healthy - minAvailable), currentHealthy: healthy, desiredHealthy: minAvailable, expectedPods: Math.max(1, healthy) };
  const answer = await api.patch(`${budgets}/${name}/status`, { status });
  assert.equal(answer.code, 200, answer.text);
}

const evictions: { name: string; pod: Condition; besides?: Condition; budgets: readonly Budget[]; code: number; cause?: RegExp; spends?: number }[] = [
  { name: "no budget", pod: "Ready", budgets: [], code: 201 },
  { name: "a budget with one disruption left", pod: "Ready", budgets: [{ minAvailable: 0 }], code: 201, spends: 0 },
  { name: "a budget that is spent", pod: "Ready", budgets: [{ minAvailable: 1 }], code: 429, cause: /^The disruption budget budget-\d+-0 needs 1 healthy pods and has 1 currently$/ },
  { name: "a pod that never ran", pod: "Pending", budgets: [{ minAvailable: 1, healthy: 0 }], code: 201 },
  { name: "a pod that is over", pod: "Failed", budgets: [{ minAvailable: 1, healthy: 0 }], code: 201 },
  { name: "an unready pod of a healthy budget", pod: "Unready", besides: "Ready", budgets: [{ minAvailable: 1 }], code: 201 },
  { name: "an unready pod of an unhealthy budget", pod: "Unready", budgets: [{ minAvailable: 1, healthy: 0 }], code: 429, cause: /needs 1 healthy pods and has 0 currently$/ },
  { name: "an unready pod that may always go", pod: "Unready", budgets: [{ minAvailable: 1, healthy: 0, policy: "AlwaysAllow" }], code: 201 },
  { name: "two budgets", pod: "Ready", budgets: [{ minAvailable: 0 }, { minAvailable: 0 }], code: 500 },
];

for (const [index, { name, pod, besides, budgets: wanted, code, cause, spends }] of evictions.entries()) {
  test(`eviction: ${name} answers ${code}`, async () => {
    const app = `evicted-${index}`;
    await aPod(app, pod);
    if (besides !== undefined) await aPod(`${app}-besides`, besides, app);
    for (const [at, budget] of wanted.entries()) await aBudget(`budget-${index}-${at}`, app, budget);
    const answer = await api.post(`${pods}/${app}/eviction`, { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: app } });
    const budget = await api.get(`${budgets}/budget-${index}-0`);
    for (const [at] of wanted.entries()) await api.delete(`${budgets}/budget-${index}-${at}`);
    assert.equal(answer.code, code, answer.text);
    if (code === 429) {
      assert.deepEqual([answer.at("reason"), answer.at("message"), answer.at("details.causes.0.reason")], ["TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", "DisruptionBudget"]);
      assert.match(String(answer.at("details.causes.0.message")), cause ?? /./);
    }
    if (spends !== undefined) assert.deepEqual([budget.at("status.disruptionsAllowed"), typeof budget.at(`status.disruptedPods.${app}`)], [spends, "string"]);
    if (code !== 201) assert.equal((await api.get(`${pods}/${app}`)).at("metadata.deletionTimestamp"), undefined);
  });
}

test("eviction: says why on the pod, and takes the delete's options", async () => {
  await aPod("reasoned", "Ready");
  const rehearsed = await api.post(`${pods}/reasoned/eviction`, { metadata: { name: "reasoned" }, deleteOptions: { dryRun: ["All"] } });
  assert.deepEqual([rehearsed.code, (await api.get(`${pods}/reasoned`)).at("metadata.deletionTimestamp")], [201, undefined]);
  await api.post(`${pods}/reasoned/eviction`, { metadata: { name: "reasoned" }, deleteOptions: { gracePeriodSeconds: 77 } });
  const pod = await api.get(`${pods}/reasoned`);
  assert.equal(pod.at("metadata.deletionGracePeriodSeconds"), 77);
  const conditions = pod.at("status.conditions") as { type: string; reason: string; message: string }[];
  assert.deepEqual(conditions.filter(({ type }) => type === "DisruptionTarget").map(({ reason, message }) => [reason, message]), [["EvictionByEvictionAPI", "Eviction API: evicting"]]);
});

test("eviction: another name than the path's is 400, a pod that is not there 404", async () => {
  await aPod("named", "Ready");
  assert.equal((await api.post(`${pods}/named/eviction`, { metadata: { name: "other" } })).at("message"), "name in URL does not match name in Eviction object");
  assert.equal((await api.post(`${pods}/nobody/eviction`, { metadata: { name: "nobody" } })).code, 404);
});

test("binding: gives a pod its node, once", async () => {
  await api.post(pods, { metadata: { name: "free" }, spec: { schedulerName: "nobody", containers: [{ name: "c", image: "x" }] } });
  const bind = (name: string, node: string, path = `${pods}/${name}/binding`) => api.post(path, { metadata: { name }, target: { kind: "Node", name: node } });
  assert.equal((await api.post(`${pods}/free/binding`, { metadata: { name: "free" } })).code, 422);
  assert.equal((await bind("free", "elsewhere")).code, 201);
  const pod = await api.get(`${pods}/free`);
  const conditions = pod.at("status.conditions") as { type: string; status: string }[];
  assert.deepEqual([pod.at("spec.nodeName"), conditions.find(({ type }) => type === "PodScheduled")?.status], ["elsewhere", "True"]);
  const again = await bind("free", "other");
  assert.deepEqual([again.code, again.at("reason")], [409, "Conflict"]);
  assert.match(String(again.at("message")), /pod free is already assigned to node "elsewhere"$/);
  await api.post(pods, { metadata: { name: "free-2" }, spec: { schedulerName: "nobody", containers: [{ name: "c", image: "x" }] } });
  assert.equal((await bind("free-2", "elsewhere", `${space}/bindings`)).code, 201);
});

test("a pod's status is the server's at first, and its quality of service follows from its requests", async () => {
  const made = async (name: string, resources: object) => api.post(`${pods}?dryRun=All`, { metadata: { name, generation: 9 }, spec: { containers: [{ name: "c", image: "x", resources }] }, status: { phase: "Running", podIP: "1.2.3.4" } });
  const both = { cpu: "1", memory: "1Gi" };
  const best = await made("a", {});
  assert.deepEqual([best.at("status.phase"), best.at("status.qosClass"), best.at("status.podIP"), best.at("metadata.generation")], ["Pending", "BestEffort", undefined, 1]);
  assert.equal((await made("b", { requests: { cpu: "1" } })).at("status.qosClass"), "Burstable");
  assert.equal((await made("c", { limits: both })).at("status.qosClass"), "Guaranteed");
});
