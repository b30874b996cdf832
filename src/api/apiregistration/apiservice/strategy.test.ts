import assert from "node:assert/strict";
import { test } from "node:test";
import type { APIService } from "../../types/apiregistration/v1.gen.ts";
import { strategy } from "./strategy.ts";

const apiService = (fields: Partial<APIService> = {}): APIService => ({
  metadata: { name: "v1.example.com", creationTimestamp: "2026-01-31T07:00:00Z" },
  spec: { groupPriorityMinimum: 1, versionPriority: 1 },
  ...fields,
});
const now = Date.parse("2026-01-31T08:00:00Z");
const available = (status: string, reason?: string) => ({ conditions: [{ type: "Available", status, reason }] });

const cases: { name: string; object: APIService; row: unknown[] }[] = [
  { name: "one that this server serves itself", object: apiService({ status: available("True", "Local") }), row: ["v1.example.com", "Local", "True", "60m"] },
  { name: "one that nobody has looked at", object: apiService(), row: ["v1.example.com", "Local", "Unknown", "60m"] },
  {
    name: "one whose service is missing",
    object: apiService({
      spec: { groupPriorityMinimum: 1, versionPriority: 1, service: { namespace: "a", name: "b" } },
      status: available("False", "ServiceNotFound"),
    }),
    row: ["v1.example.com", "a/b", "False (ServiceNotFound)", "60m"],
  },
];

for (const { name, object, row } of cases) {
  test(`an API service's row: ${name}`, () => assert.deepEqual(strategy.printRow?.(object, now), row));
}

test("an extension server listens on 443 where no port is named", () => {
  const draft = apiService({ spec: { groupPriorityMinimum: 1, versionPriority: 1, service: { namespace: "a", name: "b" } } });
  strategy.applyDefaults?.(draft);
  assert.deepEqual(draft.spec.service, { namespace: "a", name: "b", port: 443 });
});
