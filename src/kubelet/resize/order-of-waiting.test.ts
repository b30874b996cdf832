import assert from "node:assert/strict";
import { test } from "node:test";
import { aContainer, aPod } from "../testing/pods.ts";
import { orderOfWaiting } from "./order-of-waiting.ts";

const all = { cpu: "1", memory: "1Gi" };
const waiting = (name: string, { priority, guaranteed = false }: { readonly priority?: number; readonly guaranteed?: boolean } = {}) =>
  aPod({ name, spec: { priority, containers: [aContainer({ resources: guaranteed ? { requests: all, limits: all } : { requests: all } })] } });

const rows: { name: string; pods: ReturnType<typeof waiting>[]; order: string }[] = [
  { name: "the longest of equals", pods: [waiting("a"), waiting("b", { priority: 0 })], order: "a b" },
  { name: "a higher priority", pods: [waiting("a", { guaranteed: true }), waiting("b", { priority: 1 })], order: "b a" },
  { name: "none before one below it", pods: [waiting("a", { priority: -1 }), waiting("b")], order: "b a" },
  { name: "a Guaranteed pod of the same priority", pods: [waiting("a", { priority: 1 }), waiting("b", { priority: 1, guaranteed: true })], order: "b a" },
];
for (const { name, pods, order } of rows) test(`resizes that wait for room, first: ${name}`, () => assert.equal(orderOfWaiting(pods).map(({ metadata }) => metadata.name).join(" "), order));
