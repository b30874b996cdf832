import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf } from "../columns.ts";
import { servedResources } from "../resources.ts";
import { decodeObject } from "../schema/decode.ts";
import { strategyFor } from "../strategies.ts";

for (const info of servedResources) {
  const strategy = strategyFor(info.group, info.resource);
  if (strategy === undefined) continue;
  const empty = () => decodeObject(info, { metadata: { name: "a", creationTimestamp: "2026-01-01T00:00:00Z" } }).object;

  test(`${info.resource}.${info.group}/${info.version}: an object with nothing in it is defaulted, refused or taken, and printed, without a throw`, () => {
    const object = empty();
    strategy.applyDefaults?.(object);
    strategy.prepareForCreate?.(object, { now: 0 });
    for (const error of strategy.validateCreate?.(object) ?? []) assert.equal(typeof error.field, "string");
    const row = strategy.printRow?.(object, 0);
    if (row !== undefined) assert.equal(row.length, columnsOf(info.group, info.resource).length);
    assert.deepEqual(Object.keys(strategy.selectableFields?.(object) ?? {}), [...(strategy.fieldLabels ?? [])]);
  });

  test(`${info.resource}.${info.group}/${info.version}: defaulting twice changes nothing more, and an unchanged object may be updated`, () => {
    const object = empty();
    strategy.applyDefaults?.(object);
    const once = structuredClone(object);
    strategy.applyDefaults?.(object);
    assert.deepEqual(object, once);
    const draft = structuredClone(once);
    strategy.prepareForUpdate?.(draft, once, { now: 0 });
    assert.equal(draft.metadata?.generation ?? 0, once.metadata?.generation ?? 0);
    strategy.validateUpdate?.(draft, once);
  });
}
