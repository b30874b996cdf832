import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFieldError } from "../errors/field-errors.ts";
import { validateLabelSelector } from "./validate-label-selector.ts";

test("validateLabelSelector: says what is wrong and where", () => {
  const selector = {
    matchLabels: { a: "b" },
    matchExpressions: [
      { key: "a", operator: "In" },
      { key: "a", operator: "Exists", values: ["x"] },
      { key: "a", operator: "Near" },
      { key: "a", operator: "NotIn", values: ["ok"] },
    ],
  };
  assert.deepEqual(validateLabelSelector(selector, "spec.selector").map(formatFieldError), [
    "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
    "spec.selector.matchExpressions[1].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
    'spec.selector.matchExpressions[2].operator: Invalid value: "Near": not a valid selector operator',
  ]);
  assert.deepEqual(validateLabelSelector(undefined, "spec.selector"), []);
});
