import assert from "node:assert/strict";
import { test } from "node:test";
import type { Node, Pod } from "../../api/types/core/v1.gen.ts";
import { aContainer, aPod } from "../testing/pods.ts";
import { decidePreemption } from "./preempt.ts";

const node: Node = { apiVersion: "v1", kind: "Node", metadata: { name: "n1" }, spec: {}, status: { allocatable: { cpu: "4", pods: "4" } } };
const critical = 2_000_000_000;
const asking = (name: string, cpu: string, priority = 0): Pod => aPod({ name, spec: { priority, containers: [aContainer(cpu === "" ? {} : { resources: { requests: { cpu } } })] } });
const guaranteed = (name: string, cpu: string): Pod => aPod({ name, spec: { containers: [aContainer({ resources: { limits: { cpu, memory: "1Mi" }, requests: { cpu, memory: "1Mi" } } })] } });

const fromFile = (name: string, cpu: string): Pod => aPod({ name, metadata: { name, uid: `uid-${name}`, annotations: { "kubernetes.io/config.source": "file" } }, spec: { containers: [aContainer({ resources: { requests: { cpu } } })] } });

const rows: { name: string; pod: Pod; others: Pod[]; victims: string[] | undefined }[] = [
  { name: "a pod that is not critical pushes nobody out", pod: asking("new", "2", critical - 1), others: [asking("a", "3")], victims: undefined },
  { name: "where there is room nobody has to go", pod: asking("new", "1", critical), others: [asking("a", "3")], victims: [] },
  { name: "one goes when that is enough", pod: asking("new", "2", critical), others: [asking("a", "2"), asking("b", "2")], victims: ["a"] },
  { name: "the lower priority goes first", pod: asking("new", "2", critical), others: [asking("a", "2", 9), asking("b", "2", 1)], victims: ["b"] },
  { name: "what is guaranteed its share goes last", pod: asking("new", "2", critical), others: [guaranteed("a", "2"), asking("b", "2", 5)], victims: ["b"] },
  { name: "who frees nothing that is needed stays", pod: asking("new", "2", critical), others: [asking("idle", ""), asking("a", "3")], victims: ["a"] },
  { name: "a place is a resource as well", pod: asking("new", "", critical), others: ["a", "b", "c", "d"].map((name) => asking(name, "")), victims: ["a"] },
  { name: "of two critical pods the one with the lower priority goes", pod: asking("new", "2", critical + 1_000), others: [asking("a", "3", critical)], victims: ["a"] },
  { name: "critical pods of the same priority do not push each other out", pod: asking("new", "2", critical), others: [asking("a", "3", critical)], victims: undefined },
  { name: "a static pod is critical without a priority", pod: fromFile("new", "2"), others: [asking("a", "3", critical - 1)], victims: ["a"] },
  { name: "and is pushed out by nobody", pod: asking("new", "2", critical + 1_000), others: [fromFile("a", "3")], victims: undefined },
  { name: "nobody goes for a pod that would not fit anyway", pod: asking("new", "5", critical), others: [asking("a", "3")], victims: undefined },
];
for (const { name, pod, others, victims } of rows) {
  test(`preemption: ${name}`, () => assert.deepEqual(decidePreemption(pod, node, others)?.map((victim) => victim.metadata.name), victims));
}
