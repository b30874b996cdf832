import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldError } from "../../../machinery/errors/field-errors.ts";
import type { LimitedPriorityLevelConfiguration, PriorityLevelConfiguration, PriorityLevelConfigurationSpec, QueuingConfiguration } from "../../types/flowcontrol/v1.gen.ts";
import { mandatoryLevels, suggestedLevels } from "../bootstrap/levels.ts";
import { validate } from "./validation.ts";

const aLevel = (spec: PriorityLevelConfigurationSpec, name = "a"): PriorityLevelConfiguration => ({ metadata: { name }, spec });
const limited = (part: Partial<LimitedPriorityLevelConfiguration> = {}) => aLevel({ type: "Limited", limited: { nominalConcurrencyShares: 1, limitResponse: { type: "Reject" }, ...part } });
const queuing = (part: Partial<QueuingConfiguration> = {}) => limited({ limitResponse: { type: "Queue", queuing: { queues: 64, handSize: 8, queueLengthLimit: 50, ...part } } });
const exempt = (part: PriorityLevelConfigurationSpec["exempt"]) => aLevel({ type: "Exempt", exempt: part }, "exempt");
const response = "spec.limited.limitResponse";

const cases: { name: string; level: PriorityLevelConfiguration; errors: string[] }[] = [
  { name: "one that rejects", level: limited(), errors: [] },
  { name: "one that queues", level: queuing(), errors: [] },
  { name: "an unknown type", level: aLevel({ type: "Free" }), errors: ['spec.type: Unsupported value: "Free": supported values: "Exempt", "Limited"'] },
  { name: "a second exempt one", level: aLevel({ type: "Exempt", exempt: {} }), errors: [`spec.type: Invalid value: "Exempt": must be 'Exempt' if and only if \`name\` is 'exempt'`] },
  { name: "a limited one without limits", level: aLevel({ type: "Limited" }), errors: ["spec.limited: Required value: must not be empty when type is Limited"] },
  { name: "both at once", level: aLevel({ type: "Limited", limited: { limitResponse: { type: "Reject" } }, exempt: {} }), errors: ["spec.exempt: Forbidden: must be nil if the type is Limited"] },
  { name: "no shares", level: limited({ nominalConcurrencyShares: 0 }), errors: [] },
  { name: "fewer than no shares", level: limited({ nominalConcurrencyShares: -1 }), errors: ["spec.limited.nominalConcurrencyShares: Invalid value: -1: must be a non-negative integer"] },
  { name: "all lent", level: limited({ lendablePercent: 100 }), errors: [] },
  { name: "more than all lent", level: limited({ lendablePercent: 101 }), errors: ["spec.limited.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive"] },
  { name: "much borrowed", level: limited({ borrowingLimitPercent: 900 }), errors: [] },
  { name: "fewer than none borrowed", level: limited({ borrowingLimitPercent: -1 }), errors: ["spec.limited.borrowingLimitPercent: Invalid value: -1: if specified, must be a non-negative integer"] },
  { name: "an unknown response", level: limited({ limitResponse: { type: "Shrug" } }), errors: [`${response}.type: Unsupported value: "Shrug": supported values: "Queue", "Reject"`] },
  { name: "queues for what is refused", level: limited({ limitResponse: { type: "Reject", queuing: {} } }), errors: [`${response}.queuing: Forbidden: must be nil if limited.limitResponse.type is not Limited`] },
  { name: "no queues for what waits", level: limited({ limitResponse: { type: "Queue" } }), errors: [`${response}.queuing: Required value: must not be empty if limited.limitResponse.type is Limited`] },
  { name: "queues of no length", level: queuing({ queueLengthLimit: 0 }), errors: [`${response}.queuing.queueLengthLimit: Invalid value: 0: must be positive`] },
  { name: "too many queues", level: queuing({ queues: 10_000_001, handSize: 1 }), errors: [`${response}.queuing.queues: Invalid value: 10000001: must not be greater than 10000000`] },
  { name: "a hand as large as the deck", level: queuing({ queues: 4, handSize: 4 }), errors: [] },
  { name: "a larger hand", level: queuing({ queues: 4, handSize: 5 }), errors: [`${response}.queuing.handSize: Invalid value: 5: should not be greater than queues (4)`] },
  { name: "a hand of sixty bits", level: queuing({ queues: 64, handSize: 10 }), errors: [] },
  { name: "a hand of more", level: queuing({ queues: 64, handSize: 11 }), errors: [`${response}.queuing.handSize: Invalid value: 11: required entropy bits of deckSize 64 and handSize 11 should not be greater than 60`] },
  { name: "the exempt one with shares", level: exempt({ nominalConcurrencyShares: 10, lendablePercent: 50 }), errors: [] },
  { name: "the exempt one with fewer than none", level: exempt({ nominalConcurrencyShares: -1, lendablePercent: -1 }), errors: ["spec.exempt.nominalConcurrencyShares: Invalid value: -1: must be a non-negative integer", "spec.exempt.lendablePercent: Invalid value: -1: must be between 0 and 100, inclusive"] },
  { name: "two conditions of one type", level: { ...limited(), status: { conditions: [{ type: "A" }, { type: "A" }, {}] } }, errors: ['status.conditions[1].type: Duplicate value: "A"', "status.conditions[2].type: Required value"] },
];

for (const { name, level, errors } of cases) test(`priority levels: ${name}`, () => assert.deepEqual(validate(level).map(formatFieldError), errors));

test("priority levels of a fresh cluster are right, and the mandatory ones may not differ", () => {
  for (const level of [...mandatoryLevels, ...suggestedLevels]) assert.deepEqual(validate(level), [], level.metadata.name);
  assert.match(validate({ ...limited(), metadata: { name: "catch-all" } }).map(formatFieldError).join(), /^spec: Invalid value: \{.*\}: spec of 'catch-all' must equal the fixed value$/);
});
