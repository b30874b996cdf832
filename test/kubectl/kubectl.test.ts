/**
 * Stock kubectl of our release, every command of it, typed against a live cluster: what it prints and its exit code.
 * Each file of `groups/` holds a group of commands; a new one needs to be added there and nowhere else.
 * KUBECTL_GROUPS=apply,get narrows a run to those files.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { readCommands, readGlobalFlags } from "../../tools/kubectl/commands.ts";
import { type TestCluster, testCluster } from "../support/cluster.ts";
import { allUses, usesOf } from "./coverage.ts";
import { notTyped } from "./not-typed.ts";
import { type Group, groupTests, typed } from "./table.ts";

let cluster: TestCluster | undefined;
before(async () => {
  cluster = await testCluster({ name: "kubectl", images: ["busybox"] });
});
after(() => cluster?.dispose());

function started(): TestCluster {
  if (cluster === undefined) throw new Error("the cluster has not started");
  return cluster;
}

const folder = join(import.meta.dirname, "groups");
const only = process.env["KUBECTL_GROUPS"]?.split(",");
const groups: Group[] = [];
for (const file of readdirSync(folder).sort()) {
  if (only !== undefined && !only.some((name) => file === `${name}.ts`)) continue;
  groups.push(((await import(join(folder, file))) as { group: Group }).group);
}

describe("side by side", { concurrency: 4 }, () => {
  for (const group of groups.filter(({ alone }) => alone !== true)) groupTests(group, started);
});
describe("alone", { concurrency: 1 }, () => {
  for (const group of groups.filter(({ alone }) => alone === true)) groupTests(group, started);
});

test("every command and every flag was typed, or has a reason not to be", { skip: only !== undefined && "only some groups ran" }, async () => {
  const { kubectlProgram } = started();
  const [commands, globalFlags] = await Promise.all([readCommands(kubectlProgram), readGlobalFlags(kubectlProgram)]);
  const uses = new Set(typed.flatMap((words) => usesOf(words, commands, globalFlags)));
  const missing = allUses(commands, globalFlags).filter((use) => !uses.has(use));
  assert.deepEqual(missing.sort(), Object.keys(notTyped).sort());
});
