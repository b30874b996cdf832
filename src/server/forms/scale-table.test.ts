import assert from "node:assert/strict";
import { test } from "node:test";
import { findResource } from "../../api/resources.ts";
import type { ResourceInfo } from "../../api/resource-info.ts";
import { toTable } from "./table.ts";

const deployments = findResource("apps", "v1", "deployments") as ResourceInfo;
const now = Date.parse("2026-01-01T00:01:00Z");
const metadata = { name: "web", creationTimestamp: "2026-01-01T00:00:00Z" };

test("a Scale is printed in columns of its own, not in those of the kind that it scales", () => {
  const scale = { apiVersion: "autoscaling/v1", kind: "Scale", metadata, spec: { replicas: 3 }, status: { replicas: 1 } };
  const { columnDefinitions, rows } = toTable(deployments, [scale], {}, { version: "v1", includeObject: "None", now });
  assert.deepEqual(columnDefinitions?.map(({ name }) => name), ["Name", "Desired", "Available", "Age"]);
  assert.deepEqual(rows, [{ cells: ["web", 3, 1, "60s"], object: null }]);
});
