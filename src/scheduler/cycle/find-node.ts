import type { Random } from "../../base/random.ts";
import type { Pod } from "../../api/types/core/v1.gen.ts";
import type { NodeInfo, PodPlan, Rejection, SchedulerPlugin, Snapshot } from "../framework/contract.ts";

/** Below this many nodes all of them are looked at. Source: kubernetes minFeasibleNodesToFind. */
const alwaysAllBelow = 100;
const minimumPercentage = 5;

export interface RejectedNode {
  readonly plugin: string;
  readonly rejection: Rejection;
  readonly node: NodeInfo;
}

export type Placement =
  | { readonly type: "fits"; readonly nodeName: string; /** How many nodes were looked at, to begin behind them next time. */ readonly examined: number }
  | { readonly type: "rejected"; readonly rejected: readonly RejectedNode[] };

interface ActivePlan {
  readonly name: string;
  readonly weight: number;
  readonly plan: PodPlan;
}

export interface FindNodeOptions {
  readonly plugins: readonly SchedulerPlugin[];
  readonly random: Random;
  /** Where among the nodes the search begins. */
  readonly start: number;
  /** Called when all plugins have said what they have to say at one point. */
  readonly onRan?: (point: "PreFilter" | "Filter" | "Score") => void;
}

/**
 * The best node for a pod: filters, then scores. With many nodes it stops when it has found enough that fit, beginning at
 * `start` so that all nodes get their turn.
 */
export function findNode(pod: Pod, snapshot: Snapshot, options: FindNodeOptions): Placement {
  const plans = activePlans(pod, snapshot, options.plugins);
  options.onRan?.("PreFilter");
  const { feasible, rejected, examined } = filter(snapshot.nodes, plans, options.start);
  options.onRan?.("Filter");
  if (feasible.length === 0) return { type: "rejected", rejected };
  const best = feasible.length === 1 ? feasible[0] : feasible[highest(score(feasible, plans), options.random)];
  if (feasible.length > 1) options.onRan?.("Score");
  return { type: "fits", nodeName: (best as NodeInfo).name, examined };
}

/** Source: kubernetes numFeasibleNodesToFind. */
export function feasibleNodesToFind(nodes: number): number {
  if (nodes < alwaysAllBelow) return nodes;
  const percentage = Math.max(minimumPercentage, 50 - Math.floor(nodes / 125));
  return Math.max(alwaysAllBelow, Math.floor((nodes * percentage) / 100));
}

function activePlans(pod: Pod, snapshot: Snapshot, plugins: readonly SchedulerPlugin[]): ActivePlan[] {
  const plans: ActivePlan[] = [];
  for (const plugin of plugins) {
    const plan = plugin.prepare?.(pod, snapshot);
    if (plan !== undefined) plans.push({ name: plugin.name, weight: plugin.weight ?? 1, plan });
  }
  return plans;
}

function filter(nodes: readonly NodeInfo[], plans: readonly ActivePlan[], start: number): { feasible: NodeInfo[]; rejected: RejectedNode[]; examined: number } {
  const wanted = feasibleNodesToFind(nodes.length);
  const feasible: NodeInfo[] = [];
  const rejected: RejectedNode[] = [];
  let examined = 0;
  while (examined < nodes.length && feasible.length < wanted) {
    const node = nodes[(start + examined++) % nodes.length] as NodeInfo;
    const why = firstRejection(node, plans);
    if (why === undefined) feasible.push(node);
    else rejected.push(why);
  }
  return { feasible, rejected, examined };
}

function firstRejection(node: NodeInfo, plans: readonly ActivePlan[]): RejectedNode | undefined {
  for (const { name, plan } of plans) {
    const rejection = plan.filter?.(node);
    if (rejection !== undefined) return { plugin: name, rejection, node };
  }
  return undefined;
}

function score(nodes: readonly NodeInfo[], plans: readonly ActivePlan[]): number[] {
  const totals = new Array<number>(nodes.length).fill(0);
  for (const { plan, weight } of plans) {
    const { score: scoreOf, normalize } = plan;
    if (scoreOf === undefined) continue;
    const scores = nodes.map((node) => scoreOf(node));
    normalize?.(scores);
    for (let index = 0; index < totals.length; index++) totals[index] = (totals[index] ?? 0) + weight * (scores[index] ?? 0);
  }
  return totals;
}

/** Among equals each has the same chance. */
function highest(totals: readonly number[], random: Random): number {
  let best = 0;
  let ties = 1;
  for (let index = 1; index < totals.length; index++) {
    const total = totals[index] ?? 0;
    const leader = totals[best] ?? 0;
    if (total > leader) {
      best = index;
      ties = 1;
    } else if (total === leader && random.int(++ties) === 0) best = index;
  }
  return best;
}
