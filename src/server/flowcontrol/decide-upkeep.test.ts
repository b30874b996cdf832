import assert from "node:assert/strict";
import { test } from "node:test";
import type { FlowSchema } from "../../api/types/flowcontrol/v1.gen.ts";
import { decideDangling } from "./decide-dangling.ts";
import { decideUpkeep, type Upkeep } from "./decide-upkeep.ts";

type Configured = { metadata: { name: string; generation?: number; annotations?: Record<string, string> }; spec: string };

const key = "apf.kubernetes.io/autoupdate-spec";
const object = (spec: string, annotation?: string, generation = 2): Configured => ({ metadata: { name: "a", generation, ...(annotation === undefined ? {} : { annotations: { [key]: annotation } }) }, spec });
const bootstrap = object("right", "true", 0);
const update = (spec: string, annotation: string, generation = 2): Upkeep<Configured> => ({ type: "update", object: object(spec, annotation, generation) });
const nothing = { type: "nothing" } as const;

const cases: { name: string; current?: Configured; others?: { bootstrap?: undefined; isMandatory?: boolean }; upkeep: Upkeep<Configured> }[] = [
  { name: "one that is missing is made again", upkeep: { type: "create", object: bootstrap } },
  { name: "one that is right is left alone", current: object("right", "true"), upkeep: nothing },
  { name: "a changed one is put right while its annotation says so", current: object("wrong", "true"), upkeep: update("right", "true") },
  { name: "in any form of true", current: object("right", "T"), upkeep: nothing },
  { name: "a user's is left alone", current: object("wrong", "false"), upkeep: nothing },
  { name: "unless it is mandatory", current: object("wrong", "false"), others: { isMandatory: true }, upkeep: update("right", "true") },
  { name: "a mandatory one is marked as the server's", current: object("right", "false"), others: { isMandatory: true }, upkeep: update("right", "true") },
  { name: "one without annotation that nobody changed becomes the server's", current: object("old", undefined, 1), upkeep: update("right", "true", 1) },
  { name: "one without annotation that somebody changed becomes theirs", current: object("wrong"), upkeep: update("wrong", "false") },
  { name: "an annotation that says nothing counts as none", current: object("wrong", "perhaps"), upkeep: update("wrong", "false") },
  { name: "somebody else's object is left alone", current: object("theirs"), others: { bootstrap: undefined }, upkeep: nothing },
  { name: "one of an earlier version goes", current: object("old", "true"), others: { bootstrap: undefined }, upkeep: { type: "delete", object: object("old", "true") } },
  { name: "unless a user took it over", current: object("old", "false"), others: { bootstrap: undefined }, upkeep: nothing },
];

for (const { name, current, others, upkeep } of cases) {
  test(`upkeep of flow control's objects: ${name}`, () => assert.deepEqual(decideUpkeep({ current, bootstrap, isMandatory: false, ...others }), upkeep));
}

test("a schema's condition says whether its level is there, and is written only when it changes", () => {
  const nowMs = Date.parse("2026-01-01T00:00:00Z");
  const schema = (conditions?: NonNullable<FlowSchema["status"]>["conditions"]): FlowSchema => ({ metadata: { name: "x" }, spec: { priorityLevelConfiguration: { name: "gold" } }, status: { conditions } });
  const found = { type: "Dangling", lastTransitionTime: "2026-01-01T00:00:00Z", status: "False", reason: "Found", message: 'This FlowSchema references the PriorityLevelConfiguration object named "gold" and it exists' };
  const missing = { ...found, status: "True", reason: "NotFound", message: 'This FlowSchema references the PriorityLevelConfiguration object named "gold" but there is no such object' };
  assert.deepEqual(decideDangling(schema(), true, nowMs), found);
  assert.deepEqual(decideDangling(schema([found]), false, nowMs), missing);
  assert.deepEqual(decideDangling(schema([missing]), true, nowMs), found);
  assert.equal(decideDangling(schema([{ ...found, lastTransitionTime: "2025-01-01T00:00:00Z" }]), true, nowMs), undefined);
});
