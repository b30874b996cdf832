import assert from "node:assert/strict";
import { test } from "node:test";
import { suggestedLevels } from "../../api/flowcontrol/bootstrap/levels.ts";
import { catchAllSchema, exemptSchema } from "../../api/flowcontrol/bootstrap/schemas.ts";
import type { FlowSchema, PriorityLevelConfiguration } from "../../api/types/flowcontrol/v1.gen.ts";
import { type ConfigurationObserved, decideConfiguration, nameOf } from "./decide-configuration.ts";

const level = (name: string, spec: Partial<PriorityLevelConfiguration["spec"]> = {}): PriorityLevelConfiguration => ({
  metadata: { name },
  spec: { type: "Limited", limited: { nominalConcurrencyShares: 1, limitResponse: { type: "Reject" } }, ...spec },
});
const schema = (name: string, of: string, matchingPrecedence: number): FlowSchema => ({ metadata: { name }, spec: { priorityLevelConfiguration: { name: of }, matchingPrecedence, rules: [] } });

function planned(observed: Partial<ConfigurationObserved>) {
  const { levels, schemas } = decideConfiguration({ levels: [], schemas: [], busy: [], ...observed });
  return { levels: levels.map(({ object, isQuiescing }) => `${nameOf(object)}${isQuiescing ? " (quiescing)" : ""}`), schemas: schemas.map(nameOf) };
}

const cases: { name: string; observed: Partial<ConfigurationObserved>; levels: string[]; schemas: string[] }[] = [
  { name: "with nothing there are the mandatory ones", observed: {}, levels: ["exempt", "catch-all"], schemas: ["exempt", "catch-all"] },
  {
    name: "schemas go by precedence, equal ones by name",
    observed: { levels: [level("a")], schemas: [schema("z", "a", 5), schema("late", "a", 9), schema("b", "a", 5)] },
    levels: ["a", "exempt", "catch-all"],
    schemas: ["exempt", "b", "z", "late", "catch-all"],
  },
  { name: "a schema without its level does not count", observed: { levels: [level("a")], schemas: [schema("x", "b", 5)] }, levels: ["a", "exempt", "catch-all"], schemas: ["exempt", "catch-all"] },
  {
    name: "published mandatory schemas stand in their own place",
    observed: { levels: [level("catch-all"), level("exempt", { type: "Exempt", limited: undefined, exempt: {} })], schemas: [catchAllSchema, exemptSchema] },
    levels: ["catch-all", "exempt"],
    schemas: ["exempt", "catch-all"],
  },
  { name: "a broken level does not count", observed: { levels: [level("a", { limited: undefined })], schemas: [schema("x", "a", 5)] }, levels: ["exempt", "catch-all"], schemas: ["exempt", "catch-all"] },
  { name: "a level that is not wanted stays while it is busy", observed: { busy: [level("old")] }, levels: ["exempt", "catch-all", "old (quiescing)"], schemas: ["exempt", "catch-all"] },
  { name: "a busy level that is wanted stays as it is wanted", observed: { levels: suggestedLevels.slice(0, 1), busy: suggestedLevels.slice(0, 1) }, levels: ["system", "exempt", "catch-all"], schemas: ["exempt", "catch-all"] },
];

for (const { name, observed, levels, schemas } of cases) test(`flow control's configuration: ${name}`, () => assert.deepEqual(planned(observed), { levels, schemas }));
