import assert from "node:assert/strict";
import { test } from "node:test";
import { contextName, type Kubeconfig, mergeKubeconfig, removeFromKubeconfig } from "./merge.ts";

const config = (...names: string[]): Kubeconfig => ({
  clusters: names.map((name) => ({ name, cluster: { server: `https://${name}` } })),
  users: names.map((name) => ({ name, user: {} })),
  contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
  "current-context": names[0] ?? "",
});

const names = (merged: Kubeconfig): string[] => (merged.contexts ?? []).map((entry) => entry.name);

test("the context of the default cluster is called wherry, others carry their name", () => {
  assert.deepEqual([contextName("default"), contextName("two")], ["wherry", "wherry-two"]);
});

test("merging adds the cluster's entries and makes its context the current one", () => {
  const merged = mergeKubeconfig(config("work"), config("wherry"));
  assert.deepEqual({ names: names(merged), current: merged["current-context"] }, { names: ["work", "wherry"], current: "wherry" });
});

test("merging again replaces entries of the same name and keeps unknown fields", () => {
  const before: Kubeconfig = { ...config("wherry"), extensions: [{ name: "kept" }] };
  const fresh: Kubeconfig = { ...config("wherry"), clusters: [{ name: "wherry", cluster: { server: "https://new" } }] };
  const merged = mergeKubeconfig(before, fresh);
  assert.deepEqual({ clusters: merged.clusters, extensions: merged["extensions"] }, { clusters: fresh.clusters, extensions: [{ name: "kept" }] });
});

test("removing takes only that context away and moves the current one", () => {
  const rest = removeFromKubeconfig(mergeKubeconfig(config("work"), config("wherry")), "wherry");
  assert.deepEqual({ names: names(rest), current: rest["current-context"] }, { names: ["work"], current: "work" });
});

test("removing a context that is not the current one leaves the current one alone", () => {
  const both = { ...mergeKubeconfig(config("work"), config("wherry")), "current-context": "work" };
  assert.equal(removeFromKubeconfig(both, "wherry")["current-context"], "work");
});

test("the inputs stay as they were", () => {
  const before = config("work");
  const copy = structuredClone(before);
  mergeKubeconfig(before, config("wherry"));
  removeFromKubeconfig(before, "work");
  assert.deepEqual(before, copy);
});
