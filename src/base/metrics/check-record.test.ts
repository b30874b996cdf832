import assert from "node:assert/strict";
import { test } from "node:test";
import { CheckRecord } from "./check-record.ts";

test("CheckRecord: the last result of each check at each endpoint, and how often it was which", () => {
  const record = new CheckRecord();
  assert.equal(record.text(), "");
  for (const isWell of [true, true, false]) record.add({ name: "etcd", endpoint: "livez", isWell });
  record.add({ name: "etcd", endpoint: "readyz", isWell: true });
  assert.equal(
    record.text(),
    `# HELP kubernetes_healthcheck [STABLE] This metric records the result of a single healthcheck.
# TYPE kubernetes_healthcheck gauge
kubernetes_healthcheck{name="etcd",type="livez"} 0
kubernetes_healthcheck{name="etcd",type="readyz"} 1
# HELP kubernetes_healthchecks_total [STABLE] This metric records the results of all healthcheck.
# TYPE kubernetes_healthchecks_total counter
kubernetes_healthchecks_total{name="etcd",status="error",type="livez"} 1
kubernetes_healthchecks_total{name="etcd",status="success",type="livez"} 2
kubernetes_healthchecks_total{name="etcd",status="success",type="readyz"} 1
`,
  );
});
