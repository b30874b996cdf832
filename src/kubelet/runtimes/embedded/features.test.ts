import assert from "node:assert/strict";
import { test } from "node:test";
import { readFeatures } from "./features.ts";

const rows: { release: string; userNamespaces: boolean; recursiveReadOnlyMounts: boolean }[] = [
  { release: "5.11.22-generic", userNamespaces: false, recursiveReadOnlyMounts: false },
  { release: "5.12.0", userNamespaces: false, recursiveReadOnlyMounts: true },
  { release: "6.2.16-pve", userNamespaces: false, recursiveReadOnlyMounts: true },
  { release: "6.3-rc1", userNamespaces: true, recursiveReadOnlyMounts: true },
  { release: "6.18.44", userNamespaces: true, recursiveReadOnlyMounts: true },
  { release: "7.0.0", userNamespaces: true, recursiveReadOnlyMounts: true },
];
for (const { release, ...expected } of rows) {
  test(`features of Linux ${release}`, () => assert.deepEqual(readFeatures(release), { ...expected, supplementalGroupsPolicy: true, handlers: ["", "crun"] }));
}
