import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pod } from "../../../api/types/core/v1.gen.ts";
import type { PodDisruptionBudget } from "../../../api/types/policy/v1.gen.ts";
import { decideEviction, type EvictionDecision } from "./decide-eviction.ts";

function pod(phase: string, ready: boolean, metadata = {}): Pod {
  return { metadata: { name: "p", ...metadata }, spec: { containers: [] }, status: { phase, conditions: [{ type: "Ready", status: ready ? "True" : "False" }] } } as unknown as Pod;
}

function budget(status: object, spec: object = {}, generation = 1): PodDisruptionBudget {
  return { metadata: { name: "b", generation }, spec, status: { observedGeneration: 1, disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2, expectedPods: 2, ...status } } as unknown as PodDisruptionBudget;
}

const none = budget({});
const one = budget({ disruptionsAllowed: 1 });
const refused = (message: string, retryAfterSeconds = 0): EvictionDecision => ({ type: "Refused", message, retryAfterSeconds });
const needs = refused("The disruption budget b needs 2 healthy pods and has 2 currently");

const cases: { name: string; pod: Pod; budgets: PodDisruptionBudget[]; decision: EvictionDecision }[] = [
  { name: "no budget", pod: pod("Running", true), budgets: [], decision: { type: "Allowed" } },
  { name: "one disruption left", pod: pod("Running", true), budgets: [one], decision: { type: "Spend", budget: one } },
  { name: "none left", pod: pod("Running", true), budgets: [none], decision: needs },
  { name: "two budgets", pod: pod("Running", true), budgets: [one, none], decision: { type: "Ambiguous" } },
  { name: "a pod that has not started", pod: pod("Pending", false), budgets: [none], decision: { type: "Allowed" } },
  { name: "a pod that has ended, with two budgets", pod: pod("Succeeded", false), budgets: [none, none], decision: { type: "Allowed" } },
  { name: "a pod that is going already", pod: pod("Running", true, { deletionTimestamp: "2026-01-01T00:00:00Z" }), budgets: [none], decision: { type: "Allowed" } },
  { name: "a pod that is not ready while enough others are", pod: pod("Running", false), budgets: [none], decision: { type: "Allowed" } },
  { name: "a pod that is not ready while one too few are", pod: pod("Running", false), budgets: [budget({ currentHealthy: 1 })], decision: refused("The disruption budget b needs 2 healthy pods and has 1 currently") },
  { name: "the same under AlwaysAllow", pod: pod("Running", false), budgets: [budget({ currentHealthy: 1 }, { unhealthyPodEvictionPolicy: "AlwaysAllow" })], decision: { type: "Allowed" } },
  { name: "a budget that its controller has not looked at since it changed", pod: pod("Running", true), budgets: [budget({ disruptionsAllowed: 1 }, {}, 2)], decision: refused("The disruption budget b is still being processed by the server.", 10) },
];

for (const { name, pod: observed, budgets, decision } of cases) {
  test(`eviction: ${name}`, () => assert.deepEqual(decideEviction(observed, budgets), decision));
}
