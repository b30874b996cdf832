import assert from "node:assert/strict";
import { test } from "node:test";
import { runtimeHandlers } from "./handlers.ts";

const rows: { release: string; userNamespaces: boolean; recursiveReadOnlyMounts: boolean }[] = [
  { release: "5.11.22-generic", userNamespaces: false, recursiveReadOnlyMounts: false },
  { release: "5.12.0", userNamespaces: false, recursiveReadOnlyMounts: true },
  { release: "6.2.16-pve", userNamespaces: false, recursiveReadOnlyMounts: true },
  { release: "6.3-rc1", userNamespaces: true, recursiveReadOnlyMounts: true },
  { release: "6.18.44", userNamespaces: true, recursiveReadOnlyMounts: true },
  { release: "7.0.0", userNamespaces: true, recursiveReadOnlyMounts: true },
];
for (const { release, ...expected } of rows) {
  test(`what pods may ask for on Linux ${release}`, () => assert.deepEqual(runtimeHandlers(release), ["", "crun"].map((name) => ({ name, ...expected }))));
}
