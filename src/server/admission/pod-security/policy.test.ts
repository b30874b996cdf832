import assert from "node:assert/strict";
import { test } from "node:test";
import { isStricter, policyOf } from "./policy.ts";

const asked = (labels: Record<string, string>) => {
  const { enforce, warn, errors } = policyOf(Object.fromEntries(Object.entries(labels).map(([name, value]) => [`pod-security.kubernetes.io/${name}`, value])));
  return [`${enforce.level}:${enforce.version}`, `${warn.level}:${warn.version}`, errors.length];
};

for (const [labels, expected] of [
  [{}, ["privileged:latest", "privileged:latest", 0]],
  [{ enforce: "baseline" }, ["baseline:latest", "baseline:latest", 0]],
  [{ enforce: "baseline", "enforce-version": "v1.30" }, ["baseline:v1.30", "baseline:v1.30", 0]],
  [{ enforce: "baseline", "enforce-version": "v1.30", "warn-version": "v1.31" }, ["baseline:v1.30", "baseline:v1.31", 0]],
  [{ enforce: "baseline", warn: "restricted" }, ["baseline:latest", "restricted:latest", 0]],
  [{ enforce: "restricted", warn: "privileged" }, ["restricted:latest", "privileged:latest", 0]],
  [{ enforce: "Restricted" }, ["restricted:latest", "privileged:latest", 1]],
  [{ enforce: "", "enforce-version": "1.30", audit: "x", "audit-version": "v2.0", warn: "x", "warn-version": "v1.01" }, ["restricted:latest", "privileged:latest", 6]],
] as const) {
  test(`labels ${JSON.stringify(labels)}`, () => assert.deepEqual(asked(labels), expected));
}

test("stricter is what may refuse what was let through", () => {
  const [open, baseline, older, restricted] = [
    { level: "privileged", version: "latest" },
    { level: "baseline", version: "latest" },
    { level: "baseline", version: "v1.30" },
    { level: "restricted", version: "latest" },
  ] as const;
  assert.deepEqual(
    [[baseline, open], [restricted, baseline], [older, baseline], [older, restricted], [baseline, restricted], [baseline, baseline], [open, older]].map(([wanted, before]) => isStricter(wanted as typeof open, before as typeof open)),
    [true, true, true, true, false, false, false],
  );
});
