import assert from "node:assert/strict";
import { test } from "node:test";
import type { Node, Pod } from "../../api/types/core/v1.gen.ts";
import { SeededRandom } from "../../base/seeded-random.ts";
import { ClusterCache } from "../cache/cluster-cache.ts";
import type { SchedulerPlugin } from "../framework/contract.ts";
import { schedulerPlugins } from "../plugins/index.gen.ts";
import { aNode, aPendingPod } from "../testing/objects.ts";
import { failureMessage } from "./failure-message.ts";
import { feasibleNodesToFind, findNode } from "./find-node.ts";

const plugins = (schedulerPlugins as readonly SchedulerPlugin[]).toSorted((a, b) => a.order - b.order);
const onNode = (pod: Pod, nodeName: string): Pod => ({ ...pod, spec: { ...pod.spec, nodeName } });
const withPort = (name: string, hostIP?: string, protocol: "TCP" | "UDP" = "TCP"): Pod => aPendingPod({ name, spec: { containers: [{ name: "main", ports: [{ containerPort: 80, hostPort: 8080, protocol, ...(hostIP === undefined ? {} : { hostIP }) }] }] } });
const requires = (key: string, operator: string, values?: string[]): Pod =>
  aPendingPod({ spec: { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: operator as "In", ...(values === undefined ? {} : { values }) }] }] } } } } });

const labelled = (name: string, app: string, spec: Partial<Pod["spec"]> = {}): Pod => {
  const pod = aPendingPod({ name, spec });
  return { ...pod, metadata: { ...pod.metadata, labels: { app } } };
};
const term = (app: string) => ({ topologyKey: "zone", labelSelector: { matchLabels: { app } } });
const near = (app: string): Partial<Pod["spec"]> => ({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term(app)] } } });
const far = (app: string): Partial<Pod["spec"]> => ({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term(app)] } } });
const zones = [aNode({ name: "n1", labels: { zone: "a" } }), aNode({ name: "n2", labels: { zone: "b" } })];
const oneZone = [aNode({ name: "n1", labels: { zone: "a" } })];
const spread = (maxSkew: number): Partial<Pod["spec"]> => ({ topologySpreadConstraints: [{ maxSkew, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule", labelSelector: { matchLabels: { app: "web" } } }] });

interface Row {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly placed?: readonly Pod[];
  readonly pod: Pod;
  /** A node's name, or the reasons. */
  readonly result: string;
}

const rows: readonly Row[] = [
  { name: "a request that exactly fills the node fits", nodes: [aNode()], placed: [onNode(aPendingPod({ name: "a", cpu: "3" }), "n1")], pod: aPendingPod({ cpu: "1" }), result: "n1" },
  { name: "a thousandth more does not", nodes: [aNode()], placed: [onNode(aPendingPod({ name: "a", cpu: "3" }), "n1")], pod: aPendingPod({ cpu: "1001m" }), result: "1 Insufficient cpu" },
  { name: "an extended resource that no node has", nodes: [aNode()], pod: aPendingPod({ spec: { containers: [{ name: "main", resources: { limits: { "example.com/gpu": "1" } } }] } }), result: "1 Insufficient example.com/gpu" },
  { name: "the last place for a pod", nodes: [aNode({ allocatable: { pods: "1" } })], pod: aPendingPod(), result: "n1" },
  { name: "no place for a pod", nodes: [aNode({ allocatable: { pods: "1" } })], placed: [onNode(aPendingPod({ name: "a" }), "n1")], pod: aPendingPod(), result: "1 Too many pods" },
  { name: "a cordoned node", nodes: [aNode({ spec: { unschedulable: true, taints: [{ key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" }] } })], pod: aPendingPod(), result: "1 node(s) were unschedulable" },
  { name: "a cordoned node and a pod that tolerates it", nodes: [aNode({ spec: { unschedulable: true } })], pod: aPendingPod({ spec: { tolerations: [{ key: "node.kubernetes.io/unschedulable", operator: "Exists", effect: "NoSchedule" }] } }), result: "n1" },
  { name: "a taint", nodes: [aNode({ spec: { taints: [{ key: "a", value: "b", effect: "NoSchedule" }] } })], pod: aPendingPod(), result: "1 node(s) had untolerated taint(s)" },
  { name: "a taint that is tolerated by value", nodes: [aNode({ spec: { taints: [{ key: "a", value: "b", effect: "NoSchedule" }] } })], pod: aPendingPod({ spec: { tolerations: [{ key: "a", value: "b" }] } }), result: "n1" },
  { name: "a taint whose value differs from the toleration's", nodes: [aNode({ spec: { taints: [{ key: "a", value: "b", effect: "NoSchedule" }] } })], pod: aPendingPod({ spec: { tolerations: [{ key: "a", value: "c" }] } }), result: "1 node(s) had untolerated taint(s)" },
  { name: "PreferNoSchedule only makes another node better", nodes: [aNode({ spec: { taints: [{ key: "a", effect: "PreferNoSchedule" }] } }), aNode({ name: "n2" })], pod: aPendingPod(), result: "n2" },
  { name: "a nodeSelector that matches", nodes: [aNode(), aNode({ name: "n2", labels: { disk: "ssd" } })], pod: aPendingPod({ spec: { nodeSelector: { disk: "ssd" } } }), result: "n2" },
  { name: "a nodeSelector that does not", nodes: [aNode()], pod: aPendingPod({ spec: { nodeSelector: { disk: "ssd" } } }), result: "1 node(s) didn't match Pod's node affinity/selector" },
  { name: "Gt is strict: equal does not match", nodes: [aNode({ labels: { cores: "4" } })], pod: requires("cores", "Gt", ["4"]), result: "1 node(s) didn't match Pod's node affinity/selector" },
  { name: "Gt matches one more", nodes: [aNode({ labels: { cores: "5" } })], pod: requires("cores", "Gt", ["4"]), result: "n1" },
  { name: "NotIn matches a node without the label", nodes: [aNode()], pod: requires("cores", "NotIn", ["4"]), result: "n1" },
  { name: "a host port that is taken", nodes: [aNode()], placed: [onNode(withPort("a"), "n1")], pod: withPort("b"), result: "1 node(s) didn't have free ports for the requested pod ports" },
  { name: "the same host port on two addresses", nodes: [aNode()], placed: [onNode(withPort("a", "192.0.2.1"), "n1")], pod: withPort("b", "192.0.2.2"), result: "n1" },
  { name: "a host port on one address against all addresses", nodes: [aNode()], placed: [onNode(withPort("a", "192.0.2.1"), "n1")], pod: withPort("b"), result: "1 node(s) didn't have free ports for the requested pod ports" },
  { name: "the same host port for another protocol", nodes: [aNode()], placed: [onNode(withPort("a"), "n1")], pod: withPort("b", undefined, "UDP"), result: "n1" },
  { name: "a node that has the image", nodes: [aNode({ name: "n1" }), aNode({ name: "n2", images: [{ names: ["busybox:1.36"], sizeBytes: 500 * 1024 ** 2 }] })], pod: aPendingPod(), result: "n2" },
  { name: "affinity goes to the zone of its friend", nodes: zones, placed: [onNode(labelled("db", "db"), "n2")], pod: labelled("web", "web", near("db")), result: "n2" },
  { name: "affinity without a friend anywhere", nodes: oneZone, pod: labelled("web", "web", near("db")), result: "1 node(s) didn't match pod affinity rules" },
  { name: "the first of a group that wants to be together", nodes: oneZone, pod: labelled("web", "web", near("web")), result: "n1" },
  { name: "anti-affinity avoids the zone of its kind", nodes: zones, placed: [onNode(labelled("a", "web"), "n1")], pod: labelled("web", "web", far("web")), result: "n2" },
  { name: "anti-affinity with no zone left", nodes: oneZone, placed: [onNode(labelled("a", "web"), "n1")], pod: labelled("web", "web", far("web")), result: "1 node(s) didn't match pod anti-affinity rules" },
  { name: "another pod's anti-affinity keeps this one out", nodes: oneZone, placed: [onNode(labelled("a", "db", far("web")), "n1")], pod: labelled("web", "web"), result: "1 node(s) didn't satisfy existing pods anti-affinity rules" },
  { name: "a skew that reaches its maximum is allowed", nodes: [...zones].slice(0, 1), placed: [onNode(labelled("a", "web"), "n1")], pod: labelled("web", "web", spread(1)), result: "n1" },
  { name: "a zone that would be one too many ahead is not", nodes: zones, placed: [onNode(labelled("a", "web"), "n1")], pod: labelled("web", "web", spread(1)), result: "n2" },
  { name: "a node without the topology label", nodes: [aNode()], pod: labelled("web", "web", spread(1)), result: "1 node(s) didn't match pod topology spread constraints (missing required label)" },
];

for (const row of rows) {
  test(`findNode: ${row.name}`, () => {
    const cache = new ClusterCache();
    for (const node of row.nodes) cache.setNode(node);
    for (const pod of row.placed ?? []) cache.setPod(pod);
    const placement = findNode(row.pod, cache, { plugins, random: new SeededRandom(1), start: 0 });
    assert.equal(placement.type === "fits" ? placement.nodeName : /available: (.*?)\. no new claims to deallocate, preemption/.exec(failureMessage(row.nodes.length, placement.rejected))?.[1], row.result);
  });
}

test("feasibleNodesToFind: all below 100 nodes, then a share that shrinks to 5 %", () => {
  assert.deepEqual([99, 100, 1_000, 5_000, 10_000].map(feasibleNodesToFind), [99, 100, 420, 500, 500]);
});

test("a pod that leaves gives back exactly what it took", () => {
  const cache = new ClusterCache();
  cache.setNode(aNode());
  const pod = onNode(withPort("a"), "n1");
  cache.assume(pod, "n1");
  cache.setPod(pod);
  cache.removePod(pod);
  const node = cache.nodes[0];
  assert.deepEqual([node?.pods.size, node?.hostPorts, node?.nonZeroRequested], [0, [], { cpu: 0, memory: 0 }]);
});

test("why no node took a pod: what preempting could do, and that it may not", () => {
  const rejected = [
    { rejection: { reasons: ["Insufficient cpu"], resolvable: true } },
    { rejection: { reasons: ["node(s) didn't match Pod's node affinity/selector"], resolvable: false } },
  ];
  const start = "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption:";
  assert.equal(failureMessage(2, rejected), `${start} 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.`);
  assert.equal(failureMessage(2, rejected, "Never"), `${start} not eligible due to preemptionPolicy=Never.`);
  assert.equal(failureMessage(0, []), "no nodes available to schedule pods");
});
