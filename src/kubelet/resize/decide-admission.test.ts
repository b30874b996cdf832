import assert from "node:assert/strict";
import { test } from "node:test";
import type { Node, Pod } from "../../api/types/core/v1.gen.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { decideAdmission, type ResizeVerdict } from "./decide-admission.ts";

const node: Node = { apiVersion: "v1", kind: "Node", metadata: { name: "n1" }, spec: {}, status: { allocatable: { cpu: "4", memory: "8Gi", pods: "110" } } };
const asking = (name: string, cpu: string, memory = "1Gi", phase?: "Succeeded"): Pod =>
  aPod({ name, spec: { containers: [aContainer({ resources: { requests: { cpu, memory } } })] }, ...(phase === undefined ? {} : { status: { phase } }) });

const rows: { name: string; wanted: Pod; others: Pod[]; verdict: ResizeVerdict }[] = [
  { name: "exactly all that is left is granted", wanted: asking("a", "3"), others: [asking("b", "1")], verdict: { type: "Admitted" } },
  { name: "a thousandth more waits", wanted: asking("a", "3001m"), others: [asking("b", "1")], verdict: { type: "Deferred", message: "Node didn't have enough resource: cpu, requested: 3001, used: 1000, capacity: 4000" } },
  { name: "exactly the whole node is feasible", wanted: asking("a", "4"), others: [], verdict: { type: "Admitted" } },
  { name: "more than the whole node never is", wanted: asking("a", "4001m"), others: [], verdict: { type: "Infeasible", message: "Node didn't have enough capacity: cpu, requested: 4001, capacity: 4000" } },
  { name: "memory counts as well", wanted: asking("a", "1", "8193Mi"), others: [], verdict: { type: "Infeasible", message: "Node didn't have enough capacity: memory, requested: 8590983168, capacity: 8589934592" } },
  { name: "pods that are over take no room", wanted: asking("a", "4"), others: [asking("b", "1", "1Gi", "Succeeded")], verdict: { type: "Admitted" } },
  { name: "the pod's own former share is not in its way", wanted: asking("a", "4"), others: [asking("a", "2")], verdict: { type: "Admitted" } },
];

for (const { name, wanted, others, verdict } of rows) {
  test(`resize: ${name}`, () => assert.deepEqual(decideAdmission(wanted, node, others), verdict));
}
